#include "base/encoding.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace emulator {
namespace {

constexpr std::string_view base64_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view base64url_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view hex_digits = "0123456789abcdef";

constexpr std::array<std::int8_t, 256> reversed(std::string_view alphabet) {
    std::array<std::int8_t, 256> values{};
    values.fill(-1);
    for (std::size_t i = 0; i < alphabet.size(); ++i) {
        values[static_cast<unsigned char>(alphabet[i])] = static_cast<std::int8_t>(i);
    }
    return values;
}
constexpr auto base64_values = reversed(base64_alphabet);
constexpr auto base64url_values = reversed(base64url_alphabet);

std::string encode_64(std::string_view bytes, std::string_view alphabet) {
    std::string text((bytes.size() * 4 + 2) / 3, '\0');
    auto* out = text.data();
    auto const at = [&](std::size_t i) { return std::uint32_t{static_cast<unsigned char>(bytes[i])}; };
    std::size_t i = 0;
    for (; i + 3 <= bytes.size(); i += 3) {
        auto const held = at(i) << 16 | at(i + 1) << 8 | at(i + 2);
        *out++ = alphabet[held >> 18];
        *out++ = alphabet[(held >> 12) & 63];
        *out++ = alphabet[(held >> 6) & 63];
        *out++ = alphabet[held & 63];
    }
    auto const left = bytes.size() - i;
    if (left == 0) return text;
    auto const held = at(i) << 16 | (left == 2 ? at(i + 1) << 8 : 0);
    *out++ = alphabet[held >> 18];
    *out++ = alphabet[(held >> 12) & 63];
    if (left == 2) *out = alphabet[(held >> 6) & 63];
    return text;
}

std::optional<std::string> decode_64(std::string_view text, std::array<std::int8_t, 256> const& values) {
    auto const left = text.size() % 4;
    if (left == 1) return std::nullopt;
    std::string bytes(text.size() * 3 / 4, '\0');
    auto* out = bytes.data();
    // A wrong character is -1, and leaves the sign in whatever it is joined with.
    auto const at = [&](std::size_t i) { return std::int32_t{values[static_cast<unsigned char>(text[i])]}; };
    std::size_t i = 0;
    for (; i + 4 <= text.size(); i += 4) {
        auto const a = at(i), b = at(i + 1), c = at(i + 2), d = at(i + 3);
        if ((a | b | c | d) < 0) return std::nullopt;
        auto const held = a << 18 | b << 12 | c << 6 | d;
        *out++ = static_cast<char>(held >> 16);
        *out++ = static_cast<char>(held >> 8);
        *out++ = static_cast<char>(held);
    }
    if (left == 0) return bytes;
    auto const a = at(i), b = at(i + 1), c = left == 3 ? at(i + 2) : 0;
    if ((a | b | c) < 0) return std::nullopt;
    auto const held = a << 18 | b << 12 | c << 6;
    *out++ = static_cast<char>(held >> 16);
    if (left == 3) *out = static_cast<char>(held >> 8);
    bool const rest_is_zero = (held & (left == 3 ? 0xff : 0xffff)) == 0;
    return rest_is_zero ? std::optional(std::move(bytes)) : std::nullopt;
}

int hex_value(char digit) {
    if (digit >= '0' && digit <= '9') return digit - '0';
    if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
    return -1;
}

bool is_unreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

// The length of the well-formed UTF-8 character at the start of `text`, or 0.
std::size_t utf8_length(std::string_view text) {
    auto const at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    auto const first = at(0);
    if (first < 0x80) return 1;
    std::size_t const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || text.size() < length) return 0;
    for (std::size_t i = 1; i < length; ++i) {
        if ((at(i) & 0xc0) != 0x80) return 0;
    }
    auto const second = at(1);
    bool const overlong = (first == 0xe0 && second < 0xa0) || (first == 0xf0 && second < 0x90);
    bool const surrogate = first == 0xed && second > 0x9f;
    bool const too_high = first == 0xf4 && second > 0x8f;
    return overlong || surrogate || too_high ? 0 : length;
}

// What moves the cursor, ends a line or turns the direction of writing, and so shows a line as another one:
// C0, DEL, C1, the separators of lines and paragraphs, and Unicode's bidirectional controls.
bool is_control(std::string_view character) {
    auto const at = [&](std::size_t i) { return static_cast<unsigned char>(character[i]); };
    if (character.size() == 1) return at(0) < 0x20 || at(0) == 0x7f;
    if (character.size() == 2) return (at(0) == 0xc2 && at(1) < 0xa0) || character == "\u061c";
    if (character.size() != 3 || at(0) != 0xe2) return false;
    bool const general =
        at(1) == 0x80 && (at(2) == 0x8e || at(2) == 0x8f || (at(2) >= 0xa8 && at(2) <= 0xae));
    bool const isolate = at(1) == 0x81 && at(2) >= 0xa6 && at(2) <= 0xa9;
    return general || isolate;
}

}  // namespace

std::string base64url_encode(std::string_view bytes) {
    return encode_64(bytes, base64url_alphabet);
}
std::optional<std::string> base64url_decode(std::string_view text) {
    return decode_64(text, base64url_values);
}

std::string base64_encode(std::string_view bytes) {
    auto text = encode_64(bytes, base64_alphabet);
    text.append((4 - text.size() % 4) % 4, '=');
    return text;
}

std::optional<std::string> base64_decode(std::string_view text) {
    if (text.size() % 4 != 0) return std::nullopt;
    for (int i = 0; i < 2 && text.ends_with('='); ++i)
        text.remove_suffix(1);
    return decode_64(text, base64_values);
}

std::string hex_encode(std::string_view bytes) {
    std::string text;
    text.reserve(bytes.size() * 2);
    for (auto const c : bytes) {
        auto const byte = static_cast<unsigned char>(c);
        text += hex_digits[byte >> 4];
        text += hex_digits[byte & 15];
    }
    return text;
}

std::string percent_encode(std::string_view text) {
    constexpr std::string_view upper = "0123456789ABCDEF";
    std::string out;
    for (auto const c : text) {
        if (is_unreserved(c)) {
            out += c;
        } else {
            auto const byte = static_cast<unsigned char>(c);
            out += {'%', upper[byte >> 4], upper[byte & 15]};
        }
    }
    return out;
}

std::optional<std::string> percent_decode(std::string_view text, Plus plus) {
    auto const plain = text.find('%') == text.npos && (plus == Plus::is_plus || text.find('+') == text.npos);
    if (plain) return std::string(text);
    std::string bytes(text.size(), '\0');
    auto* out = bytes.data();
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+' && plus == Plus::is_space) {
            *out++ = ' ';
        } else if (text[i] == '%') {
            if (i + 2 >= text.size()) return std::nullopt;
            auto const high = hex_value(text[i + 1]);
            auto const low = hex_value(text[i + 2]);
            if (high < 0 || low < 0) return std::nullopt;
            *out++ = static_cast<char>(high * 16 + low);
            i += 2;
        } else {
            *out++ = text[i];
        }
    }
    bytes.resize(static_cast<std::size_t>(out - bytes.data()));
    return bytes;
}

std::string html_escape(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (auto const c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&#39;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

bool is_utf8(std::string_view text) {
    constexpr std::uint64_t beyond_ascii = 0x8080808080808080;
    while (!text.empty()) {
        std::uint64_t eight = beyond_ascii;
        if (text.size() >= sizeof eight) std::memcpy(&eight, text.data(), sizeof eight);
        if ((eight & beyond_ascii) == 0) {
            text.remove_prefix(sizeof eight);
            continue;
        }
        auto const length = utf8_length(text);
        if (length == 0) return false;
        text.remove_prefix(length);
    }
    return true;
}

std::string shown(std::string_view text, std::size_t most) {
    std::string out;
    while (!text.empty()) {
        auto const length = utf8_length(text);
        auto const character = text.substr(0, std::max<std::size_t>(length, 1));
        auto const visible = length == 0 || is_control(character) ? "." : character;
        if (out.size() + visible.size() > most) return out + "…";
        out += visible;
        text.remove_prefix(character.size());
    }
    return out;
}

bool equal_secrets(std::string_view left, std::string_view right) {
    if (left.size() != right.size()) return false;
    unsigned char difference = 0;
    for (std::size_t i = 0; i < left.size(); ++i) {
        difference = static_cast<unsigned char>(difference | (left[i] ^ right[i]));
    }
    return difference == 0;
}

}  // namespace emulator
