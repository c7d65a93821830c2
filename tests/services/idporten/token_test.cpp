// /token: who may redeem which code, and how often.
#include "services/idporten/token.h"

#include <array>
#include <latch>
#include <thread>

#include "model/client.h"
#include "oauth/pkce.h"
#include "services/idporten/world.h"

namespace emulator::idporten {
namespace {

std::string const secret = "min-tjeneste-hemmelighet";
std::string const used_twice = "The code has been used before; its tokens are revoked";

// One way to authenticate: form fields and an Authorization header.
struct Shown {
    std::string method;
    Fields fields;
    std::string header;
};
std::vector<Shown> all_ways(World& world, std::string const& client_id) {
    auto const assertion = world.assertion("min-tjeneste-nokkel", [&](Json& claims) {
        claims["iss"] = client_id;
        claims["sub"] = client_id;
    });
    return {{"client_secret_basic", {}, basic(client_id, secret)},
            {"client_secret_post", {{"client_id", client_id}, {"client_secret", secret}}, ""},
            {"private_key_jwt", World::asserting(client_id, assertion), ""},
            {"none", {{"client_id", client_id}}, ""}};
}

TEST_SUITE("idporten/token") {
    TEST_CASE("[idporten 7] only the registered method of authentication is accepted") {
        struct Row {
            std::string client_id;
            std::string registered;
        };
        for (auto const& row :
             {Row{"min-tjeneste", "client_secret_basic"}, Row{"min-tjeneste-post", "client_secret_post"},
              Row{"min-tjeneste-nokkel", "private_key_jwt"}, Row{"min-spa", "none"}}) {
            World world;
            world.registrations.client("min-tjeneste", [](Json& client) {
                client["client_id"] = "min-tjeneste-post";
                client["token_endpoint_auth_method"] = "client_secret_post";
            });
            for (auto const& shown : all_ways(world, row.client_id)) {
                CAPTURE(row.client_id);
                CAPTURE(shown.method);
                auto const code = world.headless_code({{"client_id", row.client_id}});
                auto const response = world.redeem(code, shown.fields, shown.header);
                if (shown.method == row.registered) {
                    CHECK(response.status == 200);
                    continue;
                }
                auto const refused = refusal(response);
                CHECK(refused.status == 401);
                CHECK(refused.error == "invalid_client");
                CHECK(response.headers.find("WWW-Authenticate").has_value() == !shown.header.empty());
                CHECK(world.journal.newest(1).at(0).error.explanation.expected == row.registered);
            }
        }
    }

    TEST_CASE("a client that shows the wrong thing is refused with invalid_client, and the code stays") {
        World world;
        auto const code = world.headless_code();
        for (auto const& header : {basic("min-tjeneste", "another"), basic("min-tjeneste", ""),
                                   basic("nobody", secret), std::string("Basic ???")}) {
            CAPTURE(header);
            auto const response = world.redeem(code, {}, header);
            CHECK(refusal(response).error == "invalid_client");
            CHECK(response.headers.find("WWW-Authenticate") == "Basic realm=\"ID-porten\"");
        }
        CHECK(refusal(world.redeem(code, {}, "")).error == "invalid_client");
        CHECK(refusal(world.redeem(code, {{"client_id", "min-spa"}})).error == "invalid_request");
        CHECK(world.redeem(code, {{"client_id", "min-tjeneste"}}).status == 200);
    }

    TEST_CASE("[idporten 7] an assertion is for the issuer or the token endpoint, and used once") {
        World world;
        auto const redeem = [&](std::string const& assertion) {
            return world.redeem(world.headless_code({{"client_id", "min-tjeneste-nokkel"}}),
                                World::asserting("min-tjeneste-nokkel", assertion), "");
        };
        auto const to = [&](Json const& audience) {
            return world.assertion("min-tjeneste-nokkel", [&](Json& claims) { claims["aud"] = audience; });
        };
        CHECK(redeem(to(issuer)).status == 200);
        CHECK(redeem(to(issuer + "/token")).status == 200);
        CHECK(redeem(to(Json::array({issuer}))).status == 200);
        CHECK(refusal(redeem(to(issuer + "/"))).error == "invalid_client");
        CHECK(refusal(redeem(to(issuer + "/par"))).error == "invalid_client");
        auto const assertion = world.assertion("min-tjeneste-nokkel");
        CHECK(redeem(assertion).status == 200);
        auto const again = refusal(redeem(assertion));
        CHECK(again.error == "invalid_client");
        CHECK(again.description ==
              "Client authentication failed. This does not hold: An assertion is used once");
    }

    TEST_CASE(
        "a code is bound to its client, its redirect_uri and its verifier, and a refusal does not spend it") {
        struct Row {
            std::string name;
            Fields changes;
            std::string authorization;
            std::string description;
        };
        World world;
        world.registrations.client("min-tjeneste", [](Json& client) { client["client_id"] = "other"; });
        auto const own = basic("min-tjeneste", secret);
        std::string const uri = "redirect_uri is not the one of the authorization request";
        auto const code = world.headless_code();
        for (auto const& row :
             {Row{"another client", {}, basic("other", secret), "The code was issued to another client"},
              Row{"another redirect_uri", {{"redirect_uri", "http://localhost:3001/callback"}}, own, uri},
              Row{"a slash more", {{"redirect_uri", callback + "/"}}, own, uri},
              Row{"no redirect_uri", {{"redirect_uri", ""}}, own, uri},
              Row{"no verifier", {{"code_verifier", ""}}, own, "code_verifier is missing"},
              Row{"the challenge as verifier",
                  {{"code_verifier", oauth::code_challenge(verifier)}},
                  own,
                  "code_verifier does not match code_challenge"},
              Row{"a short verifier", {{"code_verifier", "short"}}, own, "code_verifier is malformed"}}) {
            CAPTURE(row.name);
            auto const refused = refusal(world.redeem(code, row.changes, row.authorization));
            CHECK(refused.status == 400);
            CHECK(refused.error == "invalid_grant");
            CHECK(refused.description == row.description);
        }
        CHECK(world.redeem(code).status == 200);
    }

    TEST_CASE("[RFC 9700 2.1.1] a verifier without a challenge is refused") {
        World world;
        world.registrations.client("min-tjeneste",
                                   [](Json& client) { client["code_challenge_method"] = "none"; });
        auto const code = world.headless_code({{"code_challenge", ""}, {"code_challenge_method", ""}});
        CHECK(refusal(world.redeem(code)).error == "invalid_grant");
        CHECK(world.redeem(code, {{"code_verifier", ""}}).status == 200);
    }

    TEST_CASE("[RFC 6749 4.1.2] a code that comes twice is refused, and its tokens are revoked") {
        World world;
        auto const code = world.headless_code({{"scope", "openid profile krr:user/kontaktinformasjon.read"}});
        auto const token = world.tokens(code).at("access_token").get<std::string>();
        CHECK(world.userinfo(token).status == 200);
        CHECK(world.introspection(token).at("active") == true);
        auto const other = world.access_token();
        auto const refused = refusal(world.redeem(code));
        CHECK(refused.error == "invalid_grant");
        CHECK(refused.description == used_twice);
        CHECK(world.userinfo(token).status == 401);
        CHECK(world.introspection(token).at("active") == false);
        CHECK(world.userinfo(other).status == 200);
        // Still known as used when the code itself has long expired.
        world.clock.advance(seconds(3600));
        CHECK(refusal(world.redeem(code)).description == used_twice);
    }

    TEST_CASE("of two threads with one code exactly one gets tokens, and they are revoked") {
        World world;
        for (int round = 0; round < 100; ++round) {
            CAPTURE(round);
            auto const code = world.headless_code();
            std::latch start(2);
            std::array<http::Response, 2> answers;
            auto const redeem = [&](std::size_t mine) {
                start.arrive_and_wait();
                answers[mine] = world.redeem(code);
            };
            std::thread other(redeem, 1);
            redeem(0);
            other.join();
            auto const& winner = answers[0].status == 200 ? answers[0] : answers[1];
            auto const& loser = answers[0].status == 200 ? answers[1] : answers[0];
            REQUIRE(winner.status == 200);
            REQUIRE(refusal(loser).description == used_twice);
            REQUIRE(world.userinfo(need(parse_json(winner.body)).at("access_token")).status == 401);
        }
    }

    TEST_CASE("[idporten 3.5] a code lives for a minute") {
        World world;
        auto const early = world.headless_code();
        auto const late = world.headless_code();
        world.clock.advance(seconds(59));
        CHECK(world.redeem(early).status == 200);
        world.clock.advance(seconds(1));
        auto const refused = refusal(world.redeem(late));
        CHECK(refused.error == "invalid_grant");
        CHECK(refused.description == "The code is unknown or has expired");
    }

    TEST_CASE("[idporten 7] other grants and broken requests are refused") {
        struct Row {
            std::string name;
            Fields changes;
            std::string error;
            std::string description;
        };
        std::string const unsupported = "unsupported_grant_type";
        std::string const not_supported = "grant_type is not supported";
        for (auto const& row :
             {Row{"no grant_type", {{"grant_type", ""}}, "invalid_request", "grant_type is missing"},
              Row{"password", {{"grant_type", "password"}}, unsupported, not_supported},
              Row{"client_credentials", {{"grant_type", "client_credentials"}}, unsupported, not_supported},
              Row{"implicit", {{"grant_type", "implicit"}}, unsupported, not_supported},
              Row{"a grant for Maskinporten",
                  {{"grant_type", std::string(model::jwt_bearer_grant)}},
                  unsupported,
                  not_supported},
              Row{"no code", {{"code", ""}}, "invalid_request", "code is missing"},
              Row{"an unknown code",
                  {{"code", "x.y"}},
                  "invalid_grant",
                  "The code is unknown or has expired"},
              Row{"a long code",
                  {{"code", std::string(100000, 'c')}},
                  "invalid_grant",
                  "The code is unknown or has expired"}}) {
            CAPTURE(row.name);
            World world;
            auto const refused = refusal(world.redeem(world.headless_code(), row.changes));
            CHECK(refused.status == 400);
            CHECK(refused.error == row.error);
            CHECK(refused.description == row.description);
        }
        World world;
        auto const twice = "grant_type=authorization_code&code=x&code=y";
        CHECK(refusal(world.send(http::Method::post, "/token", twice)).description ==
              "A parameter is included more than once");
        CHECK(refusal(world.send(http::Method::post, "/token", "{}", {{"Content-Type", "application/json"}}))
                  .error == "invalid_request");
        CHECK(refusal(world.send(http::Method::get, "/token")).status == 405);
    }

    TEST_CASE("a client of Maskinporten is told that it may not redeem codes") {
        World world;
        auto const fields = World::asserting("demo-etat-nokkel", world.assertion("demo-etat-nokkel"));
        auto const refused = refusal(world.redeem("x.y", fields, ""));
        CHECK(refused.status == 400);
        CHECK(refused.error == "unauthorized_client");
    }

    TEST_CASE("every refusal is in the journal, with what helps to mend it") {
        World world;
        CHECK(refusal(world.redeem("x.y")).error == "invalid_grant");
        auto const newest = world.journal.newest(1).at(0);
        CHECK(newest.request == "POST /token");
        CHECK(newest.status == 400);
        CHECK(newest.error.trace_id.size() == 32);
        CHECK(newest.error.explanation.mend == "Redeem the code at once; log in again to get a new one.");
    }
}

}  // namespace
}  // namespace emulator::idporten
