// OpenID Connect Back-Channel Logout 1.0, 2.6, as a rule over values. Pure.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "jose/jwt.h"

namespace emulator::rp {

// Whose sessions a logout token ends. At least one of sid and sub is there.
struct LogoutToken {
    std::string sid;
    std::string sub;
    std::string jti;
    Instant expires;
};

// All of 2.6 but the signature and whether jti was used before. Refused with invalid_request.
Result<LogoutToken> check_logout_token(jose::Jwt const& token, std::string_view issuer,
                                       std::string_view client_id, Instant now);

}  // namespace emulator::rp
