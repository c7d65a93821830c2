// Names that are common in Norway, for made-up people. Pure.
#pragma once

#include <cstdint>
#include <string_view>

namespace emulator::app {

enum class Sex { woman, man };

// `draw` is any number: the same one gives the same name.
std::string_view given_name(Sex sex, int birth_year, std::uint32_t draw);
std::string_view family_name(std::uint32_t draw);

}  // namespace emulator::app
