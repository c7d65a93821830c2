// The access tokens that ID-porten gave out, as its own endpoints find them again.
#pragma once

#include "services/idporten/deps.h"

namespace emulator::idporten {

struct LiveToken {
    Json claims;
    Grant grant;
};

// An access token, self-contained or opaque, that neither expired nor was revoked. Refused with
// invalid_token.
Result<LiveToken> live_token(Deps const& deps, std::string_view token);

}  // namespace emulator::idporten
