#include "http/cookies.h"

#include "http/support.h"

namespace emulator::http {
namespace {

TEST_CASE("[RFC 6265 5.4] the first cookie of a name counts") {
    struct Row {
        std::string line;
        std::optional<std::string> value;
    };
    for (auto const& row : {
             Row{"sid=abc", "abc"},
             Row{"a=1; sid=abc; b=2", "abc"},
             Row{"a=1;sid=abc;b=2", "abc"},
             Row{"sid=first; sid=second", "first"},
             Row{"sid=", ""},
             Row{"sid=a=b", "a=b"},
             Row{"xsid=abc", std::nullopt},
             Row{"sidx=abc", std::nullopt},
             Row{"SID=abc", std::nullopt},
             Row{"sid", std::nullopt},
             Row{"a=sid=abc", std::nullopt},
             Row{"", std::nullopt},
             Row{";;; ;", std::nullopt},
         }) {
        CAPTURE(row.line);
        CHECK(cookie(request(Method::get, "/", {{"Cookie", row.line}}), "sid") == row.value);
    }
    CHECK(cookie(request(Method::get, "/"), "sid") == std::nullopt);
}

TEST_CASE("cookies may come in several fields, whatever the case of their name") {
    CHECK(cookie(request(Method::get, "/", {{"cookie", "a=1"}, {"COOKIE", "sid=abc"}}), "sid") == "abc");
    CHECK(cookie(request(Method::get, "/", {{"Cookies", "sid=abc"}}), "sid") == std::nullopt);
}

TEST_CASE("[RFC 6265 8.6] of two cookies of a name that differ none is the only one") {
    auto const only = [](Headers const& headers) {
        auto asked = request(Method::get, "/");
        asked.headers = headers;
        return only_cookie(asked, "sid");
    };
    auto const lines = [](std::vector<std::string> const& values) {
        Headers headers;
        for (auto const& value : values)
            headers.add("Cookie", value);
        return headers;
    };
    CHECK(only(lines({"a=1; sid=abc"})) == "abc");
    CHECK(only(lines({"sid=abc; a=1; sid=abc"})) == "abc");
    CHECK(only(lines({"sid=abc; sid=abd"})) == std::nullopt);
    CHECK(only(lines({"sid=abc; sid=abd; sid=abc"})) == std::nullopt);
    CHECK(only(lines({"sid=abc; sid="})) == std::nullopt);
    CHECK(only(lines({"sid=abc", "sid=abd"})) == std::nullopt);
    CHECK(only(lines({"a=1"})) == std::nullopt);
}

TEST_CASE("[RFC 6265 4.1] a cookie is out of reach of scripts and of other sites' forms") {
    Response response;
    set_cookie(response, "sid", "abc");
    CHECK(header(response, "Set-Cookie") == "sid=abc; Path=/; HttpOnly; SameSite=Lax");
    set_cookie(response, "other", "x", true);
    CHECK(response.headers.count("Set-Cookie") == 2);
    Response secure;
    set_cookie(secure, "sid", "abc", true);
    CHECK(header(secure, "Set-Cookie") == "sid=abc; Path=/; HttpOnly; SameSite=Lax; Secure");
    Response cleared;
    clear_cookie(cleared, "sid");
    CHECK(header(cleared, "Set-Cookie") == "sid=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax");
}

}  // namespace
}  // namespace emulator::http
