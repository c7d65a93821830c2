#include "services/selvbetjening/web_forms.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "services/selvbetjening/combinations.h"

namespace emulator::selvbetjening {
namespace {

constexpr std::string_view texts[] = {"client_name",
                                      "description",
                                      "display_name",
                                      "client_uri",
                                      "integration_type",
                                      "application_type",
                                      "token_endpoint_auth_method",
                                      "frontchannel_logout_uri",
                                      "backchannel_logout_uri",
                                      "code_challenge_method",
                                      "refresh_token_usage"};
constexpr std::string_view lists[] = {"redirect_uris", "post_logout_redirect_uris"};
constexpr std::string_view numbers[] = {"access_token_lifetime", "authorization_lifetime",
                                        "refresh_token_lifetime"};

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

std::string joined(std::vector<std::string> const& lines) {
    std::string text;
    for (auto const& line : lines)
        text.append(text.empty() ? "" : "\n").append(line);
    return text;
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

Json client_body(http::Parameters const& form) {
    auto body = Json::object();
    for (auto const name : texts)
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
    http::Parameters form;
    form.add("client_name", client.client_name);
    form.add("description", client.description);
    form.add("display_name", client.display_name);
    form.add("client_uri", client.client_uri);
    form.add("integration_type", client.integration_type);
    form.add("application_type", client.application_type);
    form.add("token_endpoint_auth_method",
             std::string(model::auth_method_name(client.token_endpoint_auth_method)));
    form.add("frontchannel_logout_uri", client.frontchannel_logout_uri);
    form.add("backchannel_logout_uri", client.backchannel_logout_uri);
    form.add("code_challenge_method", client.pkce_required ? "S256" : "none");
    form.add("refresh_token_usage", client.refresh_token_usage);
    form.add("redirect_uris", joined(client.redirect_uris));
    form.add("post_logout_redirect_uris", joined(client.post_logout_redirect_uris));
    form.add("access_token_lifetime", std::to_string(client.access_token_lifetime.count()));
    form.add("authorization_lifetime", std::to_string(client.authorization_lifetime.count()));
    form.add("refresh_token_lifetime", std::to_string(client.refresh_token_lifetime.count()));
    if (client.sso_disabled) form.add("sso_disabled", "yes");
    for (auto const& scope : client.scopes)
        form.add("scope", scope);
    return form;
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
