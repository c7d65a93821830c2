// Objects that are built member by member.
#pragma once

#include <cstddef>

#include "base/json.h"

namespace emulator {

// An empty object with room for so many members. An object that grows past its room copies every value it
// holds, as its names are constant. Pure.
Json json_object(std::size_t members);

}  // namespace emulator
