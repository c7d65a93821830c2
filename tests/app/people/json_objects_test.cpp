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
}

}  // namespace
}  // namespace emulator::app
