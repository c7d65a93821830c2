// /userinfo: who the access token is about.
#include "jose/jwt.h"
#include "jose/key.h"
#include "services/idporten/world.h"

namespace emulator::idporten {
namespace {

using http::Method;

std::string challenge(http::Response const& response) {
    return std::string(response.headers.find("WWW-Authenticate").value_or(""));
}
std::string form(std::string const& token) {
    return parameters({{"access_token", token}}).encoded();
}

TEST_SUITE("idporten/userinfo") {
    TEST_CASE("[idporten 12.3] sub, pid and the language of the login") {
        World world;
        auto const answer = world.tokens(world.headless_code({{"ui_locales", "se"}}, d_number));
        auto const response = world.userinfo(answer.at("access_token"));
        CHECK(response.status == 200);
        CHECK(response.headers.find("Content-Type") == "application/json");
        CHECK(response.headers.find("Cache-Control") == "no-store");
        auto const id = claims_of(answer.at("id_token"));
        CHECK(need(parse_json(response.body)) ==
              Json{{"sub", id.at("sub")}, {"pid", d_number}, {"locale", "se"}});
        CHECK(names(need(parse_json(response.body))) == std::vector<std::string>{"sub", "pid", "locale"});
        CHECK(id.at("locale") == "se");
        // The register says en of the same person; that is another matter.
        CHECK(world.persons.find(need(model::PersonNumber::parse(d_number)))->spraak == "en");
    }

    TEST_CASE("[RFC 6750 2] the token comes in the header, or in the body of a form") {
        World world;
        auto const token = world.access_token();
        std::string const bearer = "Bearer " + token;
        CHECK(world.send(Method::get, "/userinfo", "", {{"Authorization", bearer}}).status == 200);
        CHECK(world.send(Method::get, "/userinfo", "", {{"authorization", "bearer  " + token}}).status ==
              200);
        CHECK(world.send(Method::head, "/userinfo", "", {{"Authorization", bearer}}).status == 200);
        CHECK(world.send(Method::post, "/userinfo", "", {{"Authorization", bearer}}).status == 200);
        CHECK(world.send(Method::post, "/userinfo", form(token)).status == 200);
        CHECK(world.send(Method::post, "/userinfo", "x=y", {{"Authorization", bearer}}).status == 200);
        CHECK(world
                  .send(Method::post, "/userinfo", "{}",
                        {{"Authorization", bearer}, {"Content-Type", "application/json"}})
                  .status == 200);
    }

    TEST_CASE("[RFC 6750 3] a request without a token is refused with a bare challenge") {
        World world;
        auto const token = world.access_token();
        struct Row {
            std::string name;
            http::Response response;
        };
        for (auto const& row :
             {Row{"GET", world.send(Method::get, "/userinfo")},
              Row{"POST", world.send(Method::post, "/userinfo")},
              Row{"POST of nothing of another type",
                  world.send(Method::post, "/userinfo", "", {{"Content-Type", "text/plain"}})},
              Row{"POST with another field", world.send(Method::post, "/userinfo", "x=y")},
              Row{"the token in the query", world.send(Method::get, "/userinfo?access_token=" + token)},
              Row{"another scheme",
                  world.send(Method::get, "/userinfo", "", {{"Authorization", "Basic eDp5"}})}}) {
            CAPTURE(row.name);
            CHECK(refusal(row.response).status == 401);
            CHECK(challenge(row.response) == "Bearer");
        }
    }

    TEST_CASE("[RFC 6750 3.1] a request that shows two tokens or a broken header is invalid_request") {
        World world;
        auto const token = world.access_token();
        std::string const bearer = "Bearer " + token;
        struct Row {
            std::string name;
            http::Response response;
        };
        for (auto const& row :
             {Row{"header and body",
                  world.send(Method::post, "/userinfo", form(token), {{"Authorization", bearer}})},
              Row{"two headers", world.send(Method::get, "/userinfo", "",
                                            {{"Authorization", bearer}, {"Authorization", bearer}})},
              Row{"two in the body", world.send(Method::post, "/userinfo", form(token) + "&" + form(token))},
              Row{"JSON", world.send(Method::post, "/userinfo", "{\"access_token\":\"x\"}",
                                     {{"Content-Type", "application/json"}})},
              Row{"two words",
                  world.send(Method::get, "/userinfo", "", {{"Authorization", bearer + " x"}})}}) {
            CAPTURE(row.name);
            CHECK(refusal(row.response).status == 400);
            CHECK(refusal(row.response).error == "invalid_request");
            CHECK(challenge(row.response)
                      .starts_with("Bearer error=\"invalid_request\", error_description=\""));
        }
    }

    TEST_CASE("[idporten 12.3] a token that is not an access token of this ID-porten is invalid_token") {
        World world;
        auto const answer = world.tokens(world.headless_code());
        auto const token = answer.at("access_token").get<std::string>();
        auto claims = claims_of(token);
        auto const sign = [](Json const& of, std::string const& signer) {
            return jose::sign_jwt(key(signer), jose::Algorithm::RS256, "digitaliseringsdirektoratet--cert0",
                                  of);
        };
        auto const foreign = sign(claims, "maskinporten-signing");
        auto unknown_jti = claims;
        unknown_jti["jti"] = "AAAAAAAAAAA";
        auto other_issuer = claims;
        other_issuer["iss"] = "https://test.idporten.no";
        auto cut = token;
        cut.pop_back();
        struct Row {
            std::string name;
            std::string token;
        };
        for (auto const& row :
             {Row{"junk", "junk"}, Row{"an id_token", answer.at("id_token")},
              Row{"a foreign signature", foreign},
              Row{"a jti that was not issued", sign(unknown_jti, "idporten-signing")},
              Row{"another issuer", sign(other_issuer, "idporten-signing")}, Row{"cut", cut}}) {
            CAPTURE(row.name);
            auto const response = world.userinfo(row.token);
            CHECK(refusal(response).status == 401);
            CHECK(challenge(response).starts_with("Bearer error=\"invalid_token\", error_description=\""));
        }
        CHECK(world.userinfo(token).status == 200);
    }

    TEST_CASE("[idporten 12.3] without profile the token does not reach far enough") {
        World world;
        auto const response = world.userinfo(world.access_token({{"scope", "openid"}}));
        CHECK(refusal(response).status == 403);
        CHECK(challenge(response).starts_with("Bearer error=\"insufficient_scope\""));
    }

    TEST_CASE("[idporten 12.3] a token is dead when it expires") {
        World world;
        auto const token = world.access_token();
        world.clock.advance(seconds(119));
        CHECK(world.userinfo(token).status == 200);
        world.clock.advance(seconds(1));
        auto const response = world.userinfo(token);
        CHECK(refusal(response).status == 401);
        CHECK(refusal(response).description == "The access token has expired or was revoked");
        CHECK(challenge(response) ==
              "Bearer error=\"invalid_token\", error_description=\"The access token has expired or was "
              "revoked\"");
    }

    TEST_CASE("[idporten 11] a token is dead when its authorization ends, though it would live longer") {
        World world;
        world.registrations.client("min-tjeneste", [](Json& client) {
            client["access_token_lifetime"] = 600;
            client["authorization_lifetime"] = 300;
        });
        auto const token = world.access_token();
        world.clock.advance(seconds(299));
        CHECK(world.userinfo(token).status == 200);
        world.clock.advance(seconds(1));
        CHECK(world.userinfo(token).status == 401);
    }

    TEST_CASE("a refusal is in the journal") {
        World world;
        static_cast<void>(world.userinfo("junk"));
        auto const newest = world.journal.newest(1);
        REQUIRE(newest.size() == 1);
        CHECK(newest.front().request == "GET /userinfo");
        CHECK(newest.front().status == 401);
    }
}

}  // namespace
}  // namespace emulator::idporten
