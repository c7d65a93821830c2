// What a request to Maskinporten's token endpoint holds (RFC 7523 2.1). Pure.
#pragma once

#include <string>

#include "base/result.h"
#include "http/message.h"

namespace emulator::maskinporten {

// The assertion. Forms of real clients hold more than the two parameters; those are ignored. Refusals carry
// the record of every rule.
Result<std::string> read_assertion(http::Request const& request);

}  // namespace emulator::maskinporten
