#include "oauth/bearer.h"

#include <doctest/doctest.h>

namespace emulator::oauth {
namespace {

http::Request with(std::initializer_list<std::string> lines) {
    http::Request request;
    for (auto const& line : lines)
        request.headers.add("Authorization", line);
    return request;
}

TEST_CASE("[RFC 6750 2.1] the token stands behind Bearer and a blank") {
    struct Row {
        std::string line;
        std::string token;
    };
    for (auto const& row : {
             Row{"Bearer abc", "abc"},
             Row{"bearer abc", "abc"},
             Row{"BEARER abc", "abc"},
             Row{"Bearer   abc  ", "abc"},
             Row{"Bearer a.b-c_d~e+f/g==", "a.b-c_d~e+f/g=="},
             Row{"Bearer Bearer", "Bearer"},
         }) {
        CAPTURE(row.line);
        CHECK(need(bearer_token(with({row.line}))) == row.token);
    }
}

TEST_CASE(
    "[RFC 6750 3.1] who sends no token is told that one is needed, who sends a broken one that it is "
    "broken") {
    struct Row {
        std::string name;
        http::Request request;
        ErrorCode code;
    };
    for (auto const& row : {
             Row{"nothing", with({}), ErrorCode::unauthorized},
             Row{"an empty header", with({""}), ErrorCode::unauthorized},
             Row{"another scheme", with({"Basic YTpi"}), ErrorCode::unauthorized},
             Row{"the token alone", with({"abc"}), ErrorCode::unauthorized},
             Row{"the scheme alone", with({"Bearer"}), ErrorCode::unauthorized},
             Row{"a longer scheme", with({"Bearers abc"}), ErrorCode::unauthorized},
             Row{"a tab for a blank", with({"Bearer\tabc"}), ErrorCode::unauthorized},
             Row{"only blanks", with({"Bearer    "}), ErrorCode::invalid_request},
             Row{"two words", with({"Bearer abc def"}), ErrorCode::invalid_request},
             Row{"two tokens", with({"Bearer abc,Bearer def"}), ErrorCode::invalid_request},
             Row{"two headers", with({"Bearer abc", "Bearer abc"}), ErrorCode::invalid_request},
             Row{"two headers of different kinds", with({"Basic YTpi", "Bearer abc"}),
                 ErrorCode::invalid_request},
         }) {
        CAPTURE(row.name);
        auto const token = bearer_token(row.request);
        REQUIRE_FALSE(token.has_value());
        CHECK(token.error().code == row.code);
        CHECK_FALSE(token.error().explanation.mend.empty());
    }
}

TEST_CASE("what stands in the header is not told back where it could be a secret") {
    for (auto const* line :
         {"Basic c2VjcmV0OnNlY3JldA==", "DPoP secret-token", "Bearer secret-token other"}) {
        CAPTURE(line);
        auto const& error = bearer_token(with({line})).error();
        CHECK(error.description.find("secret") == std::string::npos);
        CHECK(error.explanation.received.find("c2Vjc") == std::string::npos);
        CHECK(error.explanation.received.find("secret-token") == std::string::npos);
    }
}

TEST_CASE(
    "[RFC 6750 3.1] a token that does not reach far enough is refused with what it has and what it lacks") {
    auto const error = insufficient_scope("a:b", "krr:global/kontaktinformasjon.read");
    CHECK(error.code == ErrorCode::insufficient_scope);
    CHECK(error.explanation.received == "scope: a:b");
    CHECK(error.explanation.expected == "krr:global/kontaktinformasjon.read");
}

}  // namespace
}  // namespace emulator::oauth
