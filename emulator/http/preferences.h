// Lists of what a caller would like, with weights (RFC 9110 12.4.2). Pure. Private to this room.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace emulator::http {

struct Preference {
    std::string word;  // in lower case
    int weight;        // 1 to 1000
};

// The words of "a, b;q=0.5" or "a b", the dearest first and equals in their order. Those of weight 0 are left
// out; a weight that cannot be read counts as 1.
std::vector<Preference> read_preferences(std::string_view list);

}  // namespace emulator::http
