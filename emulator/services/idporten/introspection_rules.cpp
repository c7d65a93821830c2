#include "services/idporten/introspection_rules.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/json.h"
#include "base/times.h"
#include "oauth/scopes.h"
#include "services/idporten/authorization_rules.h"

namespace emulator::idporten {
namespace {

constexpr std::string_view introspection_scope = "idporten:token.introspection";
constexpr std::string_view caller_lacks_scope = "the caller has not the scope idporten:token.introspection";
constexpr std::string_view not_listed =
    "no scope of the token lists the caller in enforced_aud_for_introspection";

bool is_listed(model::Client const& caller, Json const& claims, store::Directory const& directory) {
    auto const names = oauth::split_scopes(string_member(claims, "scope"));
    return std::any_of(names.begin(), names.end(), [&](auto const& name) {
        auto const* scope = directory.scope(name);
        if (!scope) return false;
        auto const& allowed = scope->enforced_aud_for_introspection;
        return std::find(allowed.begin(), allowed.end(), caller.client_id) != allowed.end();
    });
}

// What is not told to the caller, for the developer.
Error untold(std::string_view why, std::string rule, std::string received, std::string expected,
             std::string mend) {
    return {ErrorCode::access_denied,
            std::string(why),
            {std::move(rule), std::move(received), std::move(expected), std::move(mend)}};
}

Result<> caller_is_authenticated(Asking const&) {
    return {};  // others do not come here
}

Result<> caller_has_the_scope(Asking const& asking) {
    auto const& client = asking.caller.client;
    if (client.has_scope(introspection_scope)) return {};
    return untold(caller_lacks_scope, "Introspection is for clients with idporten:token.introspection",
                  words(client.scopes), std::string(introspection_scope),
                  "Register the scope on the client.");
}

Result<> scope_lists_the_caller(Asking const& asking) {
    auto const& client = asking.caller.client;
    if (is_listed(client, asking.claims, asking.directory)) return {};
    return untold(not_listed,
                  "A scope of the token lists who may introspect it, in enforced_aud_for_introspection",
                  oauth::members(asking.claims, {"scope"}), "a scope that lists " + client.client_id,
                  "Let the owner of the scope add the client there.");
}

std::string caller(Asking const& asking) {
    return asking.caller.client.client_id + " by " + asking.caller.client_amr;
}
std::string caller_scopes(Asking const& asking) {
    return words(asking.caller.client.scopes);
}
std::string token_scopes(Asking const& asking) {
    return asking.claims.is_object() ? oauth::members(asking.claims, {"scope"}) : "not known";
}

using Rule = oauth::ExaminedRule<Asking>;
constexpr std::array rules{
    Rule{"caller_is_authenticated", "The caller authenticates by its registered method", "",
         caller_is_authenticated, caller},
    Rule{"caller_has_the_scope", "The caller has the scope idporten:token.introspection", "",
         caller_has_the_scope, caller_scopes},
    Rule{"scope_lists_the_caller", "A scope of the token lists the caller in enforced_aud_for_introspection",
         "token_was_issued_here", scope_lists_the_caller, token_scopes},
};

Result<> was_issued_here(AskedRefreshToken const&) {
    return {};  // others are looked at as access tokens
}

Result<> is_of_the_caller(AskedRefreshToken const& asked) {
    auto const& owner = asked.stored.grant.client_id;
    if (owner == asked.caller) return {};
    return untold("the refresh token belongs to another client",
                  "A refresh token is told to the client that it was issued to", std::string(asked.caller),
                  owner, "Ask as that client; a resource server is shown access tokens alone.");
}

Result<> refresh_token_stands(AskedRefreshToken const& asked) {
    auto const& [grant, expires, used] = asked.stored;
    if (!used && !grant.revoked && expires > asked.now) return {};
    auto const past = "it ended " + format_utc(expires);
    return untold("the refresh token has ended", "A refresh token stands until it is replaced or ends",
                  used            ? "it was replaced by a newer one"
                  : grant.revoked ? "its grant was revoked: " + grant.ended_by
                                  : past,
                  "one that stands", "Keep the newest refresh token, or log in again.");
}

std::string kind(AskedRefreshToken const&) {
    return "a refresh token";
}
std::string owner(AskedRefreshToken const& asked) {
    return "issued to " + asked.stored.grant.client_id + ", asked for by " + std::string(asked.caller);
}
std::string end(AskedRefreshToken const& asked) {
    return "ends " + format_utc(asked.stored.expires) + ", the time here " + format_utc(asked.now);
}

using RefreshRule = oauth::ExaminedRule<AskedRefreshToken>;
constexpr std::array refresh_rules{
    RefreshRule{"token_was_issued_here", "The token was issued by this ID-porten", "token_is_sent",
                was_issued_here, kind},
    RefreshRule{"token_is_of_the_caller", "The refresh token was issued to the caller",
                "token_was_issued_here", is_of_the_caller, owner},
    RefreshRule{"token_stands", "It has neither expired nor been replaced or revoked",
                "token_was_issued_here", refresh_token_stands, end},
};

}  // namespace

std::span<Rule const> introspection_rules() {
    return rules;
}

std::span<RefreshRule const> refresh_token_rules() {
    return refresh_rules;
}

std::string_view why_not_introspect(model::Client const& caller, Json const& claims,
                                    store::Directory const& directory) {
    if (!caller.has_scope(introspection_scope)) return caller_lacks_scope;
    return is_listed(caller, claims, directory) ? std::string_view() : not_listed;
}

}  // namespace emulator::idporten
