// Where in a JSON text something stands, for whoever has to mend it in an editor. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace emulator::app {

// Both from 1; columns count characters. 0 where no place is known.
struct TextPlace {
    std::size_t line = 0;
    std::size_t column = 0;

    bool operator==(TextPlace const&) const = default;
};

// Names of members, and indexes of elements from 0 in digits, from the top of the text downwards.
using JsonPath = std::vector<std::string>;

// Where the member begins, with its name, or the element of an array; of what is not there, where the value
// begins that should have it. REQUIRES: a text that parse_json() accepts.
TextPlace place_of(std::string_view text, JsonPath const& path);

// The place that parse_json() tells in the description of a refusal.
TextPlace place_told(std::string_view description);

}  // namespace emulator::app
