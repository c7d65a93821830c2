// The answer to an authorization request as one signed JWT (JARM 2.4) as a rule over values. Pure.
#pragma once

#include <string_view>

#include "base/clock.h"
#include "http/parameters.h"
#include "jose/jwt.h"

namespace emulator::rp {

// The parameters that it carries, as they would stand in the query. All of 2.4 but the signature, which is
// not this rule's; refused with access_denied.
Result<http::Parameters> check_response_jwt(jose::Jwt const& response, std::string_view issuer,
                                            std::string_view client_id, Instant now);

}  // namespace emulator::rp
