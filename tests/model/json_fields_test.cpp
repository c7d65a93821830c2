#include "model/json_fields.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

namespace emulator::model {
namespace {

// What one read leaves behind: the value, or the refusal.
template <class T, class Read>
std::string outcome(std::string const& json, T initial, Read const& read) {
    auto const object = need(parse_json(json));
    JsonFields fields(object);
    auto value = std::move(initial);
    read(fields, value);
    auto const done = fields.finish();
    return done ? Json(value).dump() : done.error().description;
}

struct Row {
    std::string json;
    std::string outcome;
};

TEST_CASE("a text is a string, and keeps its default where it is left out") {
    for (auto const& row : {
             Row{R"({"a":"x"})", R"("x")"},
             Row{R"({"a":""})", R"("")"},
             Row{"{}", R"("default")"},
             Row{R"({"a":1})", "member 'a': received 1, expected a string"},
             Row{R"({"a":null})", "member 'a': received null, expected a string"},
             Row{R"({"a":["x"]})", R"(member 'a': received ["x"], expected a string)"},
         }) {
        CAPTURE(row.json);
        CHECK(outcome(row.json, std::string("default"),
                      [](auto& fields, auto& into) { fields.text("a", into); }) == row.outcome);
    }
}

TEST_CASE("a required text is there and not empty") {
    for (auto const& row : {
             Row{R"({"a":"x"})", R"("x")"},
             Row{R"({"a":""})", "member 'a': received nothing, expected a string that is not empty"},
             Row{"{}", "member 'a': received nothing, expected a string that is not empty"},
             Row{R"({"a":false})", "member 'a': received false, expected a string"},
         }) {
        CAPTURE(row.json);
        CHECK(outcome(row.json, std::string(),
                      [](auto& fields, auto& into) { fields.required_text("a", into); }) == row.outcome);
    }
}

TEST_CASE("a flag is true or false, and nothing like it") {
    for (auto const& row : {
             Row{R"({"a":true})", "true"},
             Row{R"({"a":false})", "false"},
             Row{"{}", "true"},
             Row{R"({"a":"true"})", R"(member 'a': received "true", expected true or false)"},
             Row{R"({"a":1})", "member 'a': received 1, expected true or false"},
             Row{R"({"a":null})", "member 'a': received null, expected true or false"},
         }) {
        CAPTURE(row.json);
        CHECK(outcome(row.json, true, [](auto& fields, auto& into) { fields.flag("a", into); }) ==
              row.outcome);
    }
}

TEST_CASE("a number is whole and not negative") {
    std::string const expected = ", expected a whole number from 0";
    for (auto const& row : {
             Row{R"({"a":0})", "0"},
             Row{R"({"a":9223372036854775807})", "9223372036854775807"},
             Row{"{}", "7"},
             Row{R"({"a":-1})", "member 'a': received -1" + expected},
             Row{R"({"a":1.0})", "member 'a': received 1.0" + expected},
             Row{R"({"a":1e3})", "member 'a': received 1000.0" + expected},
             Row{R"({"a":9223372036854775808})", "member 'a': received 9223372036854775808" + expected},
             Row{R"({"a":18446744073709551615})", "member 'a': received 18446744073709551615" + expected},
             Row{R"({"a":"1"})", "member 'a': received \"1\"" + expected},
             Row{R"({"a":true})", "member 'a': received true" + expected},
         }) {
        CAPTURE(row.json);
        CHECK(outcome(row.json, std::int64_t{7},
                      [](auto& fields, auto& into) { fields.number("a", into); }) == row.outcome);
    }
}

TEST_CASE("texts are an array of strings") {
    for (auto const& row : {
             Row{R"({"a":["x","y"]})", R"(["x","y"])"},
             Row{R"({"a":[]})", "[]"},
             Row{"{}", R"(["default"])"},
             Row{R"({"a":"x"})", R"(member 'a': received "x", expected an array of strings)"},
             Row{R"({"a":["x",1]})", R"(member 'a': received ["x",1], expected an array of strings)"},
             Row{R"({"a":{"b":"x"}})", R"(member 'a': received {"b":"x"}, expected an array of strings)"},
         }) {
        CAPTURE(row.json);
        CHECK(outcome(row.json, std::vector<std::string>{"default"},
                      [](auto& fields, auto& into) { fields.texts("a", into); }) == row.outcome);
    }
}

TEST_CASE("a choice is one of its words") {
    for (auto const& row : {
             Row{R"({"a":"yes"})", R"("yes")"},
             Row{"{}", R"("default")"},
             Row{R"({"a":"YES"})", R"(member 'a': received "YES", expected one of yes, no)"},
             Row{R"({"a":""})", R"(member 'a': received "", expected one of yes, no)"},
             Row{R"({"a":0})", "member 'a': received 0, expected a string"},
         }) {
        CAPTURE(row.json);
        CHECK(outcome(row.json, std::string("default"), [](auto& fields, auto& into) {
                  fields.one_of("a", into, {"yes", "no"});
              }) == row.outcome);
    }
}

TEST_CASE("what is no object is refused, and every read leaves its default") {
    for (auto const* json : {"[]", "null", "\"a\"", "1", "true", R"([{"a":"x"}])"}) {
        CAPTURE(json);
        auto const value = need(parse_json(json));
        JsonFields fields(value);
        std::string text = "default";
        bool flag = true;
        std::int64_t number = 7;
        std::vector<std::string> texts;
        fields.text("a", text);
        fields.flag("a", flag);
        fields.number("a", number);
        fields.texts("a", texts);
        fields.one_of("a", text, {"x"});
        CHECK(fields.member("a") == nullptr);
        auto const done = fields.finish();
        REQUIRE_FALSE(done.has_value());
        CHECK(done.error().code == ErrorCode::invalid_request);
        CHECK(done.error().description.find("expected a JSON object") != std::string::npos);
        CHECK(text == "default");
        CHECK(number == 7);
    }
}

TEST_CASE("the first fault is told, and an unknown member only where there is none") {
    auto const object = need(parse_json(R"({"a":1,"b":2,"c":3})"));
    std::string text;
    bool flag = false;
    JsonFields fields(object);
    fields.flag("b", flag);
    fields.text("a", text);
    CHECK(fields.finish().error().description == "member 'b': received 2, expected true or false");
}

TEST_CASE("an unknown member is refused with those that are known") {
    auto const object = need(parse_json(R"({"$schema":"x","a":"x","ignored":1,"A":"y"})"));
    std::string text;
    JsonFields fields(object);
    fields.text("a", text);
    fields.ignore("ignored");
    CHECK(fields.member("kept") == nullptr);
    CHECK(fields.finish().error().description == "unknown member 'A'; known members are a, ignored, kept");
}

TEST_CASE("what came in is shown short and on one line") {
    auto const object = need(parse_json(R"({"a":["\n)" + std::string(500, 'x') + R"("]})"));
    std::string text;
    JsonFields fields(object);
    fields.text("a", text);
    auto const description = fields.finish().error().description;
    CHECK(description.size() < 130);
    CHECK(description.find('\n') == std::string::npos);
}

}  // namespace
}  // namespace emulator::model
