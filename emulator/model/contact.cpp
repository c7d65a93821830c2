#include "model/contact.h"

#include <algorithm>
#include <iterator>
#include <optional>

namespace emulator::model {
namespace {

constexpr std::size_t longest_email = 50;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}
bool is_control_or_space(char c) {
    return static_cast<unsigned char>(c) <= 0x20 || c == 0x7f;
}

std::string trimmed(std::string_view text) {
    while (!text.empty() && is_control_or_space(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && is_control_or_space(text.back()))
        text.remove_suffix(1);
    return std::string(text);
}

// Characters, not bytes.
std::size_t length(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

std::size_t quoted_word(std::string_view text) {
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (text[i] == '"') return i + 1;
        if (text.substr(i).starts_with("\\\"")) ++i;
    }
    return 0;
}

// Bytes of the word that the text begins with.
std::size_t word(std::string_view text) {
    if (text.starts_with('"')) return quoted_word(text);
    constexpr std::string_view special = "()<>@,;:\\\".[]";
    std::size_t i = 0;
    while (i < text.size()) {
        bool const escaped = text[i] == '\\' && i + 1 < text.size() && text[i + 1] >= ' ';
        if (!escaped && (is_control_or_space(text[i]) || special.find(text[i]) != std::string_view::npos))
            break;
        i += escaped ? 2 : 1;
    }
    return i;
}

bool is_local_part(std::string_view text) {
    while (true) {
        auto const size = word(text);
        if (size == 0) return false;
        text.remove_prefix(size);
        if (text.empty()) return true;
        if (!text.starts_with('.')) return false;
        text.remove_prefix(1);
    }
}

bool is_label(std::string_view label) {
    return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
           std::all_of(label.begin(), label.end(),
                       [](char c) { return is_letter(c) || is_digit(c) || c == '-'; });
}

bool is_domain(std::string_view text) {
    bool dotted = false;
    while (true) {
        auto const dot = text.find('.');
        auto const label = text.substr(0, dot);
        if (!is_label(label)) return false;
        if (dot == std::string_view::npos) return dotted && label.size() >= 2 && is_letter(label.front());
        dotted = true;
        text.remove_prefix(dot + 1);
    }
}

std::string digits_of(std::string_view number) {
    std::string digits;
    std::copy_if(number.begin(), number.end(), std::back_inserter(digits), is_digit);
    return digits;
}

// The part after the country code, or nothing where the number is of another country.
std::optional<std::string> norwegian_part(std::string_view number) {
    auto const digits = digits_of(number);
    if (number.starts_with('+'))
        return digits.starts_with("47") ? std::optional(digits.substr(2)) : std::nullopt;
    if (digits.starts_with("0047")) return digits.substr(4);
    return digits.size() == 8 ? std::optional(digits) : std::nullopt;
}

}  // namespace

std::string_view email_fault(std::string_view address) {
    if (length(address) > longest_email) return "length";
    auto const at = address.rfind('@');
    if (at == std::string_view::npos || !is_local_part(address.substr(0, at)) ||
        !is_domain(address.substr(at + 1)))
        return "format";
    return {};
}

std::string_view mobile_fault(std::string_view number) {
    auto const rest = number.substr(number.starts_with('+') ? 1 : 0);
    bool const right_characters = std::all_of(
        rest.begin(), rest.end(), [](char c) { return is_digit(c) || c == '-' || c == ' ' || c == '_'; });
    if (!right_characters || digits_of(rest).empty()) return "format";
    if (number.size() < 8 || number.size() > 20) return "length";
    auto const norwegian = norwegian_part(number);
    if (!norwegian) return {};
    bool const mobile =
        norwegian->size() == 8 && (norwegian->starts_with('4') || norwegian->starts_with('9'));
    return mobile ? "" : "norwegian";
}

std::string stored_mobile(std::string_view number) {
    auto const norwegian = norwegian_part(number);
    return norwegian ? "+47" + *norwegian : std::string(number);
}

std::string typed_email(std::string_view typed) {
    return trimmed(typed);
}

std::string typed_mobile(std::string_view typed) {
    auto number = trimmed(typed);
    return mobile_fault(number).empty() ? stored_mobile(number) : number;
}

void set_value(Channel& channel, std::string const& value, Instant now) {
    if (channel.value == value) return;
    channel = value.empty() ? Channel{} : Channel{value, now, now};
}

void confirm(Channel& channel, Instant now) {
    if (!channel.value.empty()) channel.sist_verifisert = now;
}

}  // namespace emulator::model
