#include "services/idporten/authorization_request.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "oauth/pkce.h"
#include "oauth/redirect_uri.h"
#include "oauth/scopes.h"
#include "services/idporten/levels.h"

namespace emulator::idporten {
namespace {

constexpr std::array<std::string_view, 4> response_modes{"query", "form_post", "query.jwt", "form_post.jwt"};

struct Asked {
    http::Parameters const& parameters;
    store::Directory const& directory;
    model::Client const* client = nullptr;
    AuthorizationRequest request = {};
    std::vector<std::string> warnings = {};
};

using Check = Result<> (*)(Asked&);
struct NamedCheck {
    std::string_view name;
    Check check;
};

Error refused(ErrorCode code, std::string description, std::string rule, std::string received,
              std::string expected, std::string mend) {
    return {code,
            std::move(description),
            {std::move(rule), std::move(received), std::move(expected), std::move(mend)}};
}

std::string words(std::span<std::string const> list) {
    std::string text;
    for (auto const& word : list)
        text.append(text.empty() ? "" : ", ").append(word);
    return text.empty() ? "none" : text;
}

Result<> client_is_known(Asked& asked) {
    auto const client_id = asked.parameters.text("client_id");
    asked.client = asked.directory.client(client_id);
    bool const ours =
        asked.client && asked.client->active && asked.client->has_grant_type("authorization_code");
    if (!ours) {
        return refused(
            ErrorCode::invalid_request, "Unknown client_id", "client_id names an active client for logins",
            client_id.empty() ? "no client_id" : shown(client_id), "a client of the Konsoll's list",
            "Check the client_id, and that the client has the grant type authorization_code.");
    }
    asked.request.client_id = client_id;
    return {};
}

Result<> redirect_uri_is_registered(Asked& asked) {
    auto const uri = asked.parameters.text("redirect_uri");
    if (!oauth::is_registered(asked.client->redirect_uris, uri)) {
        return refused(ErrorCode::invalid_request, "redirect_uri is not registered on the client",
                       "redirect_uri is one of the client's, character by character (RFC 9700 2.1)",
                       uri.empty() ? "no redirect_uri" : shown(uri, 200), words(asked.client->redirect_uris),
                       "Register the URI on the client, or send one that is registered; mind a slash at the "
                       "end and the port.");
    }
    asked.request.redirect_uri = uri;
    return {};
}

// Read before everything that is told by redirect, so that every such answer carries it.
Result<> state_is_right(Asked& asked) {
    auto const state = asked.parameters.text("state");
    bool const printable =
        std::all_of(state.begin(), state.end(), [](char c) { return c >= 0x20 && c <= 0x7e; });
    if (!printable) {
        return refused(ErrorCode::invalid_request, "state has characters outside ASCII 20 to 7E",
                       "state is printable ASCII", "another character", "A-Z a-z 0-9 and punctuation",
                       "Make state from random bytes, base64url.");
    }
    asked.request.state = state;
    if (!state.empty()) return {};
    if (asked.client->token_endpoint_auth_method == model::AuthMethod::none) {
        return refused(ErrorCode::invalid_request, "state is missing", "Public clients send state",
                       "no state", "a random value bound to the browser",
                       "Send state, and compare it when the user comes back.");
    }
    asked.warnings.emplace_back("no state: the client cannot tell its own logins from forged ones");
    return {};
}

Result<> nothing_stands_twice(Asked& asked) {
    http::Parameters others;
    for (auto const& [name, value] : asked.parameters) {
        // RFC 8707 2 lets resource stand more than once.
        if (name != "resource") others.add(name, value);
    }
    auto const repeated = others.repeated();
    if (!repeated) return {};
    return refused(ErrorCode::invalid_request, "A parameter is included more than once",
                   "No parameter stands more than once (RFC 6749 3.1)", shown(*repeated), "each name once",
                   "Remove one of them.");
}

Result<> request_objects_are_absent(Asked& asked) {
    constexpr std::string_view rule = "Request objects are not supported, as the discovery document says";
    if (asked.parameters.has("request")) {
        return refused(ErrorCode::request_not_supported, "request is not supported", std::string(rule),
                       "request", "plain parameters", "Send the parameters themselves.");
    }
    if (asked.parameters.has("request_uri")) {
        return refused(ErrorCode::request_uri_not_supported, "request_uri is not supported",
                       std::string(rule), "request_uri", "plain parameters",
                       "Send the parameters themselves.");
    }
    return {};
}

Result<> response_type_is_code(Asked& asked) {
    auto const type = asked.parameters.text("response_type");
    if (type == "code") return {};
    auto const code = type.empty() ? ErrorCode::invalid_request : ErrorCode::unsupported_response_type;
    return refused(code, type.empty() ? "response_type is missing" : "response_type is not supported",
                   "Only the code flow is offered", type.empty() ? "no response_type" : shown(type), "code",
                   "Send response_type=code.");
}

Result<> response_mode_is_query(Asked& asked) {
    auto const mode = asked.parameters.get("response_mode").value_or("query");
    if (mode == "query") return {};
    return refused(ErrorCode::invalid_request, "response_mode is not supported",
                   "response_mode is one of the discovery document", shown(mode), "query",
                   "Leave response_mode out.");
}

Result<> scopes_are_on_the_client(Asked& asked) {
    asked.request.scopes = oauth::split_scopes(asked.parameters.text("scope"));
    if (asked.request.scopes.empty()) {
        return refused(ErrorCode::invalid_scope, "scope is missing",
                       "scope names at least one scope, normally openid", "no scope", "openid",
                       "Send scope=openid.");
    }
    for (auto const& name : asked.request.scopes) {
        auto const* scope = asked.directory.scope(name);
        if (asked.client->has_scope(name) && scope && scope->active) continue;
        return refused(ErrorCode::invalid_scope, "The client may not use one of the scopes",
                       "Every scope is registered on the client", shown(name), words(asked.client->scopes),
                       "Register the scope on the client, or leave it out.");
    }
    return {};
}

Result<> pkce_is_right(Asked& asked) {
    auto const challenge = asked.parameters.text("code_challenge");
    auto const method = asked.parameters.text("code_challenge_method");
    constexpr std::string_view rule = "PKCE with S256 is mandatory (docs.digdir.no, oidc_func_pkce)";
    constexpr std::string_view mend =
        "Send code_challenge=BASE64URL(SHA256(verifier)) and code_challenge_method=S256.";
    if (challenge.empty() && method.empty() && !asked.client->pkce_required) {
        asked.warnings.emplace_back("no PKCE: the client has opted out of it");
        return {};
    }
    if (challenge.empty()) {
        return refused(ErrorCode::invalid_request, "code_challenge is missing", std::string(rule),
                       "no code_challenge", "code_challenge", std::string(mend));
    }
    if (method != "S256") {
        return refused(ErrorCode::invalid_request, "code_challenge_method must be S256", std::string(rule),
                       method.empty() ? "none, which means plain" : shown(method), "S256", std::string(mend));
    }
    if (!oauth::is_code_challenge(challenge)) {
        return refused(ErrorCode::invalid_request, "code_challenge is malformed", std::string(rule),
                       std::to_string(challenge.size()) + " characters",
                       "43 base64url characters without padding", std::string(mend));
    }
    asked.request.code_challenge = challenge;
    return {};
}

Result<> levels_are_known(Asked& asked) {
    asked.request.acr_values = oauth::split_scopes(asked.parameters.text("acr_values"));
    for (auto const& acr : asked.request.acr_values) {
        if (is_known_level(acr)) continue;
        return refused(ErrorCode::invalid_request, "acr_values has an unknown level",
                       "acr_values are of the discovery document's acr_values_supported", shown(acr),
                       "idporten-loa-substantial or idporten-loa-high",
                       "Ask for one of these; Level3 and Level4 were retired in 2023.");
    }
    return {};
}

Result<> prompt_is_known(Asked& asked) {
    auto const prompt = asked.parameters.text("prompt");
    constexpr std::array<std::string_view, 4> known{"", "login", "none", "consent"};
    if (std::find(known.begin(), known.end(), prompt) == known.end()) {
        return refused(ErrorCode::invalid_request, "prompt has an unknown value",
                       "prompt is one of prompt_values_supported", shown(prompt), "login, none or consent",
                       "Send one of these alone.");
    }
    asked.request.prompt = prompt;
    return {};
}

Result<> max_age_is_a_number(Asked& asked) {
    auto const text = asked.parameters.get("max_age");
    if (!text) return {};
    std::int64_t value = 0;
    auto const [end, failure] = std::from_chars(text->data(), text->data() + text->size(), value);
    if (failure != std::errc() || end != text->data() + text->size() || value < 0) {
        return refused(ErrorCode::invalid_request, "max_age is not a number of seconds",
                       "max_age is a whole number from 0 (OpenID Connect Core 3.1.2.1)", shown(*text),
                       "seconds", "Send a number.");
    }
    asked.request.max_age = seconds(value);
    return {};
}

Result<> headless_login_is_right(Asked& asked) {
    auto const hint = asked.parameters.text("login_hint");
    constexpr std::string_view prefix = "testid:";
    if (!hint.starts_with(prefix)) return {};  // other hints are only hints
    constexpr std::string_view rule =
        "A headless login is login_hint=testid:<synthetic pid>_<acr> (docs.digdir.no, oidc_func_apitesting)";
    auto const underscore = hint.find('_');
    auto const acr = underscore == std::string::npos ? "" : hint.substr(underscore + 1);
    auto const pid =
        model::PersonNumber::parse(std::string_view(hint).substr(prefix.size(), underscore - prefix.size()));
    if (!pid) {
        auto const& why = pid.error().explanation;
        return refused(ErrorCode::access_denied, "login_hint has no synthetic person number",
                       std::string(rule), why.received, why.expected, why.mend);
    }
    auto const offered = offered_levels(asked.request.acr_values);
    if (std::find(offered.begin(), offered.end(), acr) == offered.end()) {
        return refused(
            ErrorCode::access_denied, "login_hint has a level that does not satisfy acr_values",
            std::string(rule), acr.empty() ? "no level" : shown(acr),
            offered.size() == 2 ? "idporten-loa-substantial or idporten-loa-high" : "idporten-loa-high",
            "Name a level at least as high as acr_values.");
    }
    asked.request.headless = HeadlessLogin{*pid, acr};
    return {};
}

Result<> the_rest_is_read(Asked& asked) {
    asked.request.nonce = asked.parameters.text("nonce");
    if (asked.request.nonce.empty())
        asked.warnings.emplace_back("no nonce: the client cannot tell whether the id_token is of this login");
    asked.request.ui_locales = asked.parameters.text("ui_locales");
    for (auto const& [name, value] : asked.parameters) {
        if (name == "resource" && !value.empty()) asked.request.resources.push_back(value);
    }
    return {};
}

constexpr std::array page_checks{
    NamedCheck{"client_is_known", client_is_known},
    NamedCheck{"redirect_uri_is_registered", redirect_uri_is_registered},
};
constexpr std::array redirect_checks{
    NamedCheck{"state_is_right", state_is_right},
    NamedCheck{"nothing_stands_twice", nothing_stands_twice},
    NamedCheck{"request_objects_are_absent", request_objects_are_absent},
    NamedCheck{"response_type_is_code", response_type_is_code},
    NamedCheck{"response_mode_is_query", response_mode_is_query},
    NamedCheck{"scopes_are_on_the_client", scopes_are_on_the_client},
    NamedCheck{"pkce_is_right", pkce_is_right},
    NamedCheck{"levels_are_known", levels_are_known},
    NamedCheck{"prompt_is_known", prompt_is_known},
    NamedCheck{"max_age_is_a_number", max_age_is_a_number},
    NamedCheck{"headless_login_is_right", headless_login_is_right},
    NamedCheck{"the_rest_is_read", the_rest_is_read},
};

}  // namespace

std::string_view response_mode_name(ResponseMode mode) {
    return response_modes[static_cast<std::size_t>(mode)];
}

std::optional<ResponseMode> parse_response_mode(std::string_view name) {
    auto const found = std::find(response_modes.begin(), response_modes.end(), name);
    if (found == response_modes.end()) return std::nullopt;
    return static_cast<ResponseMode>(found - response_modes.begin());
}

std::vector<std::string_view> check_names() {
    std::vector<std::string_view> names;
    for (auto const& check : page_checks)
        names.push_back(check.name);
    for (auto const& check : redirect_checks)
        names.push_back(check.name);
    return names;
}

Verdict judge(http::Parameters const& parameters, store::Directory const& directory) {
    Asked asked{parameters, directory};
    for (auto const& [name, check] : page_checks) {
        if (auto const passed = check(asked); !passed) return RefuseWithPage{passed.error()};
    }
    for (auto const& [name, check] : redirect_checks) {
        if (auto const passed = check(asked); !passed)
            return RefuseWithRedirect{passed.error(), std::move(asked.request)};
    }
    return Accepted{std::move(asked.request), std::move(asked.warnings)};
}

// A headless login is answered at once and never kept, and prompt and max_age have done their work by then.
Json to_json(AuthorizationRequest const& request) {
    return {{"client_id", request.client_id},
            {"redirect_uri", request.redirect_uri},
            {"response_mode", response_mode_name(request.response_mode)},
            {"pushed", request.pushed},
            {"scopes", request.scopes},
            {"state", request.state},
            {"nonce", request.nonce},
            {"code_challenge", request.code_challenge},
            {"acr_values", request.acr_values},
            {"ui_locales", request.ui_locales},
            {"resources", request.resources}};
}

AuthorizationRequest authorization_request_from_json(Json const& document) {
    AuthorizationRequest request;
    document.at("client_id").get_to(request.client_id);
    document.at("redirect_uri").get_to(request.redirect_uri);
    auto const mode = document.at("response_mode").get<std::string>();
    request.response_mode = parse_response_mode(mode).value_or(ResponseMode::query);
    document.at("pushed").get_to(request.pushed);
    document.at("scopes").get_to(request.scopes);
    document.at("state").get_to(request.state);
    document.at("nonce").get_to(request.nonce);
    document.at("code_challenge").get_to(request.code_challenge);
    document.at("acr_values").get_to(request.acr_values);
    document.at("ui_locales").get_to(request.ui_locales);
    document.at("resources").get_to(request.resources);
    return request;
}

}  // namespace emulator::idporten
