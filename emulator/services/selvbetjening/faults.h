// What is wrong with a request, field by field, and the body that tells it. Values and pure functions.
//
// The body is the one recorded of the live service in 2025: status, timestamp, correlation_id, errors (each
// with errorMessage, isFieldError, objectName and fieldIdentifier), error and error_description.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "base/result.h"
#include "http/message.h"

namespace emulator::selvbetjening {

struct Fault {
    std::string field;  // "" where the whole is at fault
    std::string received;
    std::string expected;
    std::string mend;
};
using Faults = std::vector<Fault>;

// One refusal that tells them all, about an `object` such as Client. REQUIRES: there is one at least.
Error refused(std::string_view object, Faults const& faults, ErrorCode code = ErrorCode::invalid_request);

// The answer of the API to any refusal; a challenge stands with those of the token (RFC 6750 3).
http::Response error_answer(Error const& error, Instant now);

}  // namespace emulator::selvbetjening
