// OpenID Connect Core 3.1.3.7 as a rule over values. Pure.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "jose/jwt.h"

namespace emulator::rp {

struct Expected {
    std::string issuer;
    std::string client_id;
    std::string nonce;
    std::string acr_values;  // the lowest level that will do; empty: any
};

struct Check;

// What was validated, in order; refused with access_denied at the first thing that does not hold. The
// signature is not this rule's.
Result<std::vector<Check>> check_id_token(jose::Jwt const& id_token, Expected const& expected, Instant now);

// Whether a login at `acr` satisfies a request for `wanted`: high satisfies substantial (docs.digdir.no,
// oidc_protocol_id_token).
bool level_satisfies(std::string_view acr, std::string_view wanted);

}  // namespace emulator::rp
