// JSON as this program reads and writes it: members keep their order, and reading is strict.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "base/result.h"

namespace emulator {

using Json = nlohmann::ordered_json;

// Reads one JSON text. Refused: malformed text (with line and column), the same member twice in one object
// (RFC 7515 4 and RFC 8259 4 leave its meaning open, which attackers use), more than 64 levels, bytes after
// the value, text that is not UTF-8. The error is an invalid_request whose description says where. Pure.
Result<Json> parse_json(std::string_view text);

// The string member of that name, or an empty view where it is absent or of another kind. The view lives
// as long as `object`.
std::string_view string_member(Json const& object, std::string_view name);

// `value` as a JSON string literal, quotes included, appended to `out`. For writers that build no tree.
void append_json_string(std::string& out, std::string_view value);

// The value as nlohmann's dump() writes it, without blanks. Bytes that are not UTF-8
// are replaced by U+FFFD, since a text that came in broken must not make an answer fail; names of members
// must be UTF-8.
void append_json(std::string& out, Json const& value);
std::string json_text(Json const& value);

}  // namespace emulator
