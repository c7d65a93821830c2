#include "model/contact.h"

#include <doctest/doctest.h>

namespace emulator::model {
namespace {

TEST_CASE(
    "[krr_attributter] an e-mail address has at most 50 characters and the form of Commons' validator") {
    struct Row {
        char const* name;
        std::string address;
        char const* fault;
    };
    Row const rows[] = {
        {"plain", "ola.nordmann@example.no", ""},
        {"static value of the test environment", "NULLstillt@default.digdir.no", ""},
        {"plus, hyphen, apostrophe", "o'la+krr-test@sub.example.com", ""},
        {"digits", "1@2.no", ""},
        {"letters beyond ASCII", "bjørn@blåbær.no", ""},
        {"quoted local part", "\"ola nordmann\"@example.no", ""},
        {"escaped character", "ola\\@home@example.no", ""},
        {"50 characters", std::string(39, 'a') + "@example.no", ""},
        {"51 characters", std::string(40, 'a') + "@example.no", "length"},
        {"50 characters of two bytes",
         [] {
             std::string address;
             for (int i = 0; i < 39; ++i)
                 address += "ø";
             return address + "@example.no";
         }(),
         ""},
        {"no at", "ola.example.no", "format"},
        {"nothing before at", "@example.no", "format"},
        {"nothing after at", "ola@", "format"},
        {"two ats", "ola@nordmann@example.no", "format"},
        {"domain without a dot", "ola@localhost", "format"},
        {"dot first", ".ola@example.no", "format"},
        {"dot last", "ola.@example.no", "format"},
        {"two dots", "ola..n@example.no", "format"},
        {"domain with two dots", "ola@example..no", "format"},
        {"domain ends in a dot", "ola@example.no.", "format"},
        {"domain begins with a dot", "ola@.example.no", "format"},
        {"label begins with a hyphen", "ola@-example.no", "format"},
        {"label ends in a hyphen", "ola@example-.no", "format"},
        {"underscore in the domain", "ola@ex_ample.no", "format"},
        {"top level of one letter", "ola@example.n", "format"},
        {"top level of digits", "ola@10.0.0.1", "format"},
        {"space inside", "ola nordmann@example.no", "format"},
        {"space in the domain", "ola@exam ple.no", "format"},
        {"markup", "<b>@example.no", "format"},
        {"comma", "ola,kari@example.no", "format"},
        {"open quotation", "\"ola@example.no", "format"},
        {"header injection", "ola@example.no\r\nBcc:x@y.no", "format"},
        {"NUL", std::string("ola\0@example.no", 15), "format"},
    };
    for (auto const& row : rows) {
        CAPTURE(row.name);
        CHECK(email_fault(row.address) == row.fault);
    }
}

TEST_CASE(
    "[krr_attributter] a mobile number has 8 to 20 of the right characters, a Norwegian one begins with "
    "4 or 9") {
    struct Row {
        char const* name;
        std::string number;
        char const* fault;
        char const* stored;
    };
    Row const rows[] = {
        {"eight digits with 9", "99999901", "", "+4799999901"},
        {"eight digits with 4", "41234567", "", "+4741234567"},
        {"with +47", "+4799999901", "", "+4799999901"},
        {"with 0047", "004799999901", "", "+4799999901"},
        {"in groups", "999 99 901", "", "+4799999901"},
        {"every separator", "+47 9-9_9 99901", "", "+4799999901"},
        {"separators in the country code", "+ 4 7 99999901", "", "+4799999901"},
        {"0047 in groups", "00 47 999 99 901", "", "+4799999901"},
        {"Swedish", "+46 70 123 45 67", "", "+46 70 123 45 67"},
        {"without + or 00 it is not Norwegian", "4799999901", "", "4799999901"},
        {"begins with 2", "22222222", "norwegian", nullptr},
        {"begins with 8", "+4780000000", "norwegian", nullptr},
        {"+47 and seven digits", "+479999990", "norwegian", nullptr},
        {"+47 and nine digits", "+47999999011", "norwegian", nullptr},
        {"0047 and seven digits", "00479999990", "norwegian", nullptr},
        {"seven characters", "9999990", "length", nullptr},
        {"20 characters", "+4612345678901234567", "", "+4612345678901234567"},
        {"21 characters", "+46123456789012345678", "length", nullptr},
        {"letters", "9999990a", "format", nullptr},
        {"plus inside", "+47+99999901", "format", nullptr},
        {"plus last", "99999901+", "format", nullptr},
        {"parentheses", "(+47)99999901", "format", nullptr},
        {"full stop", "999.99.901", "format", nullptr},
        {"tab", "999\t99901", "format", nullptr},
        {"line break", "99999901\n", "format", nullptr},
        {"no digit", "+--------", "format", nullptr},
        {"other digits than ASCII", "９９９９９９０１", "format", nullptr},
        {"nothing", "", "format", nullptr},
    };
    for (auto const& row : rows) {
        CAPTURE(row.name);
        CHECK(mobile_fault(row.number) == row.fault);
        if (row.stored) CHECK(stored_mobile(row.number) == row.stored);
    }
}

TEST_CASE("what was typed is stored without the spaces around it, a Norwegian number with its country code") {
    CHECK(typed_email(" ola@example.no\t\r\n") == "ola@example.no");
    CHECK(typed_email("   ").empty());
    CHECK(typed_mobile("  999 99 901 ") == "+4799999901");
    CHECK(typed_mobile(" 12 ") == "12");
}

}  // namespace
}  // namespace emulator::model
