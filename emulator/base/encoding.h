// Text encodings. Pure; safe from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace emulator {

// RFC 4648 5 without padding, as JOSE demands (RFC 7515 2). Decoding is strict: padding, white space, a
// character outside the alphabet or left-over bits give nothing.
std::string base64url_encode(std::string_view bytes);
std::optional<std::string> base64url_decode(std::string_view text);

// RFC 4648 4 with padding, as x5c and HTTP Basic use it. Decoding is strict in the same way.
std::string base64_encode(std::string_view bytes);
std::optional<std::string> base64_decode(std::string_view text);

// Lower-case hexadecimal digits, two a byte.
std::string hex_encode(std::string_view bytes);

// RFC 3986 2.1: everything but the unreserved characters is escaped.
std::string percent_encode(std::string_view text);
// Nothing where a % is not followed by two hexadecimal digits. With `plus_is_space` as in
// application/x-www-form-urlencoded.
enum class Plus { is_plus, is_space };
std::optional<std::string> percent_decode(std::string_view text, Plus plus = Plus::is_plus);

// For HTML text and double-quoted attributes.
std::string html_escape(std::string_view text);

// Whether the bytes are well-formed UTF-8 (RFC 3629).
bool is_utf8(std::string_view text);

// At most `most` bytes, cut at a character's border, and then "…" where something was cut; control characters
// and bytes that are not UTF-8 shown as a dot. For log lines and explanations, so that nothing forges a line.
std::string shown(std::string_view text, std::size_t most = 120);

// Compares without telling by its time where two secrets differ. Lengths are not secret.
bool equal_secrets(std::string_view left, std::string_view right);

}  // namespace emulator
