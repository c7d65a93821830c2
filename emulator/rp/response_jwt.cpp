#include "rp/response_jwt.h"

#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "base/times.h"

namespace emulator::rp {
namespace {

constexpr seconds skew{10};

Error refused(std::string rule, std::string received, std::string expected) {
    return {ErrorCode::access_denied,
            "The answer of ID-porten is not accepted: " + rule,
            {rule + " (JARM 2.4)", std::move(received), std::move(expected),
             "Start the login again in the same browser."}};
}

}  // namespace

Result<http::Parameters> check_response_jwt(jose::Jwt const& response, std::string_view issuer,
                                            std::string_view client_id, Instant now) {
    auto const& claims = response.claims;
    auto const iss = string_member(claims, "iss");
    if (iss != issuer) return refused("iss is the issuer", shown(iss), std::string(issuer));
    auto const audience = EMULATOR_TRY(jose::audience(claims));
    if (audience.size() != 1 || audience.front() != client_id) {
        return refused("aud is the client_id alone", audience.empty() ? "none" : shown(audience.front()),
                       std::string(client_id));
    }
    auto const exp = EMULATOR_TRY(jose::numeric_date(claims, "exp"));
    if (!exp || *exp <= now - skew)
        return refused("it has not expired", exp ? format_utc(*exp) : "no exp", format_utc(now));
    http::Parameters carried;
    for (auto const& [name, value] : claims.items()) {
        if (value.is_string() && name != "aud") carried.add(name, value.get<std::string>());
    }
    return carried;
}

}  // namespace emulator::rp
