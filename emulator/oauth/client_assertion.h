// The rules of a client assertion (RFC 7523 3, OpenID Connect Core 9), one by one. Pure.
#pragma once

#include <optional>

#include "jose/jwt.h"
#include "oauth/client_authentication.h"

namespace emulator::oauth {

// invalid_client (RFC 6749 5.2), told as the rule that does not hold. `received` stays out of the answer.
Error client_refused(std::string rule, std::string received, std::string expected, std::string mend);

// Each refuses with invalid_client, or adds to what the client has proved.
using AssertionRule = Result<> (*)(jose::Jwt const&, Attempt const&, Authenticated&);

// By the registered key that kid names, or by the business certificate in x5c where no key is registered.
Result<> signature_holds(jose::Jwt const& jwt, Attempt const& attempt, Authenticated& proved);
Result<> parties_are_the_client(jose::Jwt const& jwt, Attempt const& attempt, Authenticated& proved);
Result<> audience_is_us(jose::Jwt const& jwt, Attempt const& attempt, Authenticated& proved);
Result<> times_are_sane(jose::Jwt const& jwt, Attempt const& attempt, Authenticated& proved);
// REQUIRES: times_are_sane has held.
Result<> assertion_is_named(jose::Jwt const& jwt, Attempt const& attempt, Authenticated& proved);

}  // namespace emulator::oauth
