#include "oauth/client_assertion.h"

#include "base/encoding.h"
#include "oauth/authenticating.h"

namespace emulator::oauth {
namespace {

TEST_CASE("[RFC 7523 3] a right assertion authenticates its client, and is to be spent") {
    World world;
    auto const at = now.time_since_epoch().count();
    struct Row {
        std::string name;
        std::string assertion;
        std::int64_t expires;
    };
    for (auto const& row : {
             Row{"as it should be", assertion(world), at + 130},
             Row{"for the token endpoint", assertion(world, [](Json& c) { c["aud"] = token_endpoint; }),
                 at + 130},
             Row{"for several, us among them",
                 assertion(world,
                           [](Json& c) {
                               c["aud"] = {"http://x", issuer};
                           }),
                 at + 130},
             Row{"RS384",
                 assertion(
                     world, [](Json&) {}, "k1", jose::Algorithm::RS384),
                 at + 130},
             Row{"RS512",
                 assertion(
                     world, [](Json&) {}, "k1", jose::Algorithm::RS512),
                 at + 130},
             Row{"just not expired, within the skew",
                 assertion(world, [&](Json& c) { c["iat"] = at - 100, c["exp"] = at - 9; }), at + 1},
             Row{"from the near future, within the skew",
                 assertion(world, [&](Json& c) { c["iat"] = at + 10, c["exp"] = at + 130; }), at + 140},
             Row{"nbf in the near future, within the skew",
                 assertion(world, [&](Json& c) { c["nbf"] = at + 8; }), at + 130},
             Row{"a life of five seconds", assertion(world, [&](Json& c) { c["exp"] = at + 5; }), at + 15},
             Row{"with fractions of seconds",
                 assertion(world, [&](Json& c) { c["exp"] = static_cast<double>(at) + 60.5; }), at + 70},
         }) {
        CAPTURE(row.name);
        auto const proved = need(world.ask(row.assertion));
        CHECK(proved.client_amr == "private_key_jwt");
        auto const& spend = proved.spend;
        REQUIRE(spend.has_value());
        CHECK(spend->jti == "jti-1");
        // As long as the assertion would be accepted again, and no shorter.
        CHECK(spend->expires.time_since_epoch().count() == row.expires);
    }
}

TEST_CASE("[idporten 7] an assertion that breaks a rule is refused with invalid_client and that rule") {
    World world;
    auto const at = now.time_since_epoch().count();
    world.add_key("expired", world.key.public_key(), now);
    world.add_key("other", private_key("minprofil").public_key());
    world.client.keys.push_back(
        {"broken", std::make_shared<Json const>(Json{{"kty", "RSA"}, {"kid", "broken"}}), {}});
    auto const changed = [&](std::string name, Json value) {
        return assertion(world, [&](Json& claims) { claims[name] = value; });
    };
    auto const without = [&](std::string const& name) {
        return assertion(world, [&](Json& claims) { claims.erase(name); });
    };
    auto const right = assertion(world);
    auto const dot = right.rfind('.');
    std::string const none = base64url_encode(R"({"alg":"none","kid":"k1"})") +
                             right.substr(right.find('.'), dot - right.find('.')) + ".";
    std::string const hmac =
        base64url_encode(R"({"alg":"HS256","kid":"k1"})") + right.substr(right.find('.'));
    struct Row {
        std::string name;
        std::string assertion;
        std::string told;
    };
    for (auto const& row : {
             Row{"no JWT", "abc", "is a signed JWT"},
             Row{"nothing", "", "is a signed JWT"},
             Row{"no signature", right.substr(0, dot + 1), ""},
             Row{"the algorithm none", none, ""},
             Row{"an HMAC with the public key", hmac, ""},
             Row{"a changed payload",
                 right.substr(0, right.find('.') + 1) + base64url_encode(right_claims().dump() + " ") +
                     right.substr(dot),
                 "signed by the key that its kid names"},
             Row{"another key",
                 assertion(
                     world, [](Json&) {}, "other"),
                 "signed by the key that its kid names"},
             Row{"an unknown key",
                 assertion(
                     world, [](Json&) {}, "k2"),
                 "kid is registered on the client"},
             Row{"no kid",
                 assertion(
                     world, [](Json&) {}, ""),
                 "names a registered key by kid"},
             Row{"an expired key",
                 assertion(
                     world, [](Json&) {}, "expired"),
                 "used for a year at most"},
             Row{"a key that is none",
                 assertion(
                     world, [](Json&) {}, "broken"),
                 "signatures are verified with"},
             Row{"another iss", changed("iss", "b"), "iss is the client_id"},
             Row{"no iss", without("iss"), "iss is the client_id"},
             Row{"iss that is no text", changed("iss", {"a"}), "iss is the client_id"},
             Row{"another sub", changed("sub", "b"), "sub is the client_id"},
             Row{"no sub", without("sub"), "sub is the client_id"},
             Row{"another audience", changed("aud", "http://localhost:4701/"),
                 "aud is the issuer or the token endpoint"},
             Row{"the issuer with a slash", changed("aud", issuer + "/"),
                 "aud is the issuer or the token endpoint"},
             Row{"no audience", without("aud"), "aud is the issuer or the token endpoint"},
             Row{"an audience of none", changed("aud", Json::array()),
                 "aud is the issuer or the token endpoint"},
             Row{"an audience that is no text", changed("aud", 1), "aud is a string or an array of strings"},
             Row{"no exp", without("exp"), "has iat and exp"},
             Row{"no iat", without("iat"), "has iat and exp"},
             Row{"exp that is no number", changed("exp", "soon"), "are numbers of seconds"},
             Row{"exp beyond all time", changed("exp", 1e300), "are numbers of seconds"},
             Row{"iat that is no number", changed("iat", true), "are numbers of seconds"},
             Row{"expired, beyond the skew",
                 assertion(world, [&](Json& c) { c["iat"] = at - 100, c["exp"] = at - 10; }),
                 "has not expired"},
             Row{"from the future, beyond the skew",
                 assertion(world, [&](Json& c) { c["iat"] = at + 11, c["exp"] = at + 20; }),
                 "is not from the future"},
             Row{"nbf in the future, beyond the skew", changed("nbf", at + 61), "is not from the future"},
             Row{"nbf that is no number", changed("nbf", "now"), "are numbers of seconds"},
             Row{"an end at the beginning", changed("exp", at), "exp is later than its iat and nbf"},
             Row{"an end before the beginning",
                 assertion(world, [&](Json& c) { c["iat"] = at + 9, c["exp"] = at - 9; }),
                 "exp is later than its iat and nbf"},
             Row{"an end before nbf",
                 assertion(world, [&](Json& c) { c["nbf"] = at + 9, c["exp"] = at + 8; }),
                 "exp is later than its iat and nbf"},
             Row{"too long a life", changed("exp", at + 121), "lives at most 120 seconds"},
             Row{"too long a life that began long ago", changed("iat", at - 1), "lives at most 120 seconds"},
             Row{"no jti", without("jti"), "has a jti"},
             Row{"an empty jti", changed("jti", ""), "has a jti"},
             Row{"jti that is no text", changed("jti", 7), "has a jti"},
         }) {
        CAPTURE(row.name);
        auto const spend = world.ask(row.assertion);
        REQUIRE_FALSE(spend.has_value());
        auto const& error = spend.error();
        CAPTURE(error.description);
        CHECK(error.code == ErrorCode::invalid_client);
        CHECK(error.description.find("Client authentication failed. This does not hold: ") == 0);
        CHECK(error.description.find(row.told) != std::string::npos);
        CHECK(error.description.find_first_of("\"\\") == std::string::npos);
        CHECK_FALSE(error.explanation.expected.empty());
        CHECK_FALSE(error.explanation.mend.empty());
    }
}

TEST_CASE("while the clock is moved, an assertion of the machine's time is as good, and is spent as long") {
    World world;
    world.moved = std::chrono::days(500);
    auto const machine = (now - world.moved).time_since_epoch().count();
    auto const right = assertion(world, [&](Json& c) { c["iat"] = machine, c["exp"] = machine + 60; });
    auto const proved = world.ask(right);
    REQUIRE(proved.has_value());
    CHECK(proved->spend.value().expires == now + seconds(70));
    REQUIRE(proved->warnings.size() == 1);
    CHECK(proved->warnings[0].find("its times are the machine's") != std::string::npos);
    auto const wrong = assertion(world, [&](Json& c) { c["iat"] = machine - 90, c["exp"] = machine - 30; });
    CHECK_FALSE(world.ask(wrong).has_value());
}

TEST_CASE("an assertion that was used before is refused by its jti") {
    auto const error = assertion_used_before("jti-1");
    CHECK(error.code == ErrorCode::invalid_client);
    CHECK(error.explanation.received.find("jti-1") != std::string::npos);
}

}  // namespace
}  // namespace emulator::oauth
