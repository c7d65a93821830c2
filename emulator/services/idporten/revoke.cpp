#include "services/idporten/revoke.h"

#include <nlohmann/json.hpp>

#include "base/json.h"
#include "http/answers.h"
#include "oauth/examination.h"

namespace emulator::idporten {
namespace {

Error token_is_missing() {
    return {ErrorCode::invalid_request,
            "token is missing",
            {"The token is sent as the parameter token (RFC 7009 2.1)", "no token", "token",
             "Send the refresh token or the access token."}};
}

Error cannot_be_revoked() {
    return {ErrorCode::unsupported_token_type,
            "An id_token cannot be revoked",
            {"An access token or a refresh token is revoked (RFC 7009 2.2.1)", "an id_token",
             "refresh_token or access_token of the token answer",
             "To end the session, send the user to /logout."}};
}

}  // namespace

std::optional<store::StoredGrant> RevokeEndpoint::grant_of(std::string const& token) const {
    if (auto const refresh = deps_.grants.find(store::Credential::refresh_token, digest_of(token)))
        return refresh->grant;
    if (auto const opaque = deps_.grants.access_token(digest_of(token))) return opaque->grant;
    auto const jwt = own_token(deps_, token);
    if (!jwt) return std::nullopt;
    if (!jwt->claims.contains("client_amr"))
        throw Problem(oauth::with_rule(cannot_be_revoked(), "token_can_be_revoked"));
    auto const stored = deps_.grants.access_token(string_member(jwt->claims, "jti"));
    return stored ? std::optional(stored->grant) : std::nullopt;
}

void RevokeEndpoint::warn(std::string const& what, std::string const& client_id) const {
    http::note_warnings(deps_.log, deps_.journal, {{}, "idporten", "POST /token/revoke", 200, {}},
                        {what + " (client " + client_id + ")"});
}

http::Response RevokeEndpoint::post(http::Request const& request) const {
    auto const form = need(read_client_form(request));
    auto const caller = authenticated_client(deps_, keys_, request, form);
    auto const& client_id = caller.client.client_id;
    auto const token = form.get("token");
    if (!token) throw Problem(oauth::with_rule(token_is_missing(), "token_is_sent"));

    auto const grant = grant_of(*token);
    if (!grant)
        warn("nothing was revoked: the token is unknown or has expired; send the refresh token", client_id);
    else if (grant->client_id != client_id)
        warn("nothing was revoked: the token belongs to another client", client_id);
    else
        deps_.grants.revoke(grant->id, "the client revoked its tokens");

    return http::no_store({200, {}, {}});
}

}  // namespace emulator::idporten
