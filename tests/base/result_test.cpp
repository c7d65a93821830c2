#include "base/result.h"

#include <doctest/doctest.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <vector>

#include "base/json.h"

namespace emulator {
namespace {

Result<int> half(int number) {
    if (number % 2 != 0) return Error{ErrorCode::invalid_request, std::to_string(number) + " is odd"};
    return number / 2;
}
Result<> must_be_even(int number) {
    EMULATOR_TRY(half(number));
    return {};
}
Result<std::unique_ptr<std::string>> quarter(int number) {
    auto const once = EMULATOR_TRY(half(number));
    return std::make_unique<std::string>(std::to_string(EMULATOR_TRY(half(once))));
}
Result<Json> as_json(int number) {
    Json list = Json::array();
    list.push_back(EMULATOR_TRY(half(number)));
    return list;
}

TEST_CASE("a refusal is passed on as it is, a value is handed on") {
    CHECK(**quarter(12) == "3");
    CHECK(quarter(6).error().description == "3 is odd");
    CHECK(must_be_even(2).has_value());
    CHECK(must_be_even(3).error().description == "3 is odd");
}

TEST_CASE("a Json is a value and never an error, whatever it holds") {
    auto const list = as_json(4);
    REQUIRE(list.has_value());
    CHECK(list->dump() == "[2]");
    CHECK_FALSE(as_json(5).has_value());
}

TEST_CASE("what is needed is there, or a Problem is thrown with the whole error") {
    CHECK(need(half(4)) == 2);
    need(must_be_even(4));
    try {
        static_cast<void>(need(half(3)));
        FAIL("no exception");
    } catch (Problem const& problem) {
        CHECK(problem.error().code == ErrorCode::invalid_request);
        CHECK(std::string(problem.what()) == "3 is odd");
    }
    CHECK_THROWS_AS(need(must_be_even(3)), Problem);
}

TEST_CASE("[RFC 6749 5.2] every error has a name and a status") {
    struct Row {
        ErrorCode code;
        std::string name;
        unsigned status;
    };
    for (auto const& row : {
             Row{ErrorCode::invalid_request, "invalid_request", 400},
             Row{ErrorCode::invalid_client, "invalid_client", 401},
             Row{ErrorCode::invalid_grant, "invalid_grant", 400},
             Row{ErrorCode::unauthorized_client, "unauthorized_client", 400},
             Row{ErrorCode::unsupported_grant_type, "unsupported_grant_type", 400},
             Row{ErrorCode::unsupported_response_type, "unsupported_response_type", 400},
             Row{ErrorCode::invalid_scope, "invalid_scope", 400},
             Row{ErrorCode::access_denied, "access_denied", 403},
             Row{ErrorCode::invalid_token, "invalid_token", 401},
             Row{ErrorCode::insufficient_scope, "insufficient_scope", 403},
             Row{ErrorCode::login_required, "login_required", 400},
             Row{ErrorCode::invalid_request_uri, "invalid_request_uri", 400},
             Row{ErrorCode::not_found, "invalid_request", 404},
             Row{ErrorCode::method_not_allowed, "invalid_request", 405},
             Row{ErrorCode::payload_too_large, "invalid_request", 413},
             Row{ErrorCode::misdirected_request, "invalid_request", 421},
             Row{ErrorCode::header_too_large, "invalid_request", 431},
             Row{ErrorCode::bad_gateway, "server_error", 502},
             Row{ErrorCode::server_error, "server_error", 500},
         }) {
        CAPTURE(row.name);
        CHECK(error_name(row.code) == row.name);
        CHECK(http_status(row.code) == row.status);
    }
}

}  // namespace
}  // namespace emulator
