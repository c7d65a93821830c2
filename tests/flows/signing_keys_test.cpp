// A rotation of Maskinporten's signing keys, seen by a client and by Oppslagstjenesten.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "flows/grants.h"
#include "flows/test_app.h"
#include "jose/jwt.h"
#include "support/temporary_folder.h"

using namespace emulator;
using namespace emulator::test;

namespace {

constexpr auto scope = "krr:global/kontaktinformasjon.read";

std::string token(TestApp& app, std::string const& jti) {
    auto const answer = ask_for_token(app, scope, jti);
    REQUIRE(answer.status == 200);
    return Json::parse(answer.body)["access_token"].get<std::string>();
}
std::string header(std::string const& jwt, std::string const& name) {
    return need(jose::parse_jwt(jwt)).jws.header.at(name).get<std::string>();
}
// What Oppslagstjenesten answers to a token.
unsigned status_for(TestApp& app, std::string const& access_token) {
    http::Call call{http::Method::post,
                    app.url("kontaktregisteret") + "/rest/v2/personer",
                    {},
                    R"({"personidentifikatorer":["28876895937"]})"};
    call.headers.add("Content-Type", "application/json");
    call.headers.add("Authorization", "Bearer " + access_token);
    return app.send(std::move(call)).status;
}
Json rotate(TestApp& app, std::string const& action) {
    http::Call call{http::Method::post, app.url("konsoll") + "/signing-keys", {}, "action=" + action};
    call.headers.add("Content-Type", "application/x-www-form-urlencoded");
    auto const answer = app.send(std::move(call));
    REQUIRE(answer.status == 200);
    return Json::parse(answer.body)["keys"];
}
http::Response jwks(TestApp& app) {
    return app.send({http::Method::get, app.url("maskinporten") + "/jwk"});
}

}  // namespace

TEST_SUITE("flows/signing keys") {
    TEST_CASE("a rotation: the new token is accepted at once, the old one until its key is retired") {
        TestApp app;
        CHECK(jwks(app).headers.find("Cache-Control") == "public, max-age=86400");
        auto const old_token = token(app, "old");
        CHECK(status_for(app, old_token) == 200);

        auto const published = rotate(app, "publish");
        REQUIRE(published.size() == 2);
        CHECK(published[0]["kid"] == header(old_token, "kid"));
        CHECK(header(token(app, "announced"), "kid") == header(old_token, "kid"));
        for (auto const* path : {"/jwk", "/jwk/", "/jwk.json", "/.well-known/jwks.json"}) {
            CAPTURE(path);
            auto const answer = app.send({http::Method::get, app.url("maskinporten") + path});
            CHECK(Json::parse(answer.body)["keys"].size() == 2);
            CHECK(answer.headers.find("Cache-Control") == "public, max-age=60");
        }

        rotate(app, "switch");
        app.clock().advance(
            seconds(6));  // Oppslagstjenesten asks for unknown keys at most every five seconds
        auto const new_token = token(app, "new");
        CHECK(header(new_token, "kid") == published[1]["kid"]);
        CHECK(status_for(app, new_token) == 200);
        CHECK(status_for(app, old_token) == 200);

        auto const left = rotate(app, "retire");
        REQUIRE(left.size() == 1);
        CHECK(left[0]["kid"] == header(new_token, "kid"));
        CHECK(jwks(app).headers.find("Cache-Control") == "public, max-age=86400");
        app.clock().advance(seconds(61));  // the short max-age is over, and the old token has not expired
        CHECK(status_for(app, new_token) == 200);
        CHECK(status_for(app, old_token) == 401);
        CHECK(app.log().mentions("kid " + header(old_token, "kid")));
    }

    TEST_CASE("the algorithm and the size are those of the options, and published keys follow them") {
        struct Row {
            jose::Algorithm algorithm;
            unsigned bits;
        };
        for (auto const& row : {Row{jose::Algorithm::RS384, 3072}, Row{jose::Algorithm::RS512, 2048}}) {
            auto const name = std::string(jose::name(row.algorithm));
            CAPTURE(name);
            auto configuration = on_free_ports();
            configuration.maskinporten_signing_alg = row.algorithm;
            configuration.maskinporten_key_size = row.bits;
            TestApp app(configuration);
            auto const access_token = token(app, "one");
            CHECK(header(access_token, "alg") == name);
            CHECK(status_for(app, access_token) == 200);
            for (auto const& key : rotate(app, "publish"))
                CHECK(key["bits"] == row.bits);
            auto const published = Json::parse(jwks(app).body);
            for (auto const& key : published["keys"])
                CHECK(key["alg"] == name);
            auto const metadata = app.send(
                {http::Method::get, app.url("maskinporten") + "/.well-known/oauth-authorization-server"});
            CHECK(Json::parse(metadata.body)["token_endpoint_auth_signing_alg_values_supported"] ==
                  Json{"RS256", "RS384", "RS512"});
        }
    }

    TEST_CASE("with a database a rotation goes on after a restart") {
        TemporaryFolder const folder;
        auto configuration = on_free_ports();
        configuration.database = folder / "data.sqlite";
        std::string previous, current;
        {
            TestApp app(configuration);
            previous = header(token(app, "first"), "kid");
            rotate(app, "publish");
        }
        {
            TestApp app(configuration);
            CHECK(header(token(app, "second"), "kid") == previous);
            current = rotate(app, "switch")[1]["kid"];
        }
        TestApp app(configuration);
        CHECK(header(token(app, "third"), "kid") == current);
        CHECK(Json::parse(jwks(app).body)["keys"].size() == 2);
        CHECK(rotate(app, "retire").size() == 1);
    }

    TEST_CASE("with a database a key of another size stays the same after a restart") {
        TemporaryFolder const folder;
        auto configuration = on_free_ports();
        configuration.database = folder / "data.sqlite";
        configuration.maskinporten_key_size = 3072;
        std::string kid;
        {
            TestApp app(configuration);
            kid = header(token(app, "first"), "kid");
        }
        configuration.maskinporten_key_size.reset();
        TestApp app(configuration);
        CHECK(header(token(app, "second"), "kid") == kid);
    }
}
