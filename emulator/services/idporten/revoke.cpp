#include "services/idporten/revoke.h"

#include <array>
#include <nlohmann/json.hpp>

#include "base/json.h"
#include "http/answers.h"
#include "oauth/examined_rules.h"
#include "oauth/token_parameters.h"

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

// A token that was sent, with the grant that it leads to.
struct Revocation {
    std::size_t size;
    std::optional<store::StoredGrant> const& grant;
    std::string const& client_id;
};

// Answered with 200 all the same (RFC 7009 2.2).
Error nothing_revoked(std::string why, std::string rule, std::string received, std::string expected) {
    return {ErrorCode::invalid_request,
            "nothing was revoked: " + std::move(why),
            {std::move(rule), std::move(received), std::move(expected), "Send the newest refresh token."}};
}

Result<> token_is_known(Revocation const& asked) {
    if (asked.grant) return {};
    return nothing_revoked("the token is unknown or has expired; send the refresh token",
                           "The token leads to a grant", "a token that is not known here, or has expired",
                           "a refresh token, or an access token that lives");
}

Result<> token_is_of_the_client(Revocation const& asked) {
    if (asked.grant->client_id == asked.client_id) return {};
    return nothing_revoked("the token belongs to another client",
                           "A client revokes its own tokens alone (RFC 7009 2.1)", asked.client_id,
                           asked.grant->client_id);
}

std::string token(Revocation const& asked) {
    return std::to_string(asked.size) + " characters, " + (asked.grant ? "known here" : "not known here");
}
std::string owner(Revocation const& asked) {
    return asked.grant ? "issued to " + asked.grant->client_id + ", sent by " + asked.client_id : "not known";
}

using Rule = oauth::ExaminedRule<Revocation>;
constexpr std::array rules{
    Rule{"token_is_known", "The token leads to a grant", "", token_is_known, token},
    Rule{"token_is_of_the_client", "The grant is of the client that revokes it", "token_is_known",
         token_is_of_the_client, owner},
};

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

http::Response RevokeEndpoint::post(http::Request const& request) const {
    auto const form = need(read_client_form(request));
    auto const caller = authenticated_client(deps_, keys_, request, form);
    auto const& client_id = caller.client.client_id;
    auto const token = form.get("token");
    if (!token) throw Problem(oauth::with_rule(token_is_missing(), "token_is_sent"));

    auto const grant = grant_of(*token);
    auto const held = oauth::judge_by(rules, Revocation{token->size(), grant, client_id}, [&] {
        return Json{{"parameters", oauth::shown_token_parameters(form)}};
    });
    if (held) {
        deps_.grants.revoke(grant->id, "the client revoked its tokens");
    } else {
        auto const& why = held.error();
        http::Refusal answered{{}, "idporten", "POST /token/revoke", 200, {}};
        answered.error.explanation = why.explanation;
        answered.error.record = why.record;
        http::note_warnings(deps_.log, deps_.journal, std::move(answered),
                            {why.description + " (client " + client_id + ")"});
    }
    return http::no_store({200, {}, {}});
}

}  // namespace emulator::idporten
