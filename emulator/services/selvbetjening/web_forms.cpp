#include "services/selvbetjening/web_forms.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <span>

#include "services/selvbetjening/combinations.h"
#include "services/selvbetjening/documents.h"

namespace emulator::selvbetjening {
namespace {

// Every form has the first three; those for logins have all.
constexpr std::string_view texts[] = {"client_name",
                                      "description",
                                      "token_endpoint_auth_method",
                                      "display_name",
                                      "client_uri",
                                      "logo_uri",
                                      "frontchannel_logout_uri",
                                      "backchannel_logout_uri",
                                      "code_challenge_method",
                                      "refresh_token_usage"};
constexpr std::size_t texts_of_machines = 3;
constexpr std::string_view lists[] = {"redirect_uris", "post_logout_redirect_uris"};
constexpr std::string_view numbers[] = {"access_token_lifetime", "authorization_lifetime",
                                        "refresh_token_lifetime"};

bool is_among(std::span<std::string_view const> names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

// Whether the form for such a client has the field, so that it is empty where nothing was sent.
bool is_shown(std::string_view name, bool login) {
    if (!login) return is_among(std::span(texts).first(texts_of_machines), name);
    return is_among(texts, name) || is_among(lists, name) || is_among(numbers, name);
}

void set_text(Json& body, http::Parameters const& form, std::string_view name) {
    if (auto text = form.text(name); !text.empty()) body[std::string(name)] = std::move(text);
}

void set_number(Json& body, http::Parameters const& form, std::string_view name) {
    auto const text = form.text(name);
    if (text.empty()) return;
    std::int64_t number = 0;
    auto const [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    bool const whole = fault == std::errc() && end == text.data() + text.size();
    body[std::string(name)] = whole ? Json(number) : Json(text);
}

// Where nothing stands, nothing was registered or typed.
Differences differing(Json const& document, Json const& body, std::vector<std::string> const& names) {
    Differences rows;
    for (auto const& name : names) {
        auto const registered = document.value(name, Json(""));
        if (body.value(name, Json("")) != registered) rows.emplace_back(name, shown_value(registered));
    }
    return rows;
}

constexpr std::string_view scope_texts[] = {"description", "long_description", "visibility", "token_type",
                                            "delegation_source"};
constexpr std::string_view scope_numbers[] = {"at_max_age", "authorization_max_lifetime"};
constexpr std::string_view scope_flags[] = {"accessible_for_all", "requires_user_consent",
                                            "requires_user_authentication", "requires_pseudonymous_tokens"};

}  // namespace

std::vector<std::string> all_of(http::Parameters const& form, std::string_view name) {
    std::vector<std::string> values;
    for (auto const& [key, value] : form) {
        if (key == name && !value.empty()) values.push_back(value);
    }
    return values;
}

std::vector<std::string> lines_of(std::string_view text) {
    constexpr std::string_view blanks = " \t\r";
    std::vector<std::string> lines;
    while (!text.empty()) {
        auto const end = std::min(text.find('\n'), text.size());
        auto line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        auto const begin = line.find_first_not_of(blanks);
        if (begin == std::string_view::npos) continue;
        line = line.substr(begin, line.find_last_not_of(blanks) - begin + 1);
        lines.emplace_back(line);
    }
    return lines;
}

std::vector<std::string> const& client_field_names() {
    static auto const names = [] {
        std::vector<std::string> all(std::begin(texts), std::end(texts));
        all.insert(all.end(), std::begin(lists), std::end(lists));
        all.insert(all.end(), std::begin(numbers), std::end(numbers));
        return all;
    }();
    return names;
}

std::string shown_value(Json const& value) {
    if (value.is_string()) return value.get<std::string>();
    bool const is_list = value.is_array() && std::all_of(value.begin(), value.end(),
                                                         [](auto const& item) { return item.is_string(); });
    if (!is_list) return json_text(value);
    std::string text;
    for (auto const& item : value)
        text.append(text.empty() ? "" : "\n").append(item.template get<std::string>());
    return text;
}

Json client_body(http::Parameters const& form) {
    auto body = Json::object();
    for (auto const name : texts)
        set_text(body, form, name);
    for (auto const name : {"integration_type", "application_type", "client_orgno"})
        set_text(body, form, name);
    for (auto const name : numbers)
        set_number(body, form, name);
    if (is_for_login(form.text("integration_type"))) {
        for (auto const name : lists)
            body[std::string(name)] = lines_of(form.text(name));
        body["sso_disabled"] = form.has("sso_disabled");
        body["frontchannel_logout_session_required"] = form.has("frontchannel_logout_uri");
    }
    body["scopes"] = all_of(form, "scope");
    return body;
}

http::Parameters client_fields(model::Client const& client) {
    auto const document = client_document(client);
    http::Parameters form;
    for (auto const& name : client_field_names())
        form.add(name, document.contains(name) ? shown_value(document[name]) : "");
    for (std::string const name : {"integration_type", "application_type"})
        form.add(name, document[name].get<std::string>());
    if (client.sso_disabled) form.add("sso_disabled", "yes");
    for (auto const& scope : client.scopes)
        form.add("scope", scope);
    return form;
}

Json edited_body(model::Client const& before, http::Parameters const& form) {
    auto body = client_body(form);
    auto document = client_document(before);
    document.erase("last_updated");  // forms carry a version instead
    bool const login = is_for_login(before.integration_type);
    for (auto const& [name, value] : document.items()) {
        bool const emptied = is_shown(name, login) && !body.contains(name);
        if (!emptied && !body.contains(name)) body[name] = value;
    }
    if (body.value("frontchannel_logout_session_required", false) && !before.frontchannel_logout_uri.empty())
        body["frontchannel_logout_session_required"] = before.frontchannel_logout_session_required;
    return body;
}

Differences differences(model::Client const& now, http::Parameters const& typed) {
    auto names = client_field_names();
    names.insert(names.end(), {"scopes", "sso_disabled"});
    return differing(client_document(now), edited_body(now, typed), names);
}

Json scope_body(http::Parameters const& form) {
    auto body = Json::object();
    for (auto const name : {"prefix", "subscope"})
        set_text(body, form, name);
    for (auto const name : scope_texts)
        set_text(body, form, name);
    for (auto const name : scope_numbers)
        set_number(body, form, name);
    for (auto const name : scope_flags)
        body[std::string(name)] = form.has(name);
    body["allowed_integration_types"] = all_of(form, "integration_type");
    return body;
}

http::Parameters scope_fields(model::Scope const& scope) {
    auto const document = scope_document(scope);
    http::Parameters form;
    auto const value = [&](std::string_view name) { return document.value(std::string(name), Json("")); };
    for (auto const name : scope_texts)
        form.add(std::string(name), shown_value(value(name)));
    for (auto const name : scope_numbers)
        form.add(std::string(name), shown_value(value(name)));
    for (auto const name : scope_flags)
        if (value(name) == true) form.add(std::string(name), "yes");
    for (auto const& type : scope.allowed_integration_types)
        form.add("integration_type", type);
    return form;
}

Json edited_body(model::Scope const& before, http::Parameters const& form) {
    auto body = scope_body(form);
    if (!before.enforced_aud_for_introspection.empty())
        body["enforced_aud_for_introspection"] = before.enforced_aud_for_introspection;
    return body;
}

Differences differences(model::Scope const& now, http::Parameters const& typed) {
    std::vector<std::string> names{"allowed_integration_types"};
    names.insert(names.end(), std::begin(scope_texts), std::end(scope_texts));
    names.insert(names.end(), std::begin(scope_numbers), std::end(scope_numbers));
    names.insert(names.end(), std::begin(scope_flags), std::end(scope_flags));
    return differing(scope_document(now), edited_body(now, typed), names);
}

}  // namespace emulator::selvbetjening
