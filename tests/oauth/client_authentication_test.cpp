#include "oauth/client_authentication.h"

#include <doctest/doctest.h>

#include <functional>
#include <nlohmann/json.hpp>

#include "base/assets.h"
#include "base/encoding.h"
#include "jose/jwk.h"
#include "jose/jwt.h"

namespace emulator::oauth {
namespace {

using model::AuthMethod;

constexpr Instant now{seconds(1795348800)};
std::string const issuer = "http://localhost:4702";
std::string const token_endpoint = "http://localhost:4702/token";

jose::PrivateKey private_key(std::string const& name) {
    return need(jose::private_key_from_pem(Assets().find("fixtures/keys/" + name + ".pem").value()));
}

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
             Row{"nothing", request(), "", invalid_request},
             Row{"an empty client_id", request(), "client_id=", invalid_request},
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

struct World {
    jose::KeyCache keys;
    AssertionPolicy policy{{issuer, token_endpoint}};
    model::Client client;
    jose::PrivateKey key = private_key("min-tjeneste-nokkel");

    World() {
        client.client_id = "a";
        client.token_endpoint_auth_method = AuthMethod::private_key_jwt;
        add_key("k1", key.public_key());
    }
    void add_key(std::string const& kid, jose::PublicKey const& added, std::optional<Instant> exp = {}) {
        auto jwk = std::make_shared<Json const>(jose::public_jwk(added, kid, jose::Algorithm::RS256));
        client.keys.push_back({kid, std::move(jwk), exp});
    }
    Result<std::optional<Spend>> ask(std::string assertion) {
        Presented const presented{AuthMethod::private_key_jwt, "a", {}, std::move(assertion), false};
        return authenticate(presented, &client, now, policy, keys);
    }
};

Json right_claims() {
    auto const at = now.time_since_epoch().count();
    return {{"iss", "a"}, {"sub", "a"}, {"aud", issuer}, {"iat", at}, {"exp", at + 120}, {"jti", "jti-1"}};
}

// The right assertion but for one change.
std::string assertion(
    World const& world, std::function<void(Json&)> const& change = [](Json&) {}, std::string_view kid = "k1",
    jose::Algorithm algorithm = jose::Algorithm::RS256) {
    auto claims = right_claims();
    change(claims);
    return jose::sign_jwt(world.key, algorithm, kid, claims);
}

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
             Row{"with fractions of seconds",
                 assertion(world, [&](Json& c) { c["exp"] = static_cast<double>(at) + 60.5; }), at + 70},
         }) {
        CAPTURE(row.name);
        auto const spend = need(world.ask(row.assertion));
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
        CHECK(error.description.find("Client authentication failed. ") == 0);
        CHECK(error.description.find(row.told) != std::string::npos);
        CHECK(error.description.find_first_of("\"\\") == std::string::npos);
        CHECK_FALSE(error.explanation.expected.empty());
        CHECK_FALSE(error.explanation.mend.empty());
    }
}

TEST_CASE("[RFC 6749 2.3.1] the secret is the registered one") {
    World world;
    struct Row {
        std::string name;
        std::string registered;
        std::string presented;
        bool right;
    };
    for (auto const method : {AuthMethod::client_secret_basic, AuthMethod::client_secret_post}) {
        world.client.token_endpoint_auth_method = method;
        for (auto const& row : {
                 Row{"right", "hemmelig", "hemmelig", true},
                 Row{"wrong", "hemmelig", "Hemmelig", false},
                 Row{"shorter", "hemmelig", "hemmeli", false},
                 Row{"longer", "hemmelig", "hemmeligt", false},
                 Row{"none", "hemmelig", "", false},
                 Row{"none, where none is registered", "", "", false},
                 Row{"one, where none is registered", "", "hemmelig", false},
             }) {
            CAPTURE(row.name);
            world.client.client_secret = row.registered;
            auto const result = authenticate({method, "a", row.presented, {}, false}, &world.client, now,
                                             world.policy, world.keys);
            CHECK(result.has_value() == row.right);
            if (result) {
                CHECK_FALSE(result->has_value());
                continue;
            }
            CHECK(result.error().code == ErrorCode::invalid_client);
            CHECK(result.error().explanation.received.find("emmeli") == std::string::npos);
            CHECK(result.error().explanation.expected.find("secret of client a") != std::string::npos);
        }
    }
}

TEST_CASE("[idporten 7] only the registered method is accepted") {
    World world;
    world.client.client_secret = "secret";
    auto const methods = {AuthMethod::private_key_jwt, AuthMethod::client_secret_basic,
                          AuthMethod::client_secret_post, AuthMethod::none};
    for (auto const registered : methods) {
        for (auto const presented : methods) {
            CAPTURE(model::auth_method_name(registered));
            CAPTURE(model::auth_method_name(presented));
            world.client.token_endpoint_auth_method = registered;
            auto const result = authenticate({presented, "a", "secret", assertion(world), false},
                                             &world.client, now, world.policy, world.keys);
            CHECK(result.has_value() == (registered == presented));
            if (!result) CHECK(result.error().code == ErrorCode::invalid_client);
        }
    }
}

TEST_CASE("a client that is unknown or inactive is refused, and its name shown short") {
    World world;
    auto const long_name = std::string(1000, 'x') + "\n";
    auto const unknown =
        authenticate({AuthMethod::none, long_name, {}, {}, false}, nullptr, now, world.policy, world.keys);
    REQUIRE_FALSE(unknown.has_value());
    CHECK(unknown.error().code == ErrorCode::invalid_client);
    CHECK(unknown.error().explanation.received.size() < 200);
    CHECK(unknown.error().description.find("xxx") == std::string::npos);

    world.client.active = false;
    CHECK_FALSE(world.ask(assertion(world)).has_value());
}

TEST_CASE("an assertion that was used before is refused by its jti") {
    auto const error = assertion_used_before("jti-1");
    CHECK(error.code == ErrorCode::invalid_client);
    CHECK(error.explanation.received.find("jti-1") != std::string::npos);
}

}  // namespace
}  // namespace emulator::oauth
