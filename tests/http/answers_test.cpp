#include "http/answers.h"

#include <nlohmann/json.hpp>

#include "http/support.h"

namespace emulator::http {
namespace {

TEST_CASE("every answer says what it is") {
    CHECK(header(json(200, {{"a", 1}}), "Content-Type") == "application/json");
    CHECK(json(201, {{"b", 1}, {"a", "ø"}}).body == R"({"b":1,"a":"ø"})");
    CHECK(header(html(200, "<p>"), "Content-Type") == "text/html; charset=utf-8");
    CHECK(header(text(200, "ø"), "Content-Type") == "text/plain; charset=utf-8");
    CHECK(no_content().status == 204);
    CHECK(no_content().body.empty());
}

TEST_CASE("a text that is not UTF-8 does not make the answer fail") {
    auto const response = json(200, {{"a", "x\xff"}});
    CHECK(response.status == 200);
    CHECK(response.body == "{\"a\":\"x\xef\xbf\xbd\"}");
}

TEST_CASE("a redirect is not kept") {
    CHECK(found("/a").status == 302);
    CHECK(see_other("/a").status == 303);
    CHECK(header(found("/a"), "Location") == "/a");
    CHECK(header(see_other("/a"), "Cache-Control") == "no-store");
}

TEST_CASE("[RFC 6749 5.2] an error tells its name and description, with the status that belongs to it") {
    auto const response = oauth_error({ErrorCode::invalid_grant, "No such code"});
    CHECK(response.status == 400);
    CHECK(response.body == R"({"error":"invalid_grant","error_description":"No such code"})");
    CHECK(header(response, "Cache-Control") == "no-store");
    CHECK(oauth_error({ErrorCode::invalid_client, ""}).status == 401);
    CHECK(oauth_error({ErrorCode::server_error, ""}).status == 500);
}

TEST_CASE("[RFC 6749 5.2] a description keeps to the characters that are allowed") {
    auto const response = oauth_error({ErrorCode::invalid_request, "a \"b\" \\c blåbær\r\n…"});
    CHECK(response.body == R"({"error":"invalid_request","error_description":"a 'b' /c bl?b?r???"})");
}

TEST_CASE("[RFC 6750 3] a refused token is answered with a challenge") {
    CHECK(header(bearer_error({ErrorCode::unauthorized, "None"}), "WWW-Authenticate") == "Bearer");
    CHECK(bearer_error({ErrorCode::unauthorized, "None"}).status == 401);
    auto const invalid = bearer_error({ErrorCode::invalid_token, "It has expired"});
    CHECK(invalid.status == 401);
    CHECK(header(invalid, "WWW-Authenticate") ==
          "Bearer error=\"invalid_token\", error_description=\"It has expired\"");
    CHECK(bearer_error({ErrorCode::insufficient_scope, ""}).status == 403);
}

TEST_CASE("[RFC 6750 3] a description cannot leave its quotation marks") {
    auto const response = bearer_error({ErrorCode::invalid_token, "x\", scope=\"all\r\nSet-Cookie: a=b"});
    CHECK(header(response, "WWW-Authenticate") ==
          "Bearer error=\"invalid_token\", error_description=\"x', scope='all??Set-Cookie: a=b\"");
}

}  // namespace
}  // namespace emulator::http
