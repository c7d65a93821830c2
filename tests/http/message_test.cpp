#include "http/message.h"

#include "http/support.h"

namespace emulator::http {
namespace {

TEST_CASE("[RFC 9110 5.1] field names know no case") {
    Headers headers;
    headers.add("Set-Cookie", "a=1");
    headers.add("set-cookie", "b=2");
    headers.add("X", "");
    CHECK(headers.find("SET-COOKIE") == "a=1");
    CHECK(headers.count("Set-cookie") == 2);
    CHECK(headers.find("x") == "");
    CHECK(headers.find("Set-Cooki") == std::nullopt);
    CHECK(headers.find("") == std::nullopt);
    CHECK(headers.count("Y") == 0);
    headers.set("SET-COOKIE", "c=3");
    CHECK(headers.count("set-cookie") == 1);
    CHECK(headers.find("set-cookie") == "c=3");
    headers.set("Y", "new");
    CHECK(headers.find("Y") == "new");
}

TEST_CASE("[RFC 3986 3] a target is a path and a query") {
    struct Row {
        std::string target;
        std::string path;
        std::string query;
    };
    for (auto const& row : {
             Row{"/", "/", ""},
             Row{"/a/b", "/a/b", ""},
             Row{"/a?", "/a", ""},
             Row{"/a?b=c&d", "/a", "b=c&d"},
             Row{"/a?b?c", "/a", "b?c"},
             Row{"/bl%C3%A5b%c3%a6r", "/blåbær", ""},
             Row{"/a+b%20c", "/a+b c", ""},
             Row{"/a%2Fb%3Fc", "/a/b?c", ""},
             Row{"/%2e%2e/a", "/../a", ""},
             Row{"//evil.example", "//evil.example", ""},
             Row{"/a?%zz", "/a", "%zz"},
         }) {
        CAPTURE(row.target);
        Request made;
        REQUIRE(set_target(made, row.target));
        CHECK(made.target == row.target);
        CHECK(made.path == row.path);
        CHECK(made.query == row.query);
    }
}

TEST_CASE("a target that is no path of well-formed UTF-8 is refused") {
    for (std::string const& target :
         {std::string(), std::string("*"), std::string("a"), std::string("?a"),
          std::string("http://localhost/"), std::string("/%"), std::string("/%4"), std::string("/%g0"),
          std::string("/%00"), std::string("/a%00b"), std::string("/%ff"), std::string("/%C3"),
          std::string("/\xc3"), std::string("/%c0%af"), std::string("/a\0b", 4)}) {
        CAPTURE(target);
        Request made;
        CHECK_FALSE(set_target(made, target));
    }
}

TEST_CASE("a browser is known by what it accepts") {
    struct Row {
        std::string accept;
        bool html;
    };
    for (auto const& row : {
             Row{"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", true},
             Row{"text/html", true},
             Row{"application/json", false},
             Row{"*/*", false},
             Row{"", false},
         }) {
        CAPTURE(row.accept);
        CHECK(request(Method::get, "/", {{"Accept", row.accept}}).wants_html() == row.html);
    }
    CHECK_FALSE(request(Method::get, "/").wants_html());
}

}  // namespace
}  // namespace emulator::http
