// The small Markdown of scopes: what it marks, and that nothing else of it gets through.
#include "services/idporten/markdown.h"

#include <doctest/doctest.h>

namespace emulator::idporten {
namespace {

using Kind = Span::Kind;
using Paragraphs = std::vector<Paragraph>;

TEST_SUITE("idporten/markdown") {
    TEST_CASE("[selvbetjening 5] bold, italic, paragraphs and links; the rest stays as it was written") {
        struct Row {
            std::string name;
            std::string text;
            Paragraphs paragraphs;
        };
        auto const plain = [](std::string const& text) { return Paragraphs{{{Kind::plain, text}}}; };
        for (auto const& row : {
                 Row{"nothing", "", {}},
                 Row{"blanks alone", " \n\n \r\n", {}},
                 Row{"plain text", "Inntekten din", plain("Inntekten din")},
                 Row{"bold",
                     "a **b c** d",
                     {{{Kind::plain, "a "}, {Kind::bold, "b c"}, {Kind::plain, " d"}}}},
                 Row{"bold, the other way", "__b__", {{{Kind::bold, "b"}}}},
                 Row{"italic", "*b*", {{{Kind::italic, "b"}}}},
                 Row{"italic, the other way",
                     "(_b_)",
                     {{{Kind::plain, "("}, {Kind::italic, "b"}, {Kind::plain, ")"}}}},
                 Row{"two paragraphs", "a\n\nb", {{{Kind::plain, "a"}}, {{Kind::plain, "b"}}}},
                 Row{"many empty lines, of Windows",
                     "a\r\n\r\n\r\n\r\nb",
                     {{{Kind::plain, "a"}}, {{Kind::plain, "b"}}}},
                 Row{"a single line break is no paragraph", "a\nb", plain("a\nb")},
                 Row{"a link",
                     "[Les mer](https://example.no/a?b=c&d)",
                     {{{Kind::link, "Les mer", "https://example.no/a?b=c&d"}}}},
                 Row{"a link by http",
                     "se [her](http://localhost:1/).",
                     {{{Kind::plain, "se "},
                       {Kind::link, "her", "http://localhost:1/"},
                       {Kind::plain, "."}}}},
                 Row{"a link of another scheme", "[x](javascript:alert(1))",
                     plain("[x](javascript:alert(1))")},
                 Row{"a scheme in capitals", "[x](JAVASCRIPT:1)", plain("[x](JAVASCRIPT:1)")},
                 Row{"a data URL", "[x](data:text/html,1)", plain("[x](data:text/html,1)")},
                 Row{"a link without a scheme", "[x](//example.no)", plain("[x](//example.no)")},
                 Row{"an address with a blank", "[x](https://a b)", plain("[x](https://a b)")},
                 Row{"a link without text", "[](https://a)", plain("[](https://a)")},
                 Row{"a link that is not closed", "[x](https://a", plain("[x](https://a")},
                 Row{"a mark that is not closed", "a **b", plain("a **b")},
                 Row{"nothing between marks", "a **** b", plain("a **** b")},
                 Row{"marks beside blanks", "2 * 3 * 4", plain("2 * 3 * 4")},
                 Row{"underscores inside words", "snake_case_name", plain("snake_case_name")},
                 Row{"HTML is text", "<b onclick=x>a</b>", plain("<b onclick=x>a</b>")},
                 Row{"HTML in bold is text", "**<i>**", {{{Kind::bold, "<i>"}}}},
                 Row{"other Markdown is text", "# a `b` ![c](d)", plain("# a `b` ![c](d)")},
             }) {
            CAPTURE(row.name);
            CHECK(read_markdown(row.text) == row.paragraphs);
        }
    }
}

}  // namespace
}  // namespace emulator::idporten
