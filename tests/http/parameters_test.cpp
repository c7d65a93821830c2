#include "http/parameters.h"

#include "http/support.h"

namespace emulator::http {
namespace {

Request form(std::string body, std::string type = "application/x-www-form-urlencoded") {
    Request made = request(Method::post, "/token");
    if (!type.empty()) made.headers.add("Content-Type", std::move(type));
    made.body = std::move(body);
    return made;
}

std::string pairs_of(Parameters const& parameters) {
    std::string list;
    for (auto const& [name, value] : parameters)
        list += "[" + name + "=" + value + "]";
    return list;
}

TEST_CASE("names and values are read in their order") {
    struct Row {
        std::string encoded;
        std::string pairs;
    };
    for (auto const& row : {
             Row{"", ""},
             Row{"a=b", "[a=b]"},
             Row{"a=b&c=d", "[a=b][c=d]"},
             Row{"a", "[a=]"},
             Row{"a=", "[a=]"},
             Row{"=b", "[=b]"},
             Row{"a=b=c", "[a=b=c]"},
             Row{"&&a=b&", "[a=b]"},
             Row{"a+b=c+d", "[a b=c d]"},
             Row{"a%2Bb=%26%3D", "[a+b=&=]"},
             Row{"s=bl%C3%A5b%c3%a6r", "[s=blåbær]"},
             Row{"a=1&a=2", "[a=1][a=2]"},
             Row{"a;b=c", "[a;b=c]"},
         }) {
        CAPTURE(row.encoded);
        CHECK(pairs_of(need(parse_parameters(row.encoded))) == row.pairs);
    }
}

TEST_CASE("what is not percent-encoded UTF-8 is refused") {
    for (std::string const encoded : {"a=%", "a=%4", "a=%zz", "%=b", "%f=b", "a=%ff", "a=%C3", "%ff=a",
                                      "a=\xff", "a=%c0%80", "a=%ed%a0%80"}) {
        CAPTURE(encoded);
        auto const parameters = parse_parameters("first=1&" + encoded);
        REQUIRE_FALSE(parameters.has_value());
        CHECK(parameters.error().code == ErrorCode::invalid_request);
        CHECK_FALSE(parameters.error().explanation.mend.empty());
    }
}

TEST_CASE("two hundred parameters are enough") {
    std::string encoded;
    for (int i = 0; i < 200; ++i)
        encoded += "&a" + std::to_string(i) + "=b";
    CHECK(parse_parameters(encoded).has_value());
    encoded += "&one=more";
    CHECK_FALSE(parse_parameters(encoded).has_value());
}

TEST_CASE("[RFC 6749 3.1] a parameter without a value counts as left out") {
    auto const parameters = need(parse_parameters("empty=&bare&given=x&later=&later=y"));
    CHECK(parameters.get("empty") == std::nullopt);
    CHECK_FALSE(parameters.has("bare"));
    CHECK_FALSE(parameters.has("absent"));
    CHECK(parameters.text("absent").empty());
    CHECK(parameters.get("given") == "x");
    CHECK(parameters.get("later") == "y");
    CHECK_FALSE(parameters.has("GIVEN"));
}

TEST_CASE("[RFC 6749 3.1] a name that stands twice is found, whatever its values") {
    struct Row {
        std::string encoded;
        std::optional<std::string> repeated;
    };
    for (auto const& row : {
             Row{"", std::nullopt},
             Row{"a=1&b=1", std::nullopt},
             Row{"a=1&A=1", std::nullopt},
             Row{"a=1&b=2&a=1", "a"},
             Row{"a=1&a=", "a"},
             Row{"a&%61=1", "a"},
         }) {
        CAPTURE(row.encoded);
        CHECK(need(parse_parameters(row.encoded)).repeated() == row.repeated);
    }
}

TEST_CASE("[RFC 6749 4.1.3] a form is read from its body alone") {
    for (auto const* type :
         {"application/x-www-form-urlencoded", "application/x-www-form-urlencoded;charset=UTF-8",
          "Application/X-WWW-Form-URLEncoded ; charset=utf-8"}) {
        CAPTURE(type);
        auto asked = form("grant_type=x", type);
        asked.query = "client_id=from-the-query";
        auto const parameters = need(read_form(asked));
        CHECK(parameters.get("grant_type") == "x");
        CHECK_FALSE(parameters.has("client_id"));
    }
    CHECK(need(read_query(request(Method::get, "/authorize?client_id=a%20b"))).get("client_id") == "a b");
}

TEST_CASE("what is no form, or names a parameter twice, is refused with invalid_request") {
    struct Row {
        std::string name;
        Request request;
    };
    for (auto const& row : {
             Row{"no type", form("a=b", "")},
             Row{"JSON", form(R"({"a":"b"})", "application/json")},
             Row{"a form with files", form("a=b", "multipart/form-data; boundary=x")},
             Row{"a longer type", form("a=b", "application/x-www-form-urlencoded2")},
             Row{"a shorter type", form("a=b", "application/x-www-form")},
             Row{"text", form("a=b", "text/plain; application/x-www-form-urlencoded")},
             Row{"a name twice", form("grant_type=a&grant_type=a")},
             Row{"a name twice, once empty", form("grant_type=a&grant_type=")},
             Row{"a broken escape", form("grant_type=%")},
         }) {
        CAPTURE(row.name);
        auto const parameters = read_form(row.request);
        REQUIRE_FALSE(parameters.has_value());
        CHECK(parameters.error().code == ErrorCode::invalid_request);
        CHECK_FALSE(parameters.error().explanation.expected.empty());
    }
}

TEST_CASE("what is encoded is read back as it was") {
    Parameters parameters;
    parameters.add("plain", "value");
    parameters.add("sign&=", "a+b c%\"'<>#?");
    parameters.add("blåbær", "\xf0\x9f\xa6\x8c\n\r");
    parameters.add("", "");
    CHECK(pairs_of(need(parse_parameters(parameters.encoded()))) == pairs_of(parameters));
    CHECK(parameters.encoded().find_first_of(" \"'<>#?\n\r") == std::string::npos);
}

TEST_CASE("parameters are added behind what a URL has, and before its fragment") {
    Parameters more;
    more.add("code", "a b");
    more.add("state", "#&");
    struct Row {
        std::string url;
        std::string result;
    };
    for (auto const& row : {
             Row{"http://localhost/cb", "http://localhost/cb?code=a%20b&state=%23%26"},
             Row{"http://localhost/cb?", "http://localhost/cb?code=a%20b&state=%23%26"},
             Row{"http://localhost/cb?x=1", "http://localhost/cb?x=1&code=a%20b&state=%23%26"},
             Row{"http://localhost/cb?x=1&", "http://localhost/cb?x=1&code=a%20b&state=%23%26"},
             Row{"http://localhost/cb#part?x", "http://localhost/cb?code=a%20b&state=%23%26#part?x"},
             Row{"no.app:/cb", "no.app:/cb?code=a%20b&state=%23%26"},
         }) {
        CAPTURE(row.url);
        CHECK(with_query(row.url, more) == row.result);
        CHECK(with_query(row.url, {}) == row.url);
    }
}

}  // namespace
}  // namespace emulator::http
