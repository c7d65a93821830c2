// Whether a word stands in a list, for the short lists of names that the protocols speak in. Pure.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace emulator::model {

inline bool contains(std::vector<std::string> const& list, std::string_view word) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

}  // namespace emulator::model
