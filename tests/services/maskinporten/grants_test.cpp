// What real clients send that is not in the documentation, and is taken all the same.
#include "services/maskinporten/world.h"

namespace emulator::maskinporten {
namespace {

std::string const bearer = "urn:ietf:params:oauth:grant-type:jwt-bearer";

TEST_SUITE("maskinporten/grants") {
    TEST_CASE("[maskinporten 3] the form may look as real clients make it") {
        struct Row {
            std::string name;
            std::string path;
            std::string content_type;
            std::string before;  // the assertion
            std::string after;
        };
        std::string const form = "application/x-www-form-urlencoded";
        std::string const encoded = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer";
        for (auto const& row :
             {Row{"un-encoded colons", "/token", form, "grant_type=" + bearer + "&assertion=", ""},
              Row{"encoded colons", "/token", form, encoded + "&assertion=", ""},
              Row{"the assertion first", "/token", form, "assertion=", "&" + encoded},
              Row{"a slash behind the path", "/token/", form, encoded + "&assertion=", ""},
              Row{"a charset", "/token", form + ";charset=UTF-8", encoded + "&assertion=", ""},
              Row{"a charset after a blank", "/token", form + "; charset=utf-8", encoded + "&assertion=", ""},
              Row{"a type in mixed case", "/token", "Application/X-WWW-Form-URLencoded",
                  encoded + "&assertion=", ""},
              Row{"client_id beside it", "/token", form,
                  encoded + "&client_id=demo-etat-nokkel&assertion=", ""},
              Row{"scope beside it", "/token", form, encoded + "&assertion=", "&scope=altinn:broker.read"},
              Row{"an unknown field", "/token", form, encoded + "&assertion=", "&resource=x&Charset="}}) {
            CAPTURE(row.name);
            World world;
            auto const grant = World::sign(world.claims());
            auto const response =
                world.send(http::Method::post, row.path, row.before + grant + row.after, row.content_type);
            CHECK(response.status == 200);
            auto const answer = need(parse_json(response.body));
            CHECK(answer.at("scope") == contact_scope);
        }
    }

    TEST_CASE("headers that clients add are ignored") {
        World world;
        http::Request request;
        request.method = http::Method::post;
        REQUIRE(http::set_target(request, "/token"));
        request.headers.add("Content-Type", "application/x-www-form-urlencoded");
        request.headers.add("consumer_org", "313111113");
        request.headers.add("Authorization", "Basic eDp5");
        request.body = "grant_type=" + bearer + "&assertion=" + World::sign(world.claims());
        CHECK(test::answer(world.router, request).status == 200);
    }

    TEST_CASE("[maskinporten 4.2] claims may look as real clients make them") {
        struct Row {
            std::string name;
            std::function<void(Json&)> change;
        };
        for (auto const& row :
             {Row{"aud as an array", [](Json& c) { c["aud"] = Json::array({issuer}); }},
              Row{"aud with another one",
                  [](Json& c) {
                      c["aud"] = {"https://other.example", issuer};
                  }},
              Row{"the token endpoint as aud", [](Json& c) { c["aud"] = issuer + "token"; }},
              Row{"the token endpoint in an array",
                  [](Json& c) { c["aud"] = Json::array({issuer + "token"}); }},
              Row{"times as floats",
                  [](Json& c) {
                      c["iat"] = c["iat"].get<double>();
                      c["exp"] = c["exp"].get<double>();
                  }},
              Row{"sub", [](Json& c) { c["sub"] = "demo-etat-nokkel"; }},
              Row{"another sub", [](Json& c) { c["sub"] = "somebody"; }},
              Row{"nbf", [](Json& c) { c["nbf"] = c["iat"]; }},
              Row{"a life of ten seconds", [](Json& c) { c["exp"] = c["iat"].get<std::int64_t>() + 10; }},
              Row{"a jti that is no UUID", [](Json& c) { c["jti"] = "V1StGXR8_Z5jdHi6B-myT"; }},
              Row{"a long jti", [](Json& c) { c["jti"] = std::string(10000, 'j'); }},
              Row{"two blanks between scopes",
                  [](Json& c) { c["scope"] = contact_scope + "  " + contact_scope + " "; }}}) {
            CAPTURE(row.name);
            World world;
            auto claims = world.claims();
            row.change(claims);
            auto const token = world.token(claims);
            CHECK(token.at("scope") == contact_scope);
            CHECK(!token.contains("aud"));
            CHECK(!token.contains("sub"));
            CHECK(!token.contains("nbf"));
        }
    }

    TEST_CASE("[maskinporten 4.1] headers may look as real clients make them") {
        struct Row {
            std::string name;
            Json more;
            jose::Algorithm algorithm;
        };
        using enum jose::Algorithm;
        std::string const kid = "demo-etat-nokkel-1";
        for (auto const& row : {Row{"typ JWT", {{"typ", "JWT"}, {"kid", kid}}, RS256},
                                Row{"another typ", {{"typ", "x"}, {"kid", kid}}, RS256},
                                Row{"RS384", {{"kid", kid}}, RS384}, Row{"RS512", {{"kid", kid}}, RS512},
                                Row{"kid and x5c",
                                    {{"kid", kid}, {"x5c", x5c(certificates("demo-etat-sertifikat"))}},
                                    RS256}}) {
            CAPTURE(row.name);
            World world;
            auto const token =
                world.token(World::sign(world.claims(), row.more, "demo-etat-nokkel", row.algorithm));
            CHECK(token.at("client_amr") == "private_key_jwt");
        }
    }

    TEST_CASE("[maskinporten 10] resource becomes aud in the shape that it was asked for") {
        World world;
        for (auto const& resource :
             {Json("https://api.example.no"), Json("urn:altinn:api"), Json::array({"https://api.example.no"}),
              Json::array({"https://a.example.no/x", "https://b.example.no"})}) {
            CAPTURE(resource.dump());
            auto claims = world.claims();
            claims["resource"] = resource;
            auto const token = world.token(claims);
            CHECK(token.at("aud") == resource);
            CHECK(token.begin().key() == "aud");
        }
    }

    TEST_CASE("[maskinporten 10] pid of the grant stands in the token") {
        World world;
        auto claims = world.claims();
        claims["pid"] = "47906701517";
        auto const token = world.token(claims);
        CHECK(token.at("pid") == "47906701517");
        CHECK(!world.token(world.claims()).contains("pid"));
    }

    TEST_CASE("several scopes come back in the order in which they were asked for, each once") {
        World world;
        auto claims = world.claims();
        claims["scope"] = post_scope + " " + contact_scope + " " + post_scope;
        CHECK(world.token(claims).at("scope") == post_scope + " " + contact_scope);
    }
}

}  // namespace
}  // namespace emulator::maskinporten
