// Bearer tokens (RFC 6750). Pure; safe from any thread.
#pragma once

#include <string>

#include "base/result.h"
#include "http/message.h"

namespace emulator::oauth {

// The token of the Authorization header (RFC 6750 2.1; the scheme's name in any case). Refused with
// unauthorized where there is none, and with invalid_request where the header is malformed or given twice.
Result<std::string> bearer_token(http::Request const& request);

// RFC 6750 3.1, for a token that is right but does not reach far enough. `wanted` goes to the explanation.
Error insufficient_scope(std::string_view had, std::string_view wanted);

}  // namespace emulator::oauth
