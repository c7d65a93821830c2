// The JSON that Maskinporten speaks. Pure.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "services/maskinporten/grant.h"

namespace emulator::maskinporten {

// The seven members of the authorization server metadata (RFC 8414), as the real service has them.
Json metadata(std::string_view issuer);

// The claims of the access token in the recorded order; `jti` identifies the token.
Json access_token_claims(Decision const& decision, Instant now, std::string_view issuer,
                         std::string_view jti);

// Exactly access_token, token_type, expires_in, scope: clients with strict readers refuse a fifth member.
Json token_answer(Decision const& decision, std::string_view access_token);

}  // namespace emulator::maskinporten
