#include "services/idporten/access_tokens.h"

#include <array>
#include <nlohmann/json.hpp>

#include "base/json.h"
#include "base/times.h"

namespace emulator::idporten {
namespace {

Error has_ended(std::string received) {
    return {ErrorCode::invalid_token,
            "The access token has expired or was revoked",
            {"The token has not expired and its grant stands", std::move(received), "a token that stands",
             "Log in again for a new token."}};
}

Error not_ours(std::string received) {
    return {ErrorCode::invalid_token,
            "The access token is invalid",
            {"The token is an access token of this ID-porten", std::move(received),
             "access_token of the token answer", "Send the token as it was issued."}};
}

Result<> was_issued_here(SeenToken const& seen) {
    if (seen.jwt && !*seen.jwt) return not_ours(seen.jwt->error().description);
    if (!seen.jwt && !seen.stored) return not_ours("neither a JWT nor an opaque token that stands");
    return {};
}

Result<> is_an_access_token(SeenToken const& seen) {
    if (seen.jwt && !(*seen.jwt)->claims.contains("client_amr")) return not_ours("an id_token");
    return {};
}

Result<> stands(SeenToken const& seen) {
    if (seen.stored) return {};
    auto const exp = jose::numeric_date((*seen.jwt)->claims, "exp");
    bool const old = exp && *exp && **exp <= seen.now;
    return has_ended(old ? "a token that expired " + format_utc(**exp)
                         : std::string("a token that was revoked with its grant, or not given out"));
}

std::string form(SeenToken const& seen) {
    return (seen.jwt ? "a JWT of " : "no JWT, ") + std::to_string(seen.size) + " characters";
}
std::string parties(SeenToken const& seen) {
    if (!seen.jwt) return "an opaque token";
    return *seen.jwt ? oauth::members((*seen.jwt)->claims, {"iss", "aud", "client_id", "client_amr"})
                     : "cannot be believed";
}
std::string end(SeenToken const& seen) {
    auto const clock = "the time here " + format_utc(seen.now);
    return seen.stored ? "ends " + format_utc(seen.stored->expires) + ", " + clock : "ended, " + clock;
}

using Rule = oauth::ExaminedRule<SeenToken>;
constexpr std::array rules{
    Rule{"token_was_issued_here", "The token was issued by this ID-porten, and is unchanged", "token_is_sent",
         was_issued_here, form},
    Rule{"token_is_an_access_token", "It is an access token, and no id_token", "token_was_issued_here",
         is_an_access_token, parties},
    Rule{"token_stands", "It has neither expired nor been revoked", "token_is_an_access_token", stands, end},
};

bool is_jwt(std::string_view token) {
    return token.find('.') != std::string_view::npos;
}

}  // namespace

Json SeenToken::claims() const {
    if (jwt) return *jwt ? (*jwt)->claims : Json();
    return stored ? need(parse_json(stored->claims)) : Json();
}

SeenToken look_up(Deps const& deps, std::string_view token) {
    SeenToken seen{token.size(), {}, {}, deps.clock.now()};
    if (!is_jwt(token)) {
        seen.stored = deps.grants.access_token(digest_of(token));
        return seen;
    }
    seen.jwt = own_token(deps, token);
    if (*seen.jwt && is_an_access_token(seen))
        seen.stored = deps.grants.access_token(string_member((*seen.jwt)->claims, "jti"));
    return seen;
}

std::span<Rule const> access_token_rules() {
    return rules;
}

Result<LiveToken> live_token(SeenToken const& seen) {
    EMULATOR_TRY(oauth::judge_by(rules, seen));
    return LiveToken{seen.claims(), grant_from_json(need(parse_json(seen.stored->grant.document)))};
}

}  // namespace emulator::idporten
