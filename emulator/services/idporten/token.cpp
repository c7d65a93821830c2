#include "services/idporten/token.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "base/json.h"
#include "http/answers.h"
#include "oauth/client_authentication.h"
#include "oauth/pkce.h"
#include "oauth/scopes.h"

namespace emulator::idporten {
namespace {

// A code that comes twice is remembered for so long after its first use.
constexpr seconds spent_code_memory = std::chrono::hours(2);

Error invalid_grant(std::string description, std::string rule, std::string received, std::string expected,
                    std::string mend) {
    return {ErrorCode::invalid_grant,
            std::move(description),
            {std::move(rule), std::move(received), std::move(expected), std::move(mend)}};
}

Error unknown_code() {
    return invalid_grant("The code is unknown or has expired", "A code lives 60 seconds",
                         "a code that is not known", "the code of the last redirect",
                         "Redeem the code at once; log in again to get a new one.");
}

Error code_used_twice() {
    return invalid_grant("The code has been used before; its tokens are revoked",
                         "A code is used once (RFC 6749 4.1.2)", "a code for the second time", "a new code",
                         "Redeem each code once; a retry needs a new login.");
}

Result<> grant_type_is_supported(http::Parameters const& form, model::Client const& client) {
    auto const grant_type = form.get("grant_type");
    if (!grant_type) {
        return Error{ErrorCode::invalid_request,
                     "grant_type is missing",
                     {"The token request names its grant type (RFC 6749 4.1.3)", "no grant_type",
                      "authorization_code", "Send grant_type=authorization_code."}};
    }
    if (*grant_type == "authorization_code") {
        if (client.has_grant_type(*grant_type)) return {};
        return Error{ErrorCode::unauthorized_client,
                     "The client may not use this grant type",
                     {"The grant type is registered on the client", client.client_id,
                      "a client with the grant type authorization_code",
                      "Use a client for logins; clients of Maskinporten get their tokens there."}};
    }
    return Error{ErrorCode::unsupported_grant_type,
                 "grant_type is not supported",
                 {"grant_type is one of the discovery document", shown(*grant_type), "authorization_code",
                  *grant_type == model::jwt_bearer_grant ? "JWT grants belong to Maskinporten."
                                                         : "Use the code flow."}};
}

}  // namespace

Result<> redemption_fits(Grant const& grant, http::Parameters const& form, std::string_view client_id) {
    if (grant.request.client_id != client_id) {
        return invalid_grant("The code was issued to another client",
                             "A code is bound to its client (RFC 6749 4.1.3)", std::string(client_id),
                             "the client that asked for it",
                             "Redeem the code with the client_id of the authorization request.");
    }
    if (form.text("redirect_uri") != grant.request.redirect_uri) {
        return invalid_grant("redirect_uri is not the one of the authorization request",
                             "redirect_uri is the same in both requests (RFC 6749 4.1.3)",
                             shown(form.text("redirect_uri"), 200), grant.request.redirect_uri,
                             "Send the same redirect_uri, character by character.");
    }
    return oauth::check_verifier(grant.request.code_challenge, form.text("code_verifier"));
}

model::Client authenticated_client(Deps const& deps, jose::KeyCache& keys, http::Request const& request,
                                   http::Parameters const& form) {
    auto const presented = need(oauth::read_client_authentication(request, form));
    auto const directory = deps.directory.now();
    oauth::AssertionPolicy const policy{{deps.issuer, deps.issuer + "/token"}};
    auto const* client = directory->client(presented.client_id);
    auto const spend = need(oauth::authenticate(presented, client, deps.clock.now(), policy, keys));
    if (spend && !deps.state.spend_assertion("idporten:" + presented.client_id, spend->jti, spend->expires)) {
        throw Problem(oauth::assertion_used_before(spend->jti));
    }
    return *client;
}

http::Response TokenEndpoint::post(http::Request const& request) const {
    auto const form = need(http::read_form(request));
    auto const client = authenticated_client(deps_, keys_, request, form);
    need(grant_type_is_supported(form, client));
    auto const code = form.get("code");
    if (!code)
        throw Problem(Error{ErrorCode::invalid_request,
                            "code is missing",
                            {"The code of the redirect is redeemed", "no code", "code",
                             "Send the code parameter of the redirect."}});

    auto const grant = redeem(*code, form, client.client_id);

    return answer(grant, client);
}

// Looked at first and taken last: a request that is refused leaves the code as it was, and of two that are
// right one wins.
Grant TokenEndpoint::redeem(std::string const& code, http::Parameters const& form,
                            std::string const& client_id) const {
    auto const id = digest_of(code);
    auto const document = deps_.state.get({code_kind, id});
    if (!document) {
        // Asked second: a code is noted as spent before it is taken, so one that was taken is found here.
        auto const grant_id = deps_.state.get({spent_code_kind, id});
        if (!grant_id) throw Problem(unknown_code());
        deps_.state.revoke_grant(*grant_id);
        throw Problem(code_used_twice());
    }
    auto const grant = grant_from_json(need(parse_json(*document)));
    need(redemption_fits(grant, form, client_id));
    auto const now = deps_.clock.now();
    deps_.state.put({spent_code_kind, id}, grant.id, now + spent_code_memory);
    if (!deps_.state.take({code_kind, id})) {
        deps_.state.revoke_grant(grant.id);
        throw Problem(code_used_twice());
    }
    return grant;
}

http::Response TokenEndpoint::answer(Grant const& grant, model::Client const& client) const {
    auto const now = deps_.clock.now();
    auto const directory = deps_.directory.now();
    auto const lifetime = access_token_lifetime(grant, client, *directory);
    auto const jti = deps_.entropy.token(8);
    deps_.state.put_access_token(jti, grant.id, now + lifetime);
    auto const& scopes = grant.request.scopes;
    bool const profile = std::find(scopes.begin(), scopes.end(), "profile") != scopes.end();
    if (profile) deps_.state.put({locale_kind, jti}, grant.locale, now + lifetime);

    auto const sign = [&](Json const& claims) {
        return jose::sign_jwt(deps_.signing_key, jose::Algorithm::RS256, deps_.kid, claims);
    };
    Json document{
        {"access_token", sign(access_token_claims(grant, client, deps_.issuer, now, lifetime, jti))}};
    document["scope"] = oauth::join_scopes(scopes);
    if (std::find(scopes.begin(), scopes.end(), "openid") != scopes.end()) {
        document["id_token"] =
            sign(id_token_claims(grant, client, deps_.issuer, now, deps_.entropy.token(8)));
    }
    document["token_type"] = "Bearer";
    document["expires_in"] = lifetime.count();
    return http::no_store(http::json(200, document));
}

}  // namespace emulator::idporten
