#include "http/json_body.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

namespace emulator::http {
namespace {

TEST_CASE("[RFC 8259 11] a body of JSON is application/json, with whatever parameters") {
    struct Row {
        char const* type;
        bool right;
    };
    for (auto const& row : {Row{"application/json", true}, Row{"application/json; charset=utf-8", true},
                            Row{"Application/JSON ;charset=UTF-8", true}, Row{"text/json", false},
                            Row{"application/jsonp", false}, Row{"application/x-www-form-urlencoded", false},
                            Row{"text/plain; a=application/json", false}, Row{"", false}}) {
        CAPTURE(row.type);
        Request request;
        request.headers.add("Content-Type", row.type);
        request.body = "[1]";
        auto const read = read_json(request);
        CHECK(read.has_value() == row.right);
        if (!row.right) CHECK(read.error().code == ErrorCode::unsupported_media_type);
    }
}

TEST_CASE("a body that is no JSON is refused by its parser, one without a type by that") {
    Request request;
    request.body = "{";
    CHECK(read_json(request).error().code == ErrorCode::unsupported_media_type);
    request.headers.add("Content-Type", "application/json");
    CHECK(read_json(request).error().code == ErrorCode::invalid_request);
}

}  // namespace
}  // namespace emulator::http
