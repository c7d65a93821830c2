#include "rp/access_tokens.h"

#include "rp/support.h"

namespace emulator::rp {
namespace {

std::string const maskinporten = "http://localhost:4701/";
std::string const idporten = "http://localhost:4702";

struct World {
    test::FixedClock clock;
    test::RecordingClient client;
    Answers answers;
    jose::PrivateKey maskinporten_key = private_key("maskinporten-signing");
    jose::PrivateKey idporten_key = private_key("idporten-signing");
    AccessTokens tokens{
        client, clock, {{maskinporten, maskinporten + "jwk"}, {idporten, idporten + "/jwks.json"}}};

    World() {
        answer_from(client, answers);
        answers.by_url[maskinporten + "jwk"] = http::json(200, key_set("m1", maskinporten_key));
        answers.by_url[idporten + "/jwks.json"] = http::json(200, key_set("i1", idporten_key));
    }
    Json claims() const {
        auto const now = in_seconds(clock.now());
        return {{"iss", maskinporten}, {"scope", "a:b"}, {"iat", now}, {"exp", now + 120}, {"jti", "1"}};
    }
    std::string token(Change const& change = unchanged, std::string_view kid = "m1",
                      jose::Algorithm algorithm = jose::Algorithm::RS256) const {
        auto made = claims();
        change(made);
        return jose::sign_jwt(maskinporten_key, algorithm, kid, made);
    }
    Result<Json> verify(std::string text) { return test::run(tokens.verify(std::move(text))); }
};

TEST_CASE("[maskinporten 13] a token of a trusted issuer gives its claims") {
    World world;
    CHECK(need(world.verify(world.token())) == world.claims());
    CHECK(world.verify(world.token(unchanged, "m1", jose::Algorithm::RS512)).has_value());
    auto claims = world.claims();
    claims["iss"] = idporten;
    CHECK(world.verify(jose::sign_jwt(world.idporten_key, jose::Algorithm::RS256, "i1", claims)).has_value());
}

TEST_CASE("[maskinporten 13] a token that does not hold is refused with invalid_token and the rule") {
    World world;
    auto const now = in_seconds(world.clock.now());
    auto const right = world.token();
    auto const dot = right.rfind('.');
    auto const changed = [&](std::string name, Json value) {
        return world.token([&](Json& claims) { claims[name] = value; });
    };
    auto idporten_claims = world.claims();
    idporten_claims["iss"] = idporten;
    struct Row {
        std::string name;
        std::string token;
        std::string told;
    };
    for (auto const& row : {
             Row{"nothing", "", "it is a signed JWT"},
             Row{"no JWT", "opaque-token", "it is a signed JWT"},
             Row{"another issuer", changed("iss", "https://test.maskinporten.no/"), "its issuer is one"},
             Row{"the issuer without its slash", changed("iss", "http://localhost:4701"),
                 "its issuer is one"},
             Row{"the issuer in capitals", changed("iss", "HTTP://localhost:4701/"), "its issuer is one"},
             Row{"no issuer", world.token([](Json& claims) { claims.erase("iss"); }), "its issuer is one"},
             Row{"an issuer that is no text", changed("iss", {maskinporten}), "its issuer is one"},
             Row{"an unknown key", world.token(unchanged, "m2"), "signed by an unknown key"},
             Row{"no kid", world.token(unchanged, ""), "signed by an unknown key"},
             Row{"the key of the other issuer",
                 jose::sign_jwt(world.idporten_key, jose::Algorithm::RS256, "m1", world.claims()),
                 "its signature holds"},
             Row{"the other issuer's kid and key",
                 jose::sign_jwt(world.idporten_key, jose::Algorithm::RS256, "i1", world.claims()),
                 "unknown key"},
             Row{"the other issuer with this one's key",
                 jose::sign_jwt(world.maskinporten_key, jose::Algorithm::RS256, "i1", idporten_claims),
                 "its signature holds"},
             Row{"a changed signature", right.substr(0, right.size() - 8) + "AAAAAAAA",
                 "its signature holds"},
             Row{"no signature", right.substr(0, dot + 1), ""},
             Row{"the algorithm none",
                 base64url_encode(R"({"alg":"none","kid":"m1"})") +
                     right.substr(right.find('.'), dot - right.find('.')) + ".",
                 "its signature holds"},
             Row{"expired", changed("exp", now - 10), "it has not expired"},
             Row{"no exp", world.token([](Json& claims) { claims.erase("exp"); }), "it has an exp"},
             Row{"exp that is no number", changed("exp", "soon"), "its times are numbers"},
             Row{"nbf that is no number", changed("nbf", Json::array()), "its times are numbers"},
             Row{"not yet in use", changed("nbf", now + 11), "it is in use already"},
         }) {
        CAPTURE(row.name);
        auto const claims = world.verify(row.token);
        REQUIRE_FALSE(claims.has_value());
        CAPTURE(claims.error().description);
        CHECK(claims.error().code == ErrorCode::invalid_token);
        CHECK(claims.error().description.find(row.told) != std::string::npos);
        CHECK_FALSE(claims.error().explanation.mend.empty());
    }
}

TEST_CASE("ten seconds are forgiven") {
    World world;
    auto const now = in_seconds(world.clock.now());
    CHECK(world.verify(world.token([&](Json& claims) { claims["exp"] = now - 9; })).has_value());
    CHECK(world.verify(world.token([&](Json& claims) { claims["nbf"] = now + 10; })).has_value());
}

TEST_CASE("an issuer that cannot be asked is another refusal than a token that is wrong") {
    World world;
    world.answers.by_url.clear();
    CHECK(world.verify(world.token()).error().code == ErrorCode::bad_gateway);
}

}  // namespace
}  // namespace emulator::rp
