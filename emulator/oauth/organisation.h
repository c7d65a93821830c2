// An organisation in a token: the claims consumer and supplier. Pure; safe from any thread.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string_view>

#include "base/json.h"

namespace emulator::oauth {

// {"authority":"iso6523-actorid-upis","ID":"0192:<orgno>"}, of nine digits (docs.digdir.no,
// maskinporten_protocol_token).
Json organisation(std::string_view orgno);

}  // namespace emulator::oauth
