#include "base/json.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "base/encoding.h"

namespace emulator {
namespace {

std::string told(std::string_view text) {
    auto const document = parse_json(text);
    if (document) return "accepted";
    CHECK(document.error().code == ErrorCode::invalid_request);
    return document.error().description;
}

std::string nested(int depth, std::string_view open, std::string_view close) {
    std::string text;
    for (int i = 0; i < depth; ++i)
        text += open;
    for (int i = 0; i < depth; ++i)
        text += close;
    return text;
}

TEST_CASE("[RFC 8259 2] well-formed texts are read, members in their order") {
    for (std::string const text :
         {"{}", "[]", "null", "true", "-0.5", "\"a\"", R"({"b":1,"a":[true,null,{"c":"ø"}]})", R"(["a","a"])",
          R"([{"a":1},{"a":2}])", R"({"a":{"a":{"a":1}}})", "9223372036854775807", "18446744073709551615"}) {
        CAPTURE(text);
        auto const document = parse_json(text);
        REQUIRE(document.has_value());
        CHECK(document->dump() == text);
    }
    CHECK(need(parse_json(" \t\r\n{ \"a\" : 1 } \n")).dump() == R"({"a":1})");
    CHECK(need(parse_json(R"("\u00f8\ud83e\udd8c\/\n")")) == "ø🦌/\n");
}

TEST_CASE("[RFC 8259 2] malformed texts are refused with their place") {
    struct Row {
        std::string text;
        std::string place;
    };
    for (auto const& row : {
             Row{"", "line 1, column 1"},
             Row{"   ", "line 1, column 4"},
             Row{"{", "line 1, column 2"},
             Row{"x", "line 1, column 1"},
             Row{"{\n  \"a\": }", "line 2, column 8"},
             Row{"{\"a\":1,}", "line 1, column 8"},
             Row{"[1,\n2,\n\n3 4]", "line 4, column 3"},
             Row{"{} {}", "line 1, column 4"},
             Row{"[\"blåbær\", x]", "line 1, column 12"},
             Row{"{\"a\":\"b\n\"}", "line 1, column 8"},
             Row{"{'a':1}", "line 1, column 2"},
             Row{"[01]", "line 1, column 3"},
             Row{"[1.]", "line 1, column 4"},
             Row{"[+1]", "line 1, column 2"},
             Row{"[NaN]", "line 1, column 2"},
             Row{"// comment\n{}", "line 1, column 1"},
             Row{"{a:1}", "line 1, column 2"},
             Row{"\"\\x\"", "line 1, column 3"},
             Row{"\"\\ud83e\"", "line 1, column 8"},
             Row{std::string("[\0]", 3), "line 1, column 2"},
         }) {
        CAPTURE(row.text);
        auto const description = told(row.text);
        CAPTURE(description);
        CHECK(description.find("malformed JSON at " + row.place + ": ") == 0);
    }
}

TEST_CASE("[RFC 8259 8.1] what is not UTF-8 is refused") {
    for (auto const* text :
         {"\"\xff\"", "\"\xc3\"", "\"\xed\xa0\x80\"", "\"\xc0\x80\"", "{\"\xe5\":1}", "\xff"}) {
        CAPTURE(text);
        CHECK(told(text).find("malformed JSON at line 1, column ") == 0);
    }
}

TEST_CASE("[RFC 8259 4] a member that stands twice in one object is refused, with its place") {
    struct Row {
        std::string text;
        std::string told;
    };
    for (auto const& row : {
             Row{R"({"a":1,"a":2})", "the member 'a' stands twice in one object (line 1, column 10)"},
             Row{R"({"a":1,"a":1})", "the member 'a' stands twice in one object (line 1, column 10)"},
             Row{R"({"a":1,"\u0061":2})", "the member 'a' stands twice in one object (line 1, column 15)"},
             Row{"{\"a\":1,\n \"b\":{\n  \"c\":1, \"c\":2}}",
                 "the member 'c' stands twice in one object (line 3, column 12)"},
             Row{R"([{"a":{"b":1},"a":{}}])",
                 "the member 'a' stands twice in one object (line 1, column 17)"},
             Row{R"({"":1,"":2})", "the member '' stands twice in one object (line 1, column 8)"},
         }) {
        CAPTURE(row.text);
        CHECK(told(row.text) == "malformed JSON: " + row.told);
    }
}

TEST_CASE("an object of many members keeps them all, in their order, and each once") {
    std::string text = "{";
    std::vector<std::string> names;
    for (int i = 0; i < 100; ++i) {
        names.push_back("m" + std::to_string((i * 37) % 100));
        text += '"' + names.back() + "\":{\"v\":[" + std::to_string(i) + ",\"" + names.back() + "\"]},";
    }
    auto const object = need(parse_json(text + "\"last\":true}"));
    CHECK(object.size() == 101);
    std::size_t i = 0;
    for (auto const& name : names) {
        CAPTURE(name);
        auto const member = std::next(object.begin(), static_cast<std::ptrdiff_t>(i));
        CHECK(member.key() == name);
        CHECK(*member == Json{{"v", Json::array({i, name})}});
        CHECK(told(text + '"' + name + "\":1}").find("the member '" + name + "' stands twice") !=
              std::string::npos);
        ++i;
    }
}

TEST_CASE("texts are read down to 64 levels") {
    for (auto const& [open, close] :
         {std::pair("[", "]"), std::pair("{\"a\":[", "]}"), std::pair("[[", "]]")}) {
        CAPTURE(open);
        int const half = std::string_view(open) == "[" ? 64 : 32;
        CHECK(told(nested(half, open, close)) == "accepted");
        CHECK(told(nested(half + 1, open, close)).find("nested deeper than 64 levels") != std::string::npos);
    }
    CHECK(told("\n" + nested(65, "[", "]")) ==
          "malformed JSON: nested deeper than 64 levels (line 2, column 65)");
    CHECK(told(std::string(1'000'000, '[')).find("nested deeper") != std::string::npos);
    // Beside each other is not inside each other.
    std::string wide = "[0";
    for (int i = 0; i < 1000; ++i)
        wide += ",[{}]";
    CHECK(told(wide + "]") == "accepted");
}

TEST_CASE("a number that no double holds is refused") {
    CHECK(told("[1e999]") == "malformed JSON at line 1, column 6: number overflow parsing '1e999'");
    CHECK(need(parse_json("1e308")) == 1e308);
}

TEST_CASE("a string member is a view of its text, or nothing") {
    auto const object = need(parse_json(R"({"a":"x","b":1,"c":null,"d":"","e":["x"]})"));
    CHECK(string_member(object, "a") == "x");
    for (auto const* name : {"b", "c", "d", "e", "f", ""}) {
        CAPTURE(name);
        CHECK(string_member(object, name).empty());
    }
    CHECK(string_member(need(parse_json("[\"a\"]")), "a").empty());
    CHECK(string_member(need(parse_json("\"a\"")), "a").empty());
    CHECK(string_member(Json(), "a").empty());
}

TEST_CASE("a literal that is written without a tree is read back as it was") {
    std::string every;
    for (char c = 0; c < 0x7f; ++c)
        every += c;
    every += "\x7f blåbær 🦌 \u2028";
    std::string out = "[";
    append_json_string(out, every);
    out += ",";
    append_json_string(out, "");
    out += "]";
    auto const document = need(parse_json(out));
    CHECK(document[0] == every);
    CHECK(document[1] == "");
    CHECK(out.find('\n') == std::string::npos);
}

TEST_CASE("[RFC 8259 7] what must be escaped is found wherever it stands, and nothing else is") {
    for (int byte = 0; byte < 0x80; ++byte) {
        auto const c = static_cast<char>(byte);
        for (std::size_t before = 0; before < 18; ++before) {
            CAPTURE(byte);
            CAPTURE(before);
            Json const text = std::string(before, 'a') + c + "ø" + std::string(9, 'z');
            CHECK(json_text(text) == text.dump());
        }
    }
}

TEST_CASE("[RFC 8259] a value is written as nlohmann's dump writes it") {
    for (auto const* text :
         {"null", "true", "-12", "1.5", "12345678901234567890", "-9223372036854775808",
          "18446744073709551615", "0", R"("")", R"("blå \"ål\" \\ / \u007f")", R"("\b\f\n\r\t\u0000\u001f")",
          R"([])", R"({})", R"([1,[2,{"a":[]}],"b"])", R"({"b":1,"a":{"c":null,"d":"e"},"":"x","q\"":2})"}) {
        CAPTURE(text);
        auto const value = Json::parse(text);
        CHECK(json_text(value) == value.dump());
    }
}

TEST_CASE("bytes that are no UTF-8 are written as U+FFFD, as nlohmann's dump replaces them") {
    for (std::string const bytes : {"a\xff", "\xc3", "\xe2\x82", "\xed\xa0\x80 b\"c"}) {
        Json const value{{"text", bytes}};
        auto const written = json_text(value);
        CHECK(written == value.dump(-1, ' ', false, Json::error_handler_t::replace));
        CHECK(parse_json(written).has_value());
    }
}

}  // namespace
}  // namespace emulator
