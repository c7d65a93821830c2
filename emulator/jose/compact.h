// The steps of reading a compact JWS, each by itself. Private to this room.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "jose/jws.h"

namespace emulator::jose {

using CompactParts = std::array<std::string_view, 3>;

Result<CompactParts> split_compact(std::string_view text);
// `what` names the part in the refusal.
Result<std::string> decode_part(std::string_view part, std::string const& what, Padding padding);
// An object; what stands in it is check_header's.
Result<Json> read_header(std::string_view part, Padding padding);
Result<> check_header(Json const& header);
// The claims of a JWT, decoded.
Result<Json> read_claims(std::string_view payload);

}  // namespace emulator::jose
