#include "rp/id_token.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/times.h"
#include "oauth/scopes.h"
#include "rp/relying_party.h"

namespace emulator::rp {
namespace {

constexpr seconds skew{10};

Error refused(std::string rule, std::string received, std::string expected) {
    return {ErrorCode::access_denied,
            "The id_token is not accepted: " + rule,
            {rule + " (OpenID Connect Core 3.1.3.7)", std::move(received), std::move(expected), ""}};
}

// What jose cannot read, in this rule's own words.
template <class T>
Result<T> readable(Result<T> result) {
    if (result) return result;
    return refused("its claims are well-formed", result.error().description, "claims as RFC 7519 4 has them");
}

}  // namespace

bool level_satisfies(std::string_view acr, std::string_view wanted) {
    if (acr == wanted) return true;
    return acr.ends_with("-loa-high") && wanted.ends_with("-loa-substantial") &&
           acr.substr(0, acr.find('-')) == wanted.substr(0, wanted.find('-'));
}

Result<std::vector<Check>> check_id_token(jose::Jwt const& id_token, Expected const& expected, Instant now) {
    auto const& claims = id_token.claims;
    std::vector<Check> checks;
    auto const equal = [&](std::string const& name, std::string const& wanted) -> Result<> {
        auto const value = string_member(claims, name);
        if (value.empty() || value != wanted)
            return refused(name + " is " + wanted, std::string(value), wanted);
        checks.push_back({name, wanted});
        return {};
    };
    EMULATOR_TRY(equal("iss", expected.issuer));
    auto const audience = EMULATOR_TRY(readable(jose::audience(claims)));
    if (audience != std::vector{expected.client_id}) {
        return refused("aud is the client_id alone", audience.empty() ? "none" : audience.front(),
                       expected.client_id);
    }
    checks.push_back({"aud", expected.client_id});
    EMULATOR_TRY(equal("nonce", expected.nonce));
    auto const exp = EMULATOR_TRY(readable(jose::numeric_date(claims, "exp")));
    auto const iat = EMULATOR_TRY(readable(jose::numeric_date(claims, "iat")));
    if (!exp || *exp <= now - skew)
        return refused("it has not expired", exp ? format_utc(*exp) : "no exp", format_utc(now));
    if (!iat || *iat > now + skew)
        return refused("it is not from the future", iat ? format_utc(*iat) : "no iat", format_utc(now));
    checks.push_back({"exp", format_utc(*exp)});
    checks.push_back({"iat", format_utc(*iat)});
    auto const acr = std::string(string_member(claims, "acr"));
    auto const wanted = oauth::split_scopes(expected.acr_values);
    bool const high_enough =
        wanted.empty() || std::any_of(wanted.begin(), wanted.end(),
                                      [&](auto const& level) { return level_satisfies(acr, level); });
    if (!high_enough) return refused("acr satisfies the level that was asked for", acr, expected.acr_values);
    checks.push_back({"acr", acr});
    return checks;
}

}  // namespace emulator::rp
