// What a token request may be shown as. Pure.
#pragma once

#include "base/json.h"
#include "http/parameters.h"

namespace emulator::oauth {

// The parameters for a record: what may hold a secret, and what nobody knows, is told by its length.
Json shown_token_parameters(http::Parameters const& form);

}  // namespace emulator::oauth
