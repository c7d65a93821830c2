// Universally unique identifiers (RFC 9562).
#pragma once

#include <string>

#include "base/entropy.h"

namespace emulator {

// Of version 4 (RFC 9562 5.4), in small letters.
std::string new_uuid(Entropy& entropy);

}  // namespace emulator
