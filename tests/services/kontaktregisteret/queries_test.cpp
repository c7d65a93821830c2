#include "services/kontaktregisteret/queries.h"

#include <doctest/doctest.h>

#include <array>
#include <nlohmann/json.hpp>
#include <string>

#include "base/json.h"
#include "support.h"

namespace emulator::kontaktregisteret {
namespace {

http::Request with_body(std::string body, std::string const& type = "application/json") {
    http::Request request;
    request.method = http::Method::post;
    if (!type.empty()) request.headers.add("Content-Type", type);
    request.body = std::move(body);
    return request;
}

std::string body_of(int count) {
    std::vector<std::string> numbers;
    for (int i = 0; i < count; ++i)
        numbers.push_back(test::unknown_number(i % 1000));
    return test::numbers_body(numbers).dump();
}

// Everything that a refusal may put on the wire, into the log or on a page.
std::string all_text(Error const& error) {
    auto const& why = error.explanation;
    return error.description + "\n" + why.rule + "\n" + why.received + "\n" + why.expected + "\n" + why.mend;
}

}  // namespace

TEST_SUITE("kontaktregisteret/queries") {
    TEST_CASE("[kontaktregisteret 3] numbers keep their order and their duplicates") {
        auto const query = need(read_persons_query(
            with_body(R"({"personidentifikatorer":["28876895937","05895894984","28876895937"]})"),
            Version::v1));
        REQUIRE(query.numbers.size() == 3);
        CHECK(query.numbers[0].digits() == "28876895937");
        CHECK(query.numbers[1].digits() == "05895894984");
        CHECK(query.numbers[2].digits() == "28876895937");
    }

    TEST_CASE("[kontaktregisteret 3] v1 lists the unregistered, v2 when it is asked to") {
        struct Row {
            char const* name;
            Version version;
            char const* more;
            Unregistered unregistered;
        };
        using enum Unregistered;
        std::array const rows{
            Row{"v1", Version::v1, "", listed},
            Row{"v1 null", Version::v1, R"(,"inkluderIkkeRegistrerte":null)", listed},
            Row{"v2 by default", Version::v2, "", left_out},
            Row{"v2 null", Version::v2, R"(,"inkluderIkkeRegistrerte":null)", left_out},
            Row{"v2 false", Version::v2, R"(,"inkluderIkkeRegistrerte":false)", left_out},
            Row{"v2 true", Version::v2, R"(,"inkluderIkkeRegistrerte":true)", listed},
        };
        for (auto const& row : rows) {
            CAPTURE(row.name);
            auto const body = R"({"personidentifikatorer":["28876895937"])" + std::string(row.more) + "}";
            auto const query = need(read_persons_query(with_body(body), row.version));
            CHECK(query.unregistered == row.unregistered);
        }
    }

    TEST_CASE("[kontaktregisteret 3] 1 to 1000 persons can be asked for") {
        struct Row {
            int count;
            bool accepted;
        };
        for (auto const& row : {Row{0, false}, Row{1, true}, Row{1000, true}, Row{1001, false}}) {
            CAPTURE(row.count);
            auto const query = read_persons_query(with_body(body_of(row.count)), Version::v1);
            REQUIRE(query.has_value() == row.accepted);
            if (row.accepted) {
                CHECK(query->numbers.size() == static_cast<std::size_t>(row.count));
            } else {
                CHECK(query.error().code == ErrorCode::invalid_request);
                CHECK(query.error().description == "personidentifikatorer has " + std::to_string(row.count) +
                                                       " elements: expected 1 to 1000");
            }
        }
    }

    TEST_CASE("a body that is not as described is refused with what is wrong with it") {
        struct Row {
            char const* name;
            Version version;
            std::string body;
            std::string description;
        };
        std::array const rows{
            Row{"empty", Version::v1, "", "malformed JSON at line 1, column 1"},
            Row{"cut off", Version::v1, "{\"personidentifikatorer\":\n[\"28876895937\"",
                "malformed JSON at line 2, column 15"},
            Row{"no JSON", Version::v1, "personidentifikatorer=28876895937",
                "malformed JSON at line 1, column 1"},
            Row{"a member twice", Version::v1,
                R"({"personidentifikatorer":["28876895937"],"personidentifikatorer":["05895894984"]})",
                "malformed JSON: a member stands twice, or it is nested too deep"},
            Row{"a list", Version::v1, R"(["28876895937"])", "The body must be a JSON object"},
            Row{"null", Version::v1, "null", "The body must be a JSON object"},
            Row{"no list", Version::v1, "{}",
                "Missing personidentifikatorer: expected a list of person numbers"},
            Row{"no list, but a text", Version::v1, R"({"personidentifikatorer":"28876895937"})",
                "Missing personidentifikatorer: expected a list of person numbers"},
            Row{"null for a list", Version::v2, R"({"personidentifikatorer":null})",
                "Missing personidentifikatorer: expected a list of person numbers"},
            Row{"a number for a text", Version::v1,
                R"({"personidentifikatorer":["28876895937",28876895937]})",
                "personidentifikatorer[1]: expected a string of eleven digits"},
            Row{"null for a text", Version::v1, R"({"personidentifikatorer":[null]})",
                "personidentifikatorer[0]: expected a string of eleven digits"},
            Row{"an unknown member", Version::v1,
                R"({"personidentifikatorer":["28876895937"],"personidentifikator":"28876895937"})",
                "Unknown member in the body: personidentifikator"},
            Row{"an unknown member that is no word", Version::v1,
                R"({"personidentifikatorer":["28876895937"],"\"\r\nX-Injected: 1":1})",
                "Unknown member in the body"},
            Row{"a member of v2 in v1", Version::v1,
                R"({"personidentifikatorer":["28876895937"],"inkluderIkkeRegistrerte":true})",
                "Unknown member in the body: inkluderIkkeRegistrerte"},
            Row{"a text for a boolean", Version::v2,
                R"({"personidentifikatorer":["28876895937"],"inkluderIkkeRegistrerte":"true"})",
                "inkluderIkkeRegistrerte must be true or false"},
        };
        for (auto const& row : rows) {
            CAPTURE(row.name);
            auto const query = read_persons_query(with_body(row.body), row.version);
            REQUIRE(query.has_error());
            CHECK(query.error().code == ErrorCode::invalid_request);
            CHECK(query.error().description == row.description);
        }
    }

    TEST_CASE(
        "a number that is not synthetic is refused with its place and the rule, and never told in full") {
        struct Row {
            char const* name;
            std::string number;
            std::string rule;
            std::string shown;  // what the developer gets to see of it
        };
        std::array const rows{
            Row{"real", "01010112345", "month + 80", "010101*****"},
            Row{"month + 40", "01410112345", "month + 80", "014101*****"},
            Row{"wrong check digits", "28876895938", "check digits", "288768*****"},
            Row{"a day that does not exist", "31826895937", "a date that exists", "318268*****"},
            Row{"ten digits", "2887689593", "eleven digits", "288768****"},
            Row{"twelve digits", "288768959370", "eleven digits", "288768******"},
            Row{"blanks in it", "288768 95937", "digits only", "288768 *****"},
            Row{"a letter", "2887689593x", "digits only", "288768****x"},
            Row{"other digits of Unicode", "2887689593\u0667", "digits only", "288768****"},
            Row{"empty", "", "eleven digits", "personidentifikatorer[2]: "},
        };
        for (auto const& row : rows) {
            CAPTURE(row.name);
            auto const body = test::numbers_body({"28876895937", "05895894984", row.number}).dump();
            auto const query = read_persons_query(with_body(body), Version::v2);
            REQUIRE(query.has_error());
            auto const& error = query.error();
            CHECK(error.code == ErrorCode::invalid_request);
            CHECK(error.description.starts_with("personidentifikatorer[2]: "));
            CHECK(error.description.find(row.rule) != std::string::npos);
            CHECK(error.explanation.received.find(row.shown) != std::string::npos);
            if (!row.number.empty()) CHECK(all_text(error).find(row.number) == std::string::npos);
        }
    }

    TEST_CASE("no refusal tells a person number, wherever it stands") {
        std::array<std::string, 6> const bodies{
            R"({"personidentifikatorer":["28876895937" "05895894984"]})",
            R"({"personidentifikatorer":[28876895937 "05895894984"]})",
            R"({"28876895937":1})",
            R"({"28876895937":1,"28876895937":2})",
            R"("28876895937)",
            R"({"personidentifikatorer":["28876895937"],"spraak":"28876895937)",
        };
        for (auto const& body : bodies) {
            CAPTURE(body);
            auto const persons = read_persons_query(with_body(body), Version::v1);
            REQUIRE(persons.has_error());
            CHECK(all_text(persons.error()).find("28876895937") == std::string::npos);
            auto const language = read_language(with_body(body));
            REQUIRE(language.has_error());
            CHECK(all_text(language.error()).find("28876895937") == std::string::npos);
        }
        auto const language = read_language(with_body(R"({"spraak":"28876895937"})"));
        REQUIRE(language.has_error());
        CHECK(all_text(language.error()).find("28876895937") == std::string::npos);
    }

    TEST_CASE("[RFC 9110 15.5.16] a body must be called JSON") {
        struct Row {
            std::string type;
            bool accepted;
        };
        std::array const rows{
            Row{"application/json", true},
            Row{"application/json; charset=utf-8", true},
            Row{"application/json;charset=UTF-8", true},
            Row{"application/json ; charset=utf-8", true},
            Row{"Application/JSON", true},
            Row{"", false},
            Row{"text/plain", false},
            Row{"application/x-www-form-urlencoded", false},
            Row{"application/jsonx", false},
            Row{"application/jso", false},
            Row{"text/plain; application/json", false},
        };
        for (auto const& row : rows) {
            CAPTURE(row.type);
            auto const request = with_body(R"({"personidentifikatorer":["28876895937"]})", row.type);
            auto const query = read_persons_query(request, Version::v1);
            REQUIRE(query.has_value() == row.accepted);
            if (!row.accepted) CHECK(query.error().code == ErrorCode::unsupported_media_type);
        }
    }

    TEST_CASE("[kontaktregisteret 5] spraak alone can be set, to one of four languages") {
        for (auto const* language : {"nb", "nn", "en", "se"}) {
            auto const body = R"({"spraak":")" + std::string(language) + "\"}";
            CHECK(need(read_language(with_body(body))) == language);
        }
        struct Row {
            char const* name;
            char const* body;
            char const* description;
        };
        std::array const rows{
            Row{"no member", "{}", "spraak must be nb, nn, en or se"},
            Row{"another language", R"({"spraak":"sv"})", "spraak must be nb, nn, en or se"},
            Row{"upper case", R"({"spraak":"NB"})", "spraak must be nb, nn, en or se"},
            Row{"empty", R"({"spraak":""})", "spraak must be nb, nn, en or se"},
            Row{"null", R"({"spraak":null})", "spraak must be nb, nn, en or se"},
            Row{"a list", R"({"spraak":["nb"]})", "spraak must be nb, nn, en or se"},
            Row{"another member too", R"({"spraak":"nb","reservasjon":"JA"})",
                "Unknown member in the body: reservasjon"},
            Row{"another member alone", R"({"language":"nb"})", "Unknown member in the body: language"},
            Row{"malformed", R"({"spraak":nb})", "malformed JSON at line 1, column 12"},
        };
        for (auto const& row : rows) {
            CAPTURE(row.name);
            auto const language = read_language(with_body(row.body));
            REQUIRE(language.has_error());
            CHECK(language.error().code == ErrorCode::invalid_request);
            CHECK(language.error().description == row.description);
        }
        CHECK(read_language(with_body(R"({"spraak":"nb"})", "text/plain")).error().code ==
              ErrorCode::unsupported_media_type);
    }
}

}  // namespace emulator::kontaktregisteret
