#include "app/json_place.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "base/json.h"

namespace emulator::app {
namespace {

constexpr std::string_view text =
    "{\n"
    "  \"$schema\": \"x\",\n"
    "  \"clients\": [\n"
    "    {\"client_id\": \"a]}\\\"\", \"scopes\": [\"æøå\", \"b\"], \"n\": 12},\n"
    "    {\n"
    "      \"client_id\" : \"b\",\n"
    "      \"jwks\": {\"keys\": [{\"kid\": null}, {\"kid\": true}]}\n"
    "    }\n"
    "  ],\n"
    "  \"caf\\u00e9\": [[], {}, -1.5e3]\n"
    "}\n";

TEST_CASE("a member is found at its name, an element at its beginning") {
    struct Row {
        JsonPath path;
        TextPlace place;
    };
    for (auto const& row : {
             Row{{}, {1, 1}},
             Row{{"$schema"}, {2, 3}},
             Row{{"clients"}, {3, 3}},
             Row{{"clients", "0"}, {4, 5}},
             Row{{"clients", "0", "client_id"}, {4, 6}},
             Row{{"clients", "0", "scopes"}, {4, 28}},
             Row{{"clients", "0", "scopes", "1"}, {4, 46}},
             Row{{"clients", "0", "n"}, {4, 52}},
             Row{{"clients", "1"}, {5, 5}},
             Row{{"clients", "1", "jwks"}, {7, 7}},
             Row{{"clients", "1", "jwks", "keys", "1", "kid"}, {7, 41}},
             Row{{"café"}, {10, 3}},
             Row{{"café", "1"}, {10, 21}},
             Row{{"café", "2"}, {10, 25}},
         }) {
        CAPTURE(Json(row.path).dump());
        auto const found = place_of(text, row.path);
        CAPTURE(found.column);
        CHECK(found == row.place);
    }
}

TEST_CASE("what is not there is told by what should have it") {
    CHECK(place_of(text, {"persons"}) == TextPlace{1, 1});
    CHECK(place_of(text, {"clients", "1", "scopes"}) == TextPlace{5, 5});
    CHECK(place_of(text, {"clients", "7", "scopes"}) == TextPlace{3, 3});
    CHECK(place_of(text, {"$schema", "x", "y"}) == TextPlace{2, 3});
    CHECK(place_of("  7", {"a"}) == TextPlace{1, 3});
    CHECK(place_of("[]", {"0"}) == TextPlace{1, 1});
}

TEST_CASE("the place that the parser tells is understood, whatever the text says of lines") {
    for (auto const* const wrong : {"[\n  {", "[\n  \"line 7, column 9\" x]", "[1]\n 2"}) {
        CAPTURE(wrong);
        auto const description = parse_json(wrong).error().description;
        CAPTURE(description);
        CHECK(place_told(description).line == 2);
        CHECK(place_told(description).column > 1);
    }
    CHECK(place_told(parse_json("{\"(line 5\":1,\n\"(line 5\":2}").error().description) == TextPlace{2, 9});
    CHECK(place_told("there is no such file") == TextPlace{});
}

}  // namespace
}  // namespace emulator::app
