#include "oauth/presented_client.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "base/json.h"

namespace emulator::oauth {
namespace {

using model::AuthMethod;

http::Parameters form(std::string_view encoded) {
    return need(http::parse_parameters(encoded));
}

http::Request request(std::initializer_list<std::string> authorization = {}) {
    http::Request made;
    for (auto const& line : authorization)
        made.headers.add("Authorization", line);
    return made;
}

std::string basic(std::string_view pair) {
    return "Basic " + base64_encode(pair);
}

std::string const jwt_type =
    "client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer";

TEST_CASE("[idporten 7] every method of authentication is read as it is sent") {
    struct Row {
        std::string name;
        http::Request request;
        std::string form;
        AuthMethod method;
        std::string client_id;
        std::string secret;
        std::string assertion;
    };
    for (auto const& row : {
             Row{"public", request(), "client_id=a", AuthMethod::none, "a", "", ""},
             Row{"a secret in the form", request(), "client_id=a&client_secret=s%26",
                 AuthMethod::client_secret_post, "a", "s&", ""},
             Row{"Basic", request({basic("a:s")}), "", AuthMethod::client_secret_basic, "a", "s", ""},
             Row{"Basic and client_id", request({basic("a:s")}), "client_id=a",
                 AuthMethod::client_secret_basic, "a", "s", ""},
             Row{"Basic in capitals", request({"BASIC " + base64_encode("a:s")}), "",
                 AuthMethod::client_secret_basic, "a", "s", ""},
             Row{"Basic, form-encoded inside", request({basic("a%3Ab:s+%2B%C3%A5")}), "",
                 AuthMethod::client_secret_basic, "a:b", "s +å", ""},
             Row{"Basic with colons in the secret", request({basic("a:s:t")}), "",
                 AuthMethod::client_secret_basic, "a", "s:t", ""},
             Row{"Basic without a secret", request({basic("a:")}), "", AuthMethod::client_secret_basic, "a",
                 "", ""},
             Row{"an assertion", request(), "client_id=a&client_assertion=x.y.z&" + jwt_type,
                 AuthMethod::private_key_jwt, "a", "", "x.y.z"},
             Row{"an empty secret is left out", request(), "client_id=a&client_secret=", AuthMethod::none,
                 "a", "", ""},
             Row{"another scheme", request({"DPoP x"}), "client_id=a", AuthMethod::none, "a", "", ""},
         }) {
        CAPTURE(row.name);
        auto const presented = need(read_client_authentication(row.request, form(row.form)));
        CHECK(presented.method == row.method);
        CHECK(presented.client_id == row.client_id);
        CHECK(presented.secret == row.secret);
        CHECK(presented.assertion == row.assertion);
        CHECK(presented.by_header == (row.method == AuthMethod::client_secret_basic));
    }
}

TEST_CASE("[RFC 6749 2.3] authentication that is broken, or done twice, is refused") {
    struct Row {
        std::string name;
        http::Request request;
        std::string form;
        ErrorCode code;
    };
    auto const invalid_client = ErrorCode::invalid_client;
    auto const invalid_request = ErrorCode::invalid_request;
    for (auto const& row : {
             Row{"nothing", request(), "", invalid_client},
             Row{"an empty client_id", request(), "client_id=", invalid_client},
             Row{"a secret alone", request(), "client_secret=s", invalid_request},
             Row{"an assertion alone", request(), "client_assertion=x&" + jwt_type, invalid_request},
             Row{"two clients", request({basic("a:s")}), "client_id=b", invalid_request},
             Row{"Basic and a secret", request({basic("a:s")}), "client_id=a&client_secret=s",
                 invalid_client},
             Row{"Basic and an assertion", request({basic("a:s")}),
                 "client_id=a&client_assertion=x&" + jwt_type, invalid_client},
             Row{"a secret and an assertion", request(),
                 "client_id=a&client_secret=s&client_assertion=x&" + jwt_type, invalid_client},
             Row{"Basic twice", request({basic("a:s"), basic("b:t")}), "", invalid_client},
             Row{"Basic behind another header", request({"Bearer x", basic("a:s")}), "client_id=a",
                 invalid_client},
             Row{"Basic alone", request({"Basic"}), "", invalid_client},
             Row{"Basic without a colon", request({basic("a")}), "", invalid_client},
             Row{"Basic that is not base64", request({"Basic a:s"}), "", invalid_client},
             Row{"Basic without padding", request({"Basic YTpiYw"}), "", invalid_client},
             Row{"a broken escape in the id", request({basic("a%:s")}), "", invalid_client},
             Row{"a broken escape in the secret", request({basic("a:s%zz")}), "", invalid_client},
             Row{"no assertion type", request(), "client_id=a&client_assertion=x", invalid_client},
             Row{"another assertion type", request(),
                 "client_id=a&client_assertion=x&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-"
                 "assertion-type"
                 "%3Asaml2-bearer",
                 invalid_client},
         }) {
        CAPTURE(row.name);
        auto const presented = read_client_authentication(row.request, form(row.form));
        REQUIRE_FALSE(presented.has_value());
        CHECK(presented.error().code == row.code);
        CHECK(presented.error().description.find_first_of("\"\\") == std::string::npos);
    }
}

TEST_CASE("the record of what could not be read tells every rule, and no secret") {
    struct Row {
        std::string name;
        http::Request request;
        std::string form;
        std::string failed;
        std::string measured;
    };
    for (auto const& row : {
             Row{"two headers", request({basic("a:hemmelig"), basic("a:hemmelig")}), "", "header_stands_once",
                 "2 Authorization headers"},
             Row{"two methods", request({basic("a:hemmelig")}), "client_secret=hemmelig",
                 "one_method_is_used", "HTTP Basic, client_secret"},
             Row{"another assertion type", request(),
                 "client_id=a&client_assertion=hemmelig&client_assertion_type=x", "credentials_are_readable",
                 "client_assertion_type x"},
             Row{"two clients", request({basic("a:hemmelig")}), "client_id=b", "client_is_named",
                 "client_id b, HTTP Basic of a"},
             Row{"no client", request(), "code=x", "client_is_named", "no client_id in the form"},
         }) {
        CAPTURE(row.name);
        auto const presented = read_client_authentication(row.request, form(row.form));
        REQUIRE_FALSE(presented.has_value());
        CHECK_FALSE(presented.error().explanation.mend.empty());
        auto const code = row.name == "two clients" ? ErrorCode::invalid_request : ErrorCode::invalid_client;
        CHECK(presented.error().code == code);
        auto const& record = presented.error().record;
        CHECK(record.find("hemmelig") == std::string::npos);
        bool reached = false;
        auto const document = need(parse_json(record));
        CHECK(document.at("rules").size() == 4);
        for (auto const& rule : document.at("rules")) {
            bool const failed = rule.at("name") == row.failed;
            CAPTURE(rule.at("name").dump());
            auto const before = reached ? "not examined" : "passed";
            CHECK(rule.at("outcome") == (failed ? "failed" : before));
            if (failed) CHECK(rule.at("measured") == row.measured);
            reached = reached || failed;
        }
        CHECK(reached);
    }
}

}  // namespace
}  // namespace emulator::oauth
