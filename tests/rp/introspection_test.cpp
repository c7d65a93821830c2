#include "rp/introspection.h"

#include <array>

#include "http/parameters.h"
#include "rp/support.h"

namespace emulator::rp {
namespace {

std::string const issuer = "http://localhost:4702";
std::string const endpoint = issuer + "/token/introspect";

struct World {
    test::FixedClock clock;
    test::CountingEntropy entropy;
    test::RecordingClient client;
    Answers answers;
    Introspection introspection{
        {issuer, "kontaktregisteret", "kontaktregisteret-1", private_key("kontaktregisteret")},
        endpoint,
        client,
        clock,
        entropy};

    explicit World(http::Response answer) {
        answer_from(client, answers);
        answers.by_url[endpoint] = std::move(answer);
    }
};

}  // namespace

TEST_SUITE("rp/introspection") {
    TEST_CASE(
        "[RFC 7662 2.1] the token is posted as a form, with a fresh assertion of private_key_jwt each time") {
        World world(http::json(200, {{"active", true}, {"pid", "28876895937"}}));
        for (int i = 0; i < 2; ++i)
            CHECK(need(test::run(world.introspection.ask("opaque+token")))["pid"] == "28876895937");
        REQUIRE(world.client.calls.size() == 2);
        std::string last_jti;
        for (auto const& call : world.client.calls) {
            CHECK(call.method == http::Method::post);
            CHECK(call.headers.find("Content-Type") == "application/x-www-form-urlencoded");
            auto const form = need(http::parse_parameters(call.body));
            CHECK(form.text("token") == "opaque+token");
            CHECK(form.text("client_id") == "kontaktregisteret");
            CHECK(form.text("client_assertion_type") ==
                  "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
            auto const assertion = need(jose::parse_jwt(form.text("client_assertion")));
            CHECK(assertion.jws.header["kid"] == "kontaktregisteret-1");
            constexpr std::array allowed{jose::Algorithm::RS256};
            auto const key = private_key("kontaktregisteret").public_key();
            CHECK(jose::verify(assertion.jws, key, allowed).has_value());
            auto const now = in_seconds(world.clock.now());
            auto const jti = assertion.claims["jti"].get<std::string>();
            CHECK(assertion.claims == Json{{"iss", "kontaktregisteret"},
                                           {"sub", "kontaktregisteret"},
                                           {"aud", issuer},
                                           {"iat", now},
                                           {"exp", now + 60},
                                           {"jti", jti}});
            CHECK(jti != last_jti);
            last_jti = jti;
        }
    }

    TEST_CASE("[RFC 7662 2.2] what is not said to be active is refused, and what is no answer too") {
        struct Row {
            char const* name;
            http::Response answer;
            ErrorCode code;
        };
        std::array const rows{
            Row{"not active", http::json(200, {{"active", false}}), ErrorCode::invalid_token},
            Row{"nothing said", http::json(200, {{"pid", "28876895937"}}), ErrorCode::invalid_token},
            Row{"active as text", http::json(200, {{"active", "true"}}), ErrorCode::invalid_token},
            Row{"the caller is refused", http::json(401, {{"error", "invalid_client"}}),
                ErrorCode::bad_gateway},
            Row{"active, but no success", http::json(500, {{"active", true}}), ErrorCode::bad_gateway},
            Row{"no JSON", http::text(200, "active"), ErrorCode::bad_gateway},
            Row{"no object", http::json_text(200, "[]"), ErrorCode::bad_gateway},
        };
        for (auto const& row : rows) {
            CAPTURE(row.name);
            World world(row.answer);
            auto const told = test::run(world.introspection.ask("token"));
            REQUIRE(told.has_error());
            CHECK(told.error().code == row.code);
        }
    }
}

}  // namespace emulator::rp
