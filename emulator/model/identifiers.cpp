#include "model/identifiers.h"

#include <algorithm>
#include <array>
#include <span>

#include "base/encoding.h"

namespace emulator::model {
namespace {

constexpr std::size_t person_digits = 11;
constexpr std::array first_weights{3, 7, 6, 1, 8, 9, 4, 5, 2};
constexpr std::array second_weights{5, 4, 3, 2, 7, 6, 5, 4, 3, 2};
constexpr std::array organisation_weights{3, 2, 7, 6, 5, 4, 3, 2};

bool all_digits(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// 11 minus the weighted sum modulo 11; 10 can be no digit, so no number has it.
int check_digit(std::string_view digits, std::span<int const> weights) {
    int sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i)
        sum += weights[i] * (digits[i] - '0');
    return (11 - sum % 11) % 11;
}

int two_digits(std::string_view digits, std::size_t at) {
    return (digits[at] - '0') * 10 + (digits[at + 1] - '0');
}

bool check_digits_hold(std::string_view digits) {
    return check_digit(digits, first_weights) == digits[9] - '0' &&
           check_digit(digits, second_weights) == digits[10] - '0';
}

bool day_exists(std::string_view digits) {
    auto const day = two_digits(digits, 0) % 40;
    auto const month = two_digits(digits, 2) % 20;
    auto const year = two_digits(digits, 4);
    bool const leap_day = day == 29 && month == 2;
    // Of every two years with these digits at most 1900 is no leap year though 2000 is one.
    if (leap_day && year % 4 != 0) return false;
    constexpr std::array longest{31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return two_digits(digits, 0) <= 71 && month >= 1 && month <= 12 && day >= 1 &&
           day <= longest[static_cast<std::size_t>(month - 1)];
}

struct Fault {
    std::string_view key;
    std::string_view expected;
    std::string_view mend;
};
constexpr std::array faults{
    Fault{"not_digits", "digits only", "Remove blanks and other characters."},
    Fault{"length", "eleven digits", "Keep it as text: as a number it loses its leading zero."},
    Fault{"not_synthetic", "a synthetic number: month + 80, so that digits 3 and 4 are 81 to 92",
          "Take a test person from the Konsoll or from Tenor. Numbers of real people are never accepted."},
    Fault{"check_digits",
          "a date that exists and two right check digits, computed after 80 was added to the month",
          "Compute the check digits on the changed number, or take a test person from the Konsoll."},
};

// What was refused stands in logs: of a number that may be a real person's, the birth date alone.
std::string told(std::string_view digits, std::string_view fault) {
    constexpr std::size_t birth_date = 6;
    auto text = shown(digits, 24);
    if (fault == "not_synthetic")
        text.replace(birth_date, std::string::npos, person_digits - birth_date, '*');
    return text;
}

}  // namespace

std::string_view person_number_fault(std::string_view digits) {
    if (!all_digits(digits)) return "not_digits";
    if (digits.size() != person_digits) return "length";
    auto const month = two_digits(digits, 2);
    if (month < 81 || month > 92) return "not_synthetic";
    return day_exists(digits) && check_digits_hold(digits) ? "" : "check_digits";
}

Result<PersonNumber> PersonNumber::parse(std::string_view digits) {
    auto const key = person_number_fault(digits);
    if (key.empty()) {
        std::int64_t number = 0;
        for (auto const c : digits)
            number = number * 10 + (c - '0');
        return PersonNumber(number);
    }
    auto const fault =
        std::find_if(faults.begin(), faults.end(), [&](Fault const& f) { return f.key == key; });
    return Error{ErrorCode::invalid_request,
                 "Not a synthetic person number: expected " + std::string(fault->expected),
                 {"The emulator knows synthetic people only", "'" + told(digits, key) + "'",
                  std::string(fault->expected), std::string(fault->mend)}};
}

void PersonNumber::append_to(std::string& out) const {
    std::array<char, person_digits> text{};
    auto rest = number_;
    for (auto digit = text.rbegin(); digit != text.rend(); ++digit, rest /= 10) {
        *digit = static_cast<char>('0' + rest % 10);
    }
    out.append(text.data(), text.size());
}

std::string PersonNumber::digits() const {
    std::string out;
    append_to(out);
    return out;
}

bool is_organisation_number(std::string_view digits) {
    return digits.size() == 9 && all_digits(digits) &&
           check_digit(digits, organisation_weights) == digits[8] - '0';
}

bool is_altinn_party(std::string_view urn) {
    if (urn.starts_with(altinn_person))
        return PersonNumber::parse(urn.substr(altinn_person.size())).has_value();
    return urn.starts_with(altinn_organisation) &&
           is_organisation_number(urn.substr(altinn_organisation.size()));
}

bool is_scope_prefix(std::string_view text) {
    constexpr std::size_t longest = 60;
    return !text.empty() && text.size() <= longest && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
    });
}

std::string iso6523(std::string_view organisation_number) {
    return "0192:" + std::string(organisation_number);
}

}  // namespace emulator::model
