// The documents of Maskinporten: metadata, keys, token and answer, as they were recorded.
#include "services/maskinporten/documents.h"

#include "services/maskinporten/world.h"

namespace emulator::maskinporten {
namespace {

std::vector<std::string> names(Json const& object) {
    std::vector<std::string> list;
    for (auto const& [name, value] : object.items())
        list.push_back(name);
    return list;
}

TEST_SUITE("maskinporten/documents") {
    TEST_CASE("[maskinporten 2] the metadata has exactly seven members") {
        World world;
        std::string const expected =
            R"({"issuer":"http://localhost:4701/","token_endpoint":"http://localhost:4701/token",)"
            R"("jwks_uri":"http://localhost:4701/jwk",)"
            R"("token_endpoint_auth_methods_supported":["private_key_jwt"],)"
            R"("grant_types_supported":["urn:ietf:params:oauth:grant-type:jwt-bearer"],)"
            R"("token_endpoint_auth_signing_alg_values_supported":["RS256","RS384","RS512"],)"
            R"("authorization_details_types_supported":["urn:altinn:systemuser","urn:altinn:consent"]})";
        for (auto const* path :
             {"/.well-known/oauth-authorization-server", "/.well-known/oauth-authorization-server/"}) {
            CAPTURE(path);
            auto const response = world.get(path);
            CHECK(response.status == 200);
            CHECK(response.headers.find("Content-Type") == "application/json");
            CHECK(response.headers.find("Cache-Control") == "public, max-age=86400");
            CHECK(response.body == expected);
        }
        auto const metadata = need(parse_json(expected));
        for (auto const* member : {"token_endpoint", "jwks_uri"}) {
            auto const url = metadata.at(member).get<std::string>();
            REQUIRE(url.starts_with(issuer));
            CHECK(world.get(url.substr(issuer.size() - 1)).status != 404);
        }
    }

    TEST_CASE("[maskinporten 1] the same keys are at three paths, for GET and HEAD and any origin") {
        World world;
        auto const first = world.get("/jwk");
        for (auto const* path :
             {"/jwk", "/jwk/", "/jwk.json", "/.well-known/jwks.json", "/.well-known/jwks.json/"}) {
            CAPTURE(path);
            for (auto const method : {http::Method::get, http::Method::head}) {
                auto const response = world.send(method, path);
                CHECK(response.status == 200);
                CHECK(response.body == first.body);
            }
            http::Request request;
            REQUIRE(http::set_target(request, path));
            request.headers.add("Origin", "http://localhost:3000");
            CHECK(test::answer(world.router, request).headers.find("Access-Control-Allow-Origin") == "*");
        }
        auto const keys = need(parse_json(first.body)).at("keys");
        REQUIRE(keys.size() == 1);
        CHECK(names(keys[0]) == std::vector<std::string>{"kty", "e", "use", "kid", "alg", "n"});
        CHECK(keys[0].at("kid") == "maskinporten-kid");
        CHECK(keys[0].at("use") == "sig");
        CHECK(keys[0].at("alg") == "RS256");
        CHECK(need(jose::public_key_from_jwk(keys[0])) == key("maskinporten-signing").public_key());
    }

    TEST_CASE("[maskinporten 9] the answer has exactly four members and is not stored") {
        World world;
        auto const response = world.ask(world.claims());
        REQUIRE(response.status == 200);
        CHECK(response.headers.find("Content-Type") == "application/json");
        CHECK(response.headers.find("Cache-Control") == "no-store");
        auto const answer = need(parse_json(response.body));
        CHECK(names(answer) == std::vector<std::string>{"access_token", "token_type", "expires_in", "scope"});
        CHECK(answer.at("token_type") == "Bearer");
        CHECK(answer.at("expires_in") == 120);
        CHECK(answer.at("scope") == contact_scope);
    }

    TEST_CASE("[maskinporten 10] the token has the recorded header and claims, in the recorded order") {
        World world;
        auto const answer = need(parse_json(world.ask(world.claims()).body));
        auto const jwt = need(jose::parse_jwt(answer.at("access_token").get<std::string>()));
        CHECK(jwt.jws.header.dump() == R"({"kid":"maskinporten-kid","alg":"RS256"})");
        auto const jti = jwt.claims.at("jti").get<std::string>();
        CHECK(base64url_decode(jti).value_or("").size() == 32);
        auto const iat = std::to_string(world.now());
        auto const exp = std::to_string(world.now() + 120);
        CHECK(jwt.claims.dump() ==
              R"({"scope":"krr:global/kontaktinformasjon.read","iss":"http://localhost:4701/",)"
              R"("client_amr":"private_key_jwt","token_type":"Bearer","exp":)" +
                  exp + R"(,"iat":)" + iat + R"(,"client_id":"demo-etat-nokkel","jti":")" + jti +
                  R"(","consumer":{"authority":"iso6523-actorid-upis","ID":"0192:310222224"}})");
        CHECK(world.token(world.claims()).at("jti") != jti);
    }

    TEST_CASE("[maskinporten 10] what is asked for beside stands where the recorded tokens have it") {
        Decision decision;
        decision.client_id = "c";
        decision.client_amr = "virksomhetssertifikat";
        decision.consumer_orgno = "310222224";
        decision.supplier_orgno = "313111113";
        decision.scopes = {"a", "b"};
        decision.audience = std::make_shared<Json const>("https://api.example.no");
        decision.pid = "47906701517";
        decision.lifetime = seconds(599);
        CHECK(
            access_token_claims(decision, Instant(seconds(1000)), issuer, "j").dump() ==
            R"({"aud":"https://api.example.no","scope":"a b","supplier":{"authority":"iso6523-actorid-upis",)"
            R"("ID":"0192:313111113"},"iss":"http://localhost:4701/","pid":"47906701517",)"
            R"("client_amr":"virksomhetssertifikat","token_type":"Bearer","exp":1599,"iat":1000,)"
            R"("client_id":"c","jti":"j","consumer":{"authority":"iso6523-actorid-upis",)"
            R"("ID":"0192:310222224"}})");
        CHECK(token_answer(decision, "t").dump() ==
              R"({"access_token":"t","token_type":"Bearer","expires_in":599,"scope":"a b"})");
    }

    TEST_CASE("the front page is for people, in the language of the browser") {
        World world;
        auto const page = world.get("/?locale=en");
        CHECK(page.status == 200);
        CHECK(page.body.find("<html lang=\"en\"") != std::string::npos);
        CHECK(page.body.find("href=\"/.well-known/oauth-authorization-server\"") != std::string::npos);
        CHECK(page.body.find("href=\"/jwk\"") != std::string::npos);
    }

    TEST_CASE("only what is public is open to pages of other origins") {
        World world;
        http::Request request;
        request.method = http::Method::post;
        REQUIRE(http::set_target(request, "/token"));
        request.headers.add("Origin", "http://localhost:3000");
        CHECK(!test::answer(world.router, request).headers.find("Access-Control-Allow-Origin"));
    }
}

}  // namespace
}  // namespace emulator::maskinporten
