#include "services/idporten/access_tokens.h"

#include <nlohmann/json.hpp>

#include "base/json.h"

namespace emulator::idporten {
namespace {

Error has_ended() {
    return {ErrorCode::invalid_token,
            "The access token has expired or was revoked",
            {"The token has not expired and its grant stands", "a token that has ended",
             "a token that stands", "Log in again for a new token."}};
}

Error not_ours(std::string received) {
    return {ErrorCode::invalid_token,
            "The access token is invalid",
            {"The token is an access token of this ID-porten", std::move(received),
             "access_token of the token answer", "Send the token as it was issued."}};
}

bool is_jwt(std::string_view token) {
    return token.find('.') != std::string_view::npos;
}

Result<LiveToken> live_jwt(Deps const& deps, std::string_view token) {
    auto jwt = own_token(deps, token);
    if (!jwt) return not_ours(jwt.error().description);
    if (!jwt->claims.contains("client_amr")) return not_ours("an id_token");
    auto const stored = deps.grants.access_token(string_member(jwt->claims, "jti"));
    if (!stored) return has_ended();
    return LiveToken{std::move(jwt->claims), grant_from_json(need(parse_json(stored->grant.document)))};
}

}  // namespace

Result<LiveToken> live_token(Deps const& deps, std::string_view token) {
    if (is_jwt(token)) return live_jwt(deps, token);
    auto const stored = deps.grants.access_token(digest_of(token));
    if (!stored) return not_ours("neither a JWT nor an opaque token that stands");
    return LiveToken{need(parse_json(stored->claims)),
                     grant_from_json(need(parse_json(stored->grant.document)))};
}

}  // namespace emulator::idporten
