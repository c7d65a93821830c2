#include "app/people/json_objects.h"

#include <doctest/doctest.h>

#include <sstream>
#include <vector>

namespace emulator::app {
namespace {

// Every object as "line:text"; a refusal ends with "line:!".
std::vector<std::string> read(std::string const& text) {
    std::istringstream in(text);
    JsonObjects objects(in);
    std::vector<std::string> all;
    std::string object;
    for (;;) {
        auto const more = objects.next(object);
        if (more && !*more) return all;
        all.push_back(std::to_string(objects.line()) + ":" + (more ? object : "!"));
        if (!more) return all;
    }
}

TEST_CASE("the objects of an array, or of lines, come one by one with the line on which each begins") {
    struct Row {
        std::string name;
        std::string text;
        std::vector<std::string> objects;
    };
    for (auto const& row : {
             Row{"nothing", "", {}},
             Row{"blanks", " \n ", {}},
             Row{"an empty array", "[ ]", {}},
             Row{"one object", "{}", {"1:{}"}},
             Row{"an array", "[\n{\"a\":1},\n{\"b\":2}\n]\n", {"2:{\"a\":1}", "3:{\"b\":2}"}},
             Row{"lines", "{\"a\":1}\n{\"b\":2}\n", {"1:{\"a\":1}", "2:{\"b\":2}"}},
             Row{"objects inside", "[{\"a\":{\"b\":{}}},{}]", {"1:{\"a\":{\"b\":{}}}", "1:{}"}},
             Row{"braces in strings", R"([{"a":"}{"},{}])", {R"(1:{"a":"}{"})", "1:{}"}},
             Row{"quotes in strings", R"([{"a":"\"}\\"},{}])", {R"(1:{"a":"\"}\\"})", "1:{}"}},
             Row{"a byte order mark", "\xEF\xBB\xBF[{}]", {"1:{}"}},
             Row{"over several lines", "[\n{\n\"a\":1\n},\n{}]", {"2:{\n\"a\":1\n}", "5:{}"}},
             Row{"fixtures/persons.json",
                 "{\n\"$schema\": \"a\",\n\"persons\": [\n{\"a\":1},\n{\"persons\":[]}\n]\n}\n",
                 {"4:{\"a\":1}", "5:{\"persons\":[]}"}},
             Row{"pages of Tenor's search, a line each",
                 "{\"treff\":2,\"dokumentListe\":[{\"a\":[]}],\"rader\":1}\n{\"dokumentListe\":[{}]}",
                 {"1:{\"a\":[]}", "2:{}"}},
             Row{"a list in an array", "[{\"dokumentListe\":[{}]},\n{\"a\":1}]", {"1:{}", "2:{\"a\":1}"}},
             Row{"an empty list", "{\"persons\":[]}", {}},
             Row{"a list's name as a value", R"({"a":"persons","b":[]})", {R"(1:{"a":"persons","b":[]})"}},
             Row{"a list's name deeper", R"({"a":{"persons":[]}})", {R"(1:{"a":{"persons":[]}})"}},
             Row{"a list's name within another", R"({"a\"persons":[]})", {R"(1:{"a\"persons":[]})"}},
             Row{"no list", R"({"persons":{}})", {R"(1:{"persons":{}})"}},
             Row{"no comma in a list", "{\"persons\":[{}\n{}]}", {"1:{}", "2:!"}},
             Row{"no object in a list", "{\"persons\":[\n1]}", {"2:!"}},
             Row{"no end of a list", "{\"persons\":[{},", {"1:{}", "1:!"}},
             Row{"no end around a list", "{\"persons\":[{}]\n", {"1:{}", "1:!"}},
             Row{"no comma around a list", "{\"a\":1 \"persons\":[{}]}", {"1:{}", "1:!"}},
             Row{"no comma", "[{}\n{}]", {"1:{}", "2:!"}},
             Row{"no end of the array", "[{},\n", {"1:{}", "2:!"}},
             Row{"no end of the array, after an object", "[{}\n", {"1:{}", "2:!"}},
             Row{"no end of an object", "[{\"a\":1", {"1:!"}},
             Row{"no end of a string", "[{\"a}]", {"1:!"}},
             Row{"text after the array", "[{}]\nx", {"1:{}", "2:!"}},
             Row{"no object", "[1]", {"1:!"}},
             Row{"no array of objects", "\"a\"", {"1:!"}},
         }) {
        CAPTURE(row.name);
        CHECK(read(row.text) == row.objects);
    }
}

TEST_CASE("an object of more than a megabyte is refused") {
    CHECK(read("[{\"a\":\"" + std::string(1 << 20, 'x') + "\"}]") == std::vector<std::string>{"1:!"});
    // An escape must not carry it past the limit.
    std::string const escapes = "{\"a\":\"" + std::string(1 << 21, '\\');
    for (auto const& text : {escapes + "\"}", "{ " + escapes.substr(1) + "\"}"})
        CHECK(read(text) == std::vector<std::string>{"1:!"});
}

TEST_CASE("an array and a list may be longer than a megabyte") {
    std::string const object = "{\"a\":\"" + std::string(1 << 19, 'x') + "\"}";
    auto const three = object + "," + object + "," + object;
    CHECK(read("[" + three + "]").size() == 3);
    CHECK(read("{\"dokumentListe\":[" + three + "]}").size() == 3);
    CHECK(read("{\"dokumentListe\":[" + three + "]}").back() == "1:" + object);
}

}  // namespace
}  // namespace emulator::app
