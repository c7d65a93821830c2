#include "http/same_origin.h"

#include <doctest/doctest.h>

#include <optional>

namespace emulator::http {
namespace {

TEST_CASE("what changes something is refused from pages of other origins, and from no program") {
    struct Row {
        std::string name;
        std::optional<std::string> site, origin;
        bool passes;
        std::string host = "localhost:4700";
        std::optional<std::string> referer = {};
    };
    for (auto const& row : {
             Row{"a program", {}, {}, true},
             Row{"an own page", "same-origin", "http://localhost:4700", true},
             Row{"an own page behind another name", "same-origin", "https://konsoll.example", true},
             Row{"an address that was typed", "none", {}, true},
             Row{"another port", "same-site", "http://localhost:3000", false},
             Row{"another site", "cross-site", "https://evil.example", false},
             Row{"another site that claims our origin", "cross-site", "http://localhost:4700", false},
             Row{"a word that is not known", "Same-Origin", {}, false},
             Row{"an empty word", "", {}, false},
             Row{"an older browser, own page", {}, "http://localhost:4700", true},
             Row{"an older browser, letters of another case", {}, "http://LOCALHOST:4700", true},
             Row{"an older browser, another port", {}, "http://localhost:4701", false},
             Row{"an older browser, a name that only starts alike",
                 {},
                 "http://localhost:4700.evil.example",
                 false},
             Row{"an older browser, a sandboxed page", {}, "null", false},
             Row{"an older browser, nothing", {}, "", false},
             Row{"no Host", {}, "http://", false, ""},
             Row{"a browser that tells the page alone, own page",
                 {},
                 {},
                 true,
                 "localhost:4700",
                 "http://localhost:4700/?a=b"},
             Row{"a browser that tells the page alone, another port",
                 {},
                 {},
                 false,
                 "localhost:4700",
                 "http://localhost:4706/"},
             Row{"an own path that looks like our origin",
                 {},
                 {},
                 false,
                 "localhost:4700",
                 "https://evil.example/http://localhost:4700/"},
             Row{"Origin counts before Referer",
                 {},
                 "https://evil.example",
                 false,
                 "localhost:4700",
                 "http://localhost:4700/"},
         }) {
        CAPTURE(row.name);
        Request request;
        request.headers.add("Host", row.host);
        if (row.site) request.headers.add("Sec-Fetch-Site", *row.site);
        if (row.origin) request.headers.add("Origin", *row.origin);
        if (row.referer) request.headers.add("Referer", *row.referer);
        auto const result = check_same_origin(request);
        CHECK(result.has_value() == row.passes);
        if (!result) CHECK(result.error().code == ErrorCode::forbidden);
    }
}

}  // namespace
}  // namespace emulator::http
