#include "rp/access_tokens.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "base/times.h"
#include "jose/jwt.h"

namespace emulator::rp {
namespace {

constexpr seconds skew{10};

Error refused(std::string rule, std::string received, std::string expected, std::string mend) {
    return {ErrorCode::invalid_token,
            "The access token is invalid. This does not hold: " + rule + " (" + received + ")",
            {rule, std::move(received), std::move(expected), std::move(mend)}};
}

Result<> check_times(Json const& claims, Instant now) {
    auto const date = [&](char const* name) -> Result<std::optional<Instant>> {
        auto read = jose::numeric_date(claims, name);
        if (read) return read;
        return refused("its times are numbers of seconds since 1970 (RFC 7519 2)", read.error().description,
                       "a number", "Use a token of this emulator.");
    };
    auto const exp = EMULATOR_TRY(date("exp"));
    auto const nbf = EMULATOR_TRY(date("nbf"));
    auto const clock = "the clock here says " + format_utc(now);
    if (!exp) return refused("it has an exp", "none", "exp", "Use a token of this emulator.");
    if (*exp <= now - skew)
        return refused("it has not expired", "exp " + format_utc(*exp), clock,
                       "Fetch a new token; keep one no longer than expires_in.");
    if (nbf && *nbf > now + skew)
        return refused("it is in use already", "nbf " + format_utc(*nbf), clock, "Synchronise the clocks.");
    return {};
}

}  // namespace

AccessTokens::AccessTokens(http::Client& client, Clock const& clock, std::vector<Issuer> issuers)
    : clock_(clock) {
    for (auto& [issuer, jwks_uri] : issuers) {
        issuers_.push_back(
            {std::move(issuer), std::make_unique<JwksSource>(client, clock, std::move(jwks_uri))});
    }
}

Task<Result<Json>> AccessTokens::verify(std::string token) {
    auto jwt = jose::parse_jwt(token);
    if (!jwt)
        co_return refused("it is a signed JWT", jwt.error().description, "a self-contained access token",
                          "Send access_token of the token answer as it is.");
    auto const iss = string_member(jwt->claims, "iss");
    auto const known = std::find_if(issuers_.begin(), issuers_.end(),
                                    [&](auto const& issuer) { return issuer.issuer == iss; });
    if (known == issuers_.end()) {
        std::string expected;
        for (auto const& issuer : issuers_)
            expected.append(expected.empty() ? "" : " or ").append(issuer.issuer);
        co_return refused("its issuer is one that this service trusts", "iss " + shown(iss), expected,
                          "Fetch the token from that issuer; mind the slash at the end.");
    }
    auto const key = co_await known->keys->key(std::string(string_member(jwt->jws.header, "kid")));
    if (!key) co_return key.error();
    constexpr std::array allowed{jose::Algorithm::RS256, jose::Algorithm::RS384, jose::Algorithm::RS512};
    if (auto const holds = jose::verify(jwt->jws, *key, allowed); !holds) {
        co_return refused("its signature holds", holds.error().description, "a signature by the issuer's key",
                          "Send the token unchanged.");
    }
    if (auto const times = check_times(jwt->claims, clock_.now()); !times) co_return times.error();
    co_return std::move(jwt->claims);
}

}  // namespace emulator::rp
