#include <algorithm>
#include <array>
#include <charconv>

#include "base/encoding.h"
#include "oauth/redirect_uri.h"
#include "oauth/scopes.h"
#include "services/idporten/authorization_rules.h"
#include "services/idporten/levels.h"

namespace emulator::idporten {
namespace {

Error scope_refused(std::string const& name, std::string rule, std::string received, std::string expected,
                    std::string mend) {
    return refused(ErrorCode::invalid_scope, "The client may not use the scope " + shown(name, 100),
                   std::move(rule), std::move(received), std::move(expected), std::move(mend));
}

}  // namespace

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
        return scope_refused(name, "Every scope is registered on the client", shown(name),
                             words(asked.client->scopes),
                             "Register the scope on the client, or leave it out.");
    }
    auto const& scopes = asked.request.scopes;
    if (std::find(scopes.begin(), scopes.end(), "openid") == scopes.end())
        asked.warnings.emplace_back("no openid among the scopes: there will be no id_token");
    return {};
}

Result<> scopes_are_open_to_the_client(Asked& asked) {
    auto const& client = *asked.client;
    for (auto const& name : asked.request.scopes) {
        auto const& scope = *asked.directory.scope(name);
        auto const& types = scope.allowed_integration_types;
        bool const fits =
            types.empty() || std::find(types.begin(), types.end(), client.integration_type) != types.end();
        if (!fits)
            return scope_refused(name, "A scope is for clients of the integration types that it names",
                                 "a client of type " + client.integration_type, words(types),
                                 "Use a client of another type, or let the scope's owner allow this one.");
        auto const& holder = client.owner_orgno();
        bool const open = scope.accessible_for_all || scope.owner_orgno == holder ||
                          asked.directory.has_access(name, holder);
        if (open) continue;
        return scope_refused(name, "The client's organisation has access to every scope",
                             holder + ", which has none",
                             "an organisation that " + scope.owner_orgno + " granted access",
                             "Let the owner of the scope grant the organisation access.");
    }
    return {};
}

Result<> resources_are_read(Asked& asked) {
    std::size_t size = 0;
    for (auto const& [name, value] : asked.parameters) {
        if (name != "resource" || value.empty()) continue;
        size += value.size();
        if (!oauth::is_absolute_uri(value))
            asked.warnings.push_back(
                "resource is no absolute URI without a fragment, as RFC 8707 2 demands: " + shown(value));
        asked.request.resources.push_back(value);
    }
    if (size <= longest_state) return {};
    return refused(ErrorCode::invalid_request, "resource is too long",
                   "resource comes back in the access token, so this emulator takes 4096 bytes at most",
                   std::to_string(size) + " bytes", "the addresses of a few APIs",
                   "Ask for one token for each API.");
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
    auto const prompts = oauth::split_scopes(asked.parameters.text("prompt"));
    constexpr std::array<std::string_view, 3> known{"login", "none", "consent"};
    for (auto const& prompt : prompts) {
        if (std::find(known.begin(), known.end(), prompt) != known.end()) continue;
        return refused(ErrorCode::invalid_request, "prompt has an unknown value",
                       "prompt is of prompt_values_supported", shown(prompt), "login, none or consent",
                       "Send these values only.");
    }
    asked.request.prompt = oauth::join_scopes(prompts);
    if (prompts.size() > 1 && has_prompt(asked.request, "none")) {
        return refused(ErrorCode::invalid_request, "prompt=none stands with another value",
                       "prompt=none stands alone (OpenID Connect Core 3.1.2.1)", shown(asked.request.prompt),
                       "none alone, or login and consent", "Decide whether the user may see a page.");
    }
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

}  // namespace emulator::idporten
