// Person and organisation numbers, checked when they are made, so that whoever holds one holds a right one.
// Values; safe from any thread.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace emulator::model {

// A synthetic fødselsnummer or D-nummer: 11 digits with the month raised by 80 (Skatteetaten's Tenor series,
// the only one that Digdir's test environments recommend) and two right check digits. A D-number has its day
// raised by 40 as well. Numbers that could belong to a real person cannot be made.
class PersonNumber {
public:
    // Refused with invalid_request; the explanation tells which rule failed: digits only, eleven of them, a
    // month from 81 to 92, a day that exists, the check digits.
    static Result<PersonNumber> parse(std::string_view digits);
    // REQUIRES a number that parse() accepted before: what the store reads back.
    static PersonNumber from_stored(std::int64_t number) { return PersonNumber(number); }

    std::int64_t number() const { return number_; }
    std::string digits() const;  // eleven digits, with a leading zero where there is one
    void append_to(std::string& out) const;

    auto operator<=>(PersonNumber const&) const = default;

private:
    explicit PersonNumber(std::int64_t number) : number_(number) {}
    std::int64_t number_;
};

// Why a person number was refused, as the last part of a message key: not_digits, length, check_digits or
// not_synthetic; empty where it is right.
std::string_view person_number_fault(std::string_view digits);

// Nine digits with a right check digit (Brønnøysundregistrene: weights 3 2 7 6 5 4 3 2, modulo 11).
bool is_organisation_number(std::string_view digits);

// What may stand before the colon of a scope's name: small letters, digits, '-', '_' and '.', 1 to 60 of
// them.
bool is_scope_prefix(std::string_view text);

// The object of Maskinporten's and ID-porten's consumer and supplier claims: "0192:" and the number.
std::string iso6523(std::string_view organisation_number);

// How Altinn writes a person or an organisation in a consent: one of these before the number. A person number
// must be synthetic.
inline constexpr std::string_view altinn_person = "urn:altinn:person:identifier-no:";
inline constexpr std::string_view altinn_organisation = "urn:altinn:organization:identifier-no:";
bool is_altinn_party(std::string_view urn);

}  // namespace emulator::model
