// Tokens of ID-porten that do not tell everything themselves.
#include <doctest/doctest.h>

#include <array>
#include <nlohmann/json.hpp>

#include "support.h"

namespace emulator::kontaktregisteret {
namespace {

using namespace test;
using http::Method;

constexpr std::string_view path = "/rest/v1/person";
constexpr std::string_view scopes = "krr:user/kontaktinformasjon.read krr:user/spraak.write";

Json introspected(World const& world, std::string_view scope = scopes) {
    auto told = world.claims(user_issuer, scope);
    told["active"] = true;
    told["pid"] = has_everything;
    return told;
}

}  // namespace

TEST_SUITE("kontaktregisteret/user_tokens") {
    TEST_CASE("[RFC 7662 2.2] an opaque token is looked up, and opens what its scopes say") {
        World world;
        std::string const token = "zu3-Opaque_token";
        world.introspection_tells(token, introspected(world));
        auto const got = world.call(Method::get, path, {token});
        REQUIRE(got.status == 200);
        auto const person = need(parse_json(got.body));
        CHECK(person["personidentifikator"] == has_everything);
        CHECK(person.contains("kontaktinformasjon"));
        CHECK_FALSE(person.contains("digital_post"));
        CHECK(world.call(Method::patch, path, {token, R"({"spraak":"en"})"}).status == 204);
        CHECK(world.stored(has_everything).spraak == "en");
        CHECK(world.client.calls.size() == 2);

        world.introspection_tells(token, introspected(world, "krr:user/digitalpost.read"));
        CHECK(need(parse_json(world.call(Method::get, path, {token}).body)).contains("digital_post"));
        CHECK(world.call(Method::patch, path, {token, R"({"spraak":"nb"})"}).status == 403);
    }

    TEST_CASE(
        "[kontaktregisteret 4] a pseudonymous token is verified here, and ID-porten tells whose it is") {
        World world;
        auto claims = world.claims(user_issuer, scopes);
        claims["sub"] = "pairwise";
        auto const token = world.signed_by(user_issuer, claims);
        world.introspection_tells(token, introspected(world));
        CHECK(need(parse_json(world.call(Method::get, path, {token}).body))["personidentifikator"] ==
              has_everything);

        auto forged = token;
        forged.back() = forged.back() == 'A' ? 'Q' : 'A';
        world.introspection_tells(forged, introspected(world));
        auto const calls = world.client.calls.size();
        CHECK(world.call(Method::get, path, {forged}).status == 401);
        CHECK(world.client.calls.size() == calls);
    }

    TEST_CASE("a token that tells everything is not looked up") {
        World world;
        auto const token = world.user_token(has_everything, scopes);
        CHECK(world.call(Method::get, path, {token}).status == 200);
        REQUIRE(world.client.calls.size() == 1);
        CHECK(world.client.calls[0].url == "http://localhost:4702/jwks.json");
    }

    TEST_CASE("[RFC 7662 2.2] a token that is not active is refused, with the challenge of RFC 6750") {
        World world;
        auto const refused = world.call(Method::get, path, {"unknown"});
        CHECK(refused.status == 401);
        CHECK(refusal(refused)["error"] == "invalid_token");
        CHECK(refused.headers.find("WWW-Authenticate")
                  .value_or("")
                  .starts_with("Bearer error=\"invalid_token\""));
        CHECK(world.journal.newest(1).front().error.explanation.received == "active: false");
    }

    TEST_CASE("an ID-porten that does not answer is no fault of the token") {
        struct Row {
            char const* name;
            Result<http::Response> answer;
        };
        std::array const rows{
            Row{"away", Error{ErrorCode::bad_gateway, "No answer from http://localhost:4702"}},
            Row{"refuses this API", http::Response{401, {}, R"({"error":"invalid_client"})"}},
            Row{"no JSON", http::Response{200, {}, "<html>"}},
        };
        for (auto const& row : rows) {
            CAPTURE(row.name);
            World world;
            world.client.answer = [&](http::Call const&) { return row.answer; };
            auto const refused = world.call(Method::get, path, {"opaque"});
            CHECK(refused.status == 502);
            CHECK(refusal(refused)["error"] == "server_error");
            CHECK_FALSE(refused.headers.find("WWW-Authenticate").has_value());
        }
    }

    TEST_CASE("organisations have no opaque tokens: nobody is asked about one") {
        World world;
        auto const body = numbers_body({std::string(has_everything)}).dump();
        CHECK(world.call(Method::post, "/rest/v1/personer", {"opaque", body}).status == 401);
        CHECK(world.client.calls.empty());
    }
}

}  // namespace emulator::kontaktregisteret
