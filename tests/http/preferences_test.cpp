#include "http/preferences.h"

#include "http/pages.h"
#include "http/support.h"

namespace emulator::http {
namespace {

std::string told(std::vector<Preference> const& preferences) {
    std::string list;
    for (auto const& [word, weight] : preferences)
        list += word + ":" + std::to_string(weight) + " ";
    return list;
}

TEST_CASE("[RFC 9110 12.4.2] the dearest comes first, and equals in their order") {
    struct Row {
        std::string list;
        std::string order;
    };
    for (auto const& row : {
             Row{"", ""},
             Row{"gzip", "gzip:1000 "},
             Row{"a, b,c", "a:1000 b:1000 c:1000 "},
             Row{"a b", "a:1000 b:1000 "},
             Row{"a;q=0.5, b", "b:1000 a:500 "},
             Row{"a;q=0.5,b;q=0.75,c;q=0.8,d;q=0.123", "c:800 b:750 a:500 d:123 "},
             Row{"a;q=0, b;q=0.000, c", "c:1000 "},
             Row{"A ; Q=0.5", "a:500 "},
             Row{"a;q=1.0, b;q=1", "a:1000 b:1000 "},
             Row{"a;q=nonsense;, b;q=0.9999", "a:1000 b:999 "},
             Row{" ,, ;q=0.5, a", "a:1000 "},
         }) {
        CAPTURE(row.list);
        CHECK(told(read_preferences(row.list)) == row.order);
    }
}

TEST_CASE("[RFC 9110 12.5.4] the language is the dearest one that there are texts for") {
    struct Row {
        std::string list;
        Language language;
    };
    for (auto const& row : {
             Row{"", Language::nb},
             Row{"nb", Language::nb},
             Row{"nn", Language::nn},
             Row{"en", Language::en},
             Row{"se", Language::se},
             Row{"nn-NO,nn;q=0.9,en;q=0.8", Language::nn},
             Row{"EN-us", Language::en},
             Row{"no", Language::nb},
             Row{"no-NO, nn;q=0.5", Language::nb},
             Row{"de-DE, fr;q=0.9, en;q=0.1", Language::en},
             Row{"en;q=0.5, se;q=0.6", Language::se},
             Row{"en;q=0, nn;q=0.1", Language::nn},
             Row{"en;q=0", Language::nb},
             Row{"sv nn nb", Language::nn},
             Row{"nbx", Language::nb},
             Row{"english, nn", Language::nn},
             Row{"*", Language::nb},
         }) {
        CAPTURE(row.list);
        CHECK(choose_language(row.list) == row.language);
    }
}

TEST_CASE("languages and their codes belong together") {
    for (auto const language : languages)
        CHECK(parse_language(language_code(language)) == language);
    for (auto const* code : {"", "no", "NB", "nb-NO", "n"}) {
        CAPTURE(code);
        CHECK(parse_language(code) == std::nullopt);
    }
}

}  // namespace
}  // namespace emulator::http
