// The body of a request as JSON.
#pragma once

#include "base/json.h"
#include "base/result.h"
#include "http/message.h"

namespace emulator::http {

// The body. Refused: unsupported_media_type where Content-Type is another than application/json (parameters
// of the type are ignored), and what parse_json refuses. Pure.
Result<Json> read_json(Request const& request);

}  // namespace emulator::http
