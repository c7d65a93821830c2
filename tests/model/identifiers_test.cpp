#include "model/identifiers.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <vector>

namespace emulator::model {
namespace {

// Computed here in another way than in the program: the sum with the check digit as a further digit of
// weight 1 is a multiple of 11.
std::string with_check_digits(std::string nine) {
    for (std::vector<int> const& weights :
         {std::vector{3, 7, 6, 1, 8, 9, 4, 5, 2}, std::vector{5, 4, 3, 2, 7, 6, 5, 4, 3, 2}}) {
        int sum = 0;
        for (std::size_t i = 0; i < weights.size(); ++i)
            sum += weights[i] * (nine[i] - '0');
        int digit = 0;
        while (digit < 10 && (sum + digit) % 11 != 0)
            ++digit;
        if (digit == 10) return "";
        nine += static_cast<char>('0' + digit);
    }
    return nine;
}

// The first number of that day and shifted month, as "0181", with right check digits.
std::string number_of(std::string const& day_and_month, std::string const& year = "84") {
    for (int individual = 100; individual < 1000; ++individual) {
        auto number = with_check_digits(day_and_month + year + std::to_string(individual));
        if (!number.empty()) return number;
    }
    return "";
}

TEST_CASE("synthetic person numbers with right check digits are accepted, and shown as they came") {
    for (auto const* digits :
         {"28876895937", "20914695016", "21879498012", "28816196088", "05895894984", "45840375084"}) {
        CAPTURE(digits);
        CHECK(person_number_fault(digits).empty());
        auto const number = PersonNumber::parse(digits);
        REQUIRE(number.has_value());
        CHECK(number->digits() == digits);
        std::string out = "x";
        number->append_to(out);
        CHECK(out == std::string("x") + digits);
        CHECK(PersonNumber::from_stored(number->number()) == *number);
    }
}

TEST_CASE("numbers are compared as numbers") {
    auto const small = need(PersonNumber::parse("05895894984"));
    auto const large = need(PersonNumber::parse("45840375084"));
    CHECK(small < large);
    CHECK(small != large);
    CHECK(std::set{small, large, small}.size() == 2);
}

TEST_CASE("whatever is no synthetic person number is refused with the rule that it breaks") {
    struct Row {
        std::string name;
        std::string digits;
        std::string fault;
    };
    for (auto const& row : {
             Row{"nothing", "", "length"},
             Row{"ten digits", "2887689593", "length"},
             Row{"a leading zero that was lost", "5895894984", "length"},
             Row{"twelve digits", "288768959370", "length"},
             Row{"a blank", "288768 95937", "not_digits"},
             Row{"a blank at the end", "28876895937 ", "not_digits"},
             Row{"a sign", "+2887689593", "not_digits"},
             Row{"a letter", "2887689593O", "not_digits"},
             Row{"digits of another script", "٢٨٨٧٦٨٩٥٩٣٧", "not_digits"},
             Row{"a NUL", std::string("2887689593\0", 11), "not_digits"},
             Row{"digits in a row", "12345678901", "not_synthetic"},
             Row{"zeros", "00000000000", "not_synthetic"},
             Row{"a month that is not raised", number_of("2808"), "not_synthetic"},
             Row{"a D-number that is not raised", number_of("6808"), "not_synthetic"},
             Row{"a month raised by 40", number_of("2848"), "not_synthetic"},
             Row{"December raised by 40", number_of("2852"), "not_synthetic"},
             Row{"a month raised by 65", number_of("2873"), "not_synthetic"},
             Row{"December raised by 65", number_of("2877"), "not_synthetic"},
             Row{"month 80", number_of("2880"), "not_synthetic"},
             Row{"month 93", number_of("2893"), "not_synthetic"},
             Row{"month 99", number_of("2899"), "not_synthetic"},
             Row{"day 0", number_of("0081"), "check_digits"},
             Row{"day 32", number_of("3281"), "check_digits"},
             Row{"31 April", number_of("3184"), "check_digits"},
             Row{"30 February", number_of("3082"), "check_digits"},
             Row{"29 February of a year without one", number_of("2982", "83"), "check_digits"},
             Row{"day 0 of a D-number", number_of("4081"), "check_digits"},
             Row{"day 32 of a D-number", number_of("7281"), "check_digits"},
             Row{"a day raised twice", number_of("8181"), "check_digits"},
             Row{"a wrong first check digit", "28876895947", "check_digits"},
             Row{"a wrong second check digit", "28876895938", "check_digits"},
             Row{"two digits changed places", "82876895937", "check_digits"},
         }) {
        CAPTURE(row.name);
        CAPTURE(row.digits);
        CHECK((row.digits.size() != 0 || row.name == "nothing"));
        CHECK(person_number_fault(row.digits) == row.fault);
        auto const number = PersonNumber::parse(row.digits);
        REQUIRE_FALSE(number.has_value());
        CHECK(number.error().code == ErrorCode::invalid_request);
        CHECK(number.error().description.find("expected") != std::string::npos);
        CHECK_FALSE(number.error().explanation.mend.empty());
        // A real person's stands in no log.
        if (std::string_view(row.fault) == "not_synthetic")
            CHECK(number.error().explanation.received.find(row.digits) == std::string::npos);
    }
}

TEST_CASE("every day of a year has synthetic numbers, as has every day of a D-number") {
    int const longest[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    for (int const raised : {0, 40}) {
        for (int month = 1; month <= 12; ++month) {
            for (int day = 1; day <= longest[month - 1]; ++day) {
                auto const two = [](int value) {
                    return std::string(value < 10 ? "0" : "") + std::to_string(value);
                };
                auto const digits = number_of(two(day + raised) + two(month + 80));
                CAPTURE(digits);
                CHECK(person_number_fault(digits).empty());
            }
        }
    }
}

TEST_CASE("of all numbers that differ in one digit none is right too") {
    std::string const right = "28876895937";
    int accepted = 0;
    for (std::size_t i = 0; i < right.size(); ++i) {
        for (char digit = '0'; digit <= '9'; ++digit) {
            auto digits = right;
            digits[i] = digit;
            accepted += person_number_fault(digits).empty();
        }
    }
    CHECK(accepted == 11);  // itself, once for each place
}

TEST_CASE("what came in cannot break out of the explanation") {
    auto const number = PersonNumber::parse("1\n2\x1b[31m" + std::string(500, '3'));
    REQUIRE_FALSE(number.has_value());
    auto const& received = number.error().explanation.received;
    CHECK(received.size() < 60);
    CHECK(received.find_first_of("\n\x1b") == std::string::npos);
}

TEST_CASE("organisation numbers have nine digits, the last of them a check digit") {
    for (auto const* digits :
         {"310222224", "313111113", "991825827", "984661185", "922020175", "974760673"}) {
        CAPTURE(digits);
        CHECK(is_organisation_number(digits));
    }
    for (std::string const& digits :
         {std::string(""), std::string("31022222"), std::string("3102222240"), std::string("310222225"),
          std::string("301222224"), std::string("310 22222"), std::string("31022222a"),
          std::string("0192:3102"), std::string("NO3102222"), std::string("-31022222"),
          std::string("31022222\0", 9)}) {
        CAPTURE(digits);
        CHECK_FALSE(is_organisation_number(digits));
    }
    // 11 - 1 = 10 is no digit: no number begins like this.
    for (char last = '0'; last <= '9'; ++last)
        CHECK_FALSE(is_organisation_number(std::string("00000006") + last));
    CHECK(iso6523("991825827") == "0192:991825827");
}

}  // namespace
}  // namespace emulator::model
