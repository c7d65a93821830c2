// Digests as raw bytes. Safe from any thread.
#pragma once

#include <string>
#include <string_view>

#include "jose/algorithm.h"

namespace emulator::jose {

// FIPS 180-4; 32 bytes.
std::string sha256(std::string_view text);

// RFC 2104 with SHA-256; 32 bytes. A key of any length, the empty one included.
std::string hmac_sha256(std::string_view key, std::string_view text);

// The digest that the signature algorithm signs: 32, 48 or 64 bytes.
std::string digest(Algorithm algorithm, std::string_view text);

}  // namespace emulator::jose
