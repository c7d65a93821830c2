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
    for (auto const name : {"integration_type", "application_type"})
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

std::vector<std::pair<std::string, std::string>> differences(model::Client const& now,
                                                             http::Parameters const& typed) {
    std::vector<std::pair<std::string, std::string>> rows;
    auto const document = client_document(now);
    auto const body = edited_body(now, typed);
    for (auto const& name : client_field_names()) {
        auto const registered = document.value(name, Json(""));
        if (body.value(name, Json("")) != registered) rows.emplace_back(name, shown_value(registered));
    }
    for (std::string const name : {"scopes", "sso_disabled"}) {
        if (body.contains(name) && body[name] != document[name])
            rows.emplace_back(name, shown_value(document[name]));
    }
    return rows;
}

Json scope_body(http::Parameters const& form) {
    auto body = Json::object();
    for (auto const name : {"prefix", "subscope", "description", "long_description", "visibility",
                            "token_type", "delegation_source"})
        set_text(body, form, name);
    for (auto const name : {"at_max_age", "authorization_max_lifetime"})
        set_number(body, form, name);
    for (auto const name : {"accessible_for_all", "requires_user_consent", "requires_user_authentication",
                            "requires_pseudonymous_tokens"})
        body[name] = form.has(name);
    body["allowed_integration_types"] = all_of(form, "integration_type");
    return body;
}

}  // namespace emulator::selvbetjening
