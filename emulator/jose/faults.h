// Words for what is wrong with a text, fit for an error description. Private to this room.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace emulator::jose {

// The error of parse_json, told of `subject` ("the JWT header") and cited to `rule`.
Error malformed_json(std::string_view subject, Error const& error, std::string_view rule);

// Why base64url_decode gives nothing for this text; "it …".
std::string base64url_fault(std::string_view text);
// Why base64_decode gives nothing for this text; "it …".
std::string base64_fault(std::string_view text);

// `text` shortened for an explanation, never empty.
std::string received(std::string_view text, std::size_t most = 60);

// ASCII without quotation marks, reverse strokes and control characters, and not long (RFC 6749 5.2).
std::string wire_text(std::string_view text);

}  // namespace emulator::jose
