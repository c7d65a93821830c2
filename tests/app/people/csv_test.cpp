#include "app/people/csv.h"

#include <doctest/doctest.h>

#include <sstream>

namespace emulator::app {
namespace {

using Record = std::vector<std::string>;

// Every record, with its line in front: "1", "a", "b". A refusal is one of two: the line and "!".
std::vector<Record> read(std::string const& text) {
    std::istringstream in(text);
    CsvReader reader(in);
    std::vector<Record> all;
    Record fields;
    for (;;) {
        auto const more = reader.next(fields);
        if (more && !*more) return all;
        if (!more) fields = {"!"};
        fields.insert(fields.begin(), std::to_string(reader.line()));
        all.push_back(fields);
    }
}

TEST_CASE("[RFC 4180 2] records and fields are read as they stand, and what breaks the rules is refused") {
    struct Row {
        std::string name;
        std::string text;
        std::vector<Record> records;
    };
    for (auto const& row : {
             Row{"nothing", "", {}},
             Row{"one field", "a", {{"1", "a"}}},
             Row{"CRLF", "a,b\r\nc,d\r\n", {{"1", "a", "b"}, {"2", "c", "d"}}},
             Row{"LF", "a,b\nc,d", {{"1", "a", "b"}, {"2", "c", "d"}}},
             Row{"a byte order mark",
                 "\xEF\xBB\xBF"
                 "a,b",
                 {{"1", "a", "b"}}},
             Row{"empty fields", ",a,\n,,", {{"1", "", "a", ""}, {"2", "", "", ""}}},
             Row{"an empty line", "a,b\n\nc,d", {{"1", "a", "b"}, {"2", ""}, {"3", "c", "d"}}},
             Row{"blanks belong to a field", " a , b", {{"1", " a ", " b"}}},
             Row{"quotes", "\"a\",\"b\"", {{"1", "a", "b"}}},
             Row{"an empty quoted field", "\"\",a", {{"1", "", "a"}}},
             Row{"a comma in quotes", "\"a,b\",c", {{"1", "a,b", "c"}}},
             Row{"a doubled quote", R"("a ""b"" c",d)", {{"1", R"(a "b" c)", "d"}}},
             Row{"only quotes", R"("""",a)", {{"1", "\"", "a"}}},
             Row{"a line end in quotes",
                 "a,b\n\"c\nd\",e\nf,g",
                 {{"1", "a", "b"}, {"2", "c\nd", "e"}, {"4", "f", "g"}}},
             Row{"semicolons", "a;b\nc,d;e", {{"1", "a", "b"}, {"2", "c,d", "e"}}},
             Row{"semicolons beside commas", "a,b;c", {{"1", "a", "b;c"}}},
             Row{"letters of UTF-8", "Åse,Ødegård", {{"1", "Åse", "Ødegård"}}},
             Row{"a quote inside a field", "a\"b,c\nd,e", {{"1", "!"}, {"2", "d", "e"}}},
             Row{"text after a quote", "\"a\"b,c\nd,e", {{"1", "!"}, {"2", "d", "e"}}},
             Row{"a quote without end", "a,b\n\"c,d\ne,f", {{"1", "a", "b"}, {"2", "!"}}},
             Row{"a NUL", std::string("a,b\nc\0,d\ne,f", 12), {{"1", "a", "b"}, {"2", "!"}, {"3", "e", "f"}}},
         }) {
        CAPTURE(row.name);
        CHECK(read(row.text) == row.records);
    }
}

TEST_CASE("[RFC 4180 2] what is written is read again as it was") {
    Record const fields{"", "a", "a,b", "a;b", "say \"hi\"", "two\nlines", "Åse", " blank "};
    std::string text;
    append_csv_record(text, {fields.begin(), fields.end()});
    CHECK(text.ends_with("\r\n"));
    auto expected = fields;
    expected.insert(expected.begin(), "1");
    CHECK(read(text) == std::vector<Record>{expected});
}

}  // namespace
}  // namespace emulator::app
