#include "oauth/client_authentication.h"

#include <doctest/doctest.h>

#include <functional>
#include <nlohmann/json.hpp>

#include "base/assets.h"
#include "base/encoding.h"
#include "base/json.h"
#include "jose/certificate.h"
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
    Result<Authenticated> ask(std::string assertion) {
        return ask(Presented{AuthMethod::private_key_jwt, "a", {}, std::move(assertion), false});
    }
    Result<Authenticated> ask(Presented const& presented) {
        return authenticate({presented, &client, now, policy, keys});
    }
    // The record of what would be answered, and its entry of that rule.
    Json record(std::string assertion, bool used_before = false) {
        Presented const presented{AuthMethod::private_key_jwt, "a", {}, std::move(assertion), false};
        return need(parse_json(examination({presented, &client, now, policy, keys}, used_before)));
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
            auto const result = world.ask({method, "a", row.presented, {}, false});
            CHECK(result.has_value() == row.right);
            if (result) {
                CHECK_FALSE(result->spend.has_value());
                CHECK(result->client_amr == model::auth_method_name(method));
                CHECK(result->warnings.size() == 1);
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
            auto const result = world.ask({presented, "a", "secret", assertion(world), false});
            CHECK(result.has_value() == (registered == presented));
            if (!result) CHECK(result.error().code == ErrorCode::invalid_client);
        }
    }
}

TEST_CASE("a client that is unknown or inactive is refused, and its name shown short") {
    World world;
    auto const long_name = std::string(1000, 'x') + "\n";
    Presented const stranger{AuthMethod::none, long_name, {}, {}, false};
    auto const unknown = authenticate({stranger, nullptr, now, world.policy, world.keys});
    REQUIRE_FALSE(unknown.has_value());
    CHECK(unknown.error().code == ErrorCode::invalid_client);
    CHECK(unknown.error().explanation.received.size() < 200);
    CHECK(unknown.error().description.find("xxx") == std::string::npos);

    world.client.active = false;
    CHECK_FALSE(world.ask(assertion(world)).has_value());
}

// The business certificate of the fixtures, and who issued it.
std::vector<jose::Certificate> certificates(std::string const& name) {
    return need(jose::certificates_from_pem(Assets().find("fixtures/keys/" + name + ".crt").value()));
}
struct CertificateWorld : World {
    std::vector<jose::Certificate> trusted = certificates("ca-root");
    std::vector<jose::Certificate> production = certificates("ca-prod");
    jose::PrivateKey certified = private_key("demo-etat-sertifikat");
    CertificateWorld() {
        client.keys.clear();
        client.client_orgno = "310222224";
        policy.trust = {trusted, production};
    }
    // Signed with `signer`, with this header beside alg.
    std::string assertion(jose::PrivateKey const& signer, Json header) const {
        header["alg"] = "RS256";
        return jose::sign_compact(signer, jose::Algorithm::RS256, header, right_claims().dump());
    }
    Json x5c(std::string const& name = "demo-etat-sertifikat") const {
        auto list = Json::array();
        for (auto const& certificate : certificates(name))
            list.push_back(base64_encode(certificate.der()));
        return list;
    }
};

TEST_CASE("[idporten 7] a client without registered keys authenticates with its business certificate") {
    CertificateWorld world;
    auto const right = world.assertion(world.certified, {{"x5c", world.x5c()}});
    auto const proved = need(world.ask(right));
    CHECK(proved.client_amr == "virksomhetssertifikat");
    CHECK(proved.spend->jti == "jti-1");
    // Where a supplier runs the client, the supplier's certificate speaks for it.
    world.client.supplier_orgno = "313111113";
    CHECK_FALSE(world.ask(right).has_value());
    world.client.client_orgno = "313111113";
    world.client.supplier_orgno = "310222224";
    CHECK(world.ask(right).has_value());
}

TEST_CASE("[idporten 7] a client that has registered a key uses it, whatever x5c says") {
    CertificateWorld world;
    world.add_key("k1", world.key.public_key());
    CHECK(need(world.ask(world.assertion(world.key, {{"kid", "k1"}, {"x5c", world.x5c()}}))).client_amr ==
          "private_key_jwt");
    for (auto const& header : {Json{{"x5c", world.x5c()}}, Json{{"kid", "k1"}, {"x5c", world.x5c()}}}) {
        auto const refused = world.ask(world.assertion(world.certified, header));
        REQUIRE_FALSE(refused.has_value());
        CHECK(refused.error().code == ErrorCode::invalid_client);
    }
}

TEST_CASE("[idporten 7] a key that is locked to a certificate is used with that certificate or with none") {
    CertificateWorld world;
    auto const chain = certificates("demo-etat-sertifikat");
    auto const jwk = jose::public_jwk(world.certified.public_key(), "k1", jose::Algorithm::RS256, chain);
    world.client.keys.push_back({"k1", std::make_shared<Json const>(jwk), std::nullopt});
    auto const by = [&](Json const& header) { return world.ask(world.assertion(world.certified, header)); };
    CHECK(need(by({{"kid", "k1"}})).client_amr == "private_key_jwt");
    CHECK(by({{"kid", "k1"}, {"x5c", world.x5c()}}).has_value());
    auto const refused = by({{"kid", "k1"}, {"x5c", world.x5c("ca-root")}});
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().explanation.received.find("locked to another") != std::string::npos);
}

TEST_CASE("[idporten 7] a certificate that does not speak for the client is refused, and why is told") {
    struct Row {
        std::string name;
        std::function<void(CertificateWorld&)> change;
        std::function<std::string(CertificateWorld const&)> assertion;
        std::string told;
    };
    auto const nothing = [](CertificateWorld&) {};
    auto const right = [](CertificateWorld const& world) {
        return world.assertion(world.certified, {{"x5c", world.x5c()}});
    };
    auto const with = [](Json const& x5c) {
        return [x5c](CertificateWorld const& world) {
            return world.assertion(world.certified, {{"x5c", x5c}});
        };
    };
    for (auto const& row : {
             Row{"neither kid nor x5c", nothing,
                 [](CertificateWorld const& world) {
                     return world.assertion(world.certified, Json::object());
                 },
                 "names a registered key by kid"},
             Row{"a kid, where no key is registered", nothing,
                 [](CertificateWorld const& world) {
                     return world.assertion(world.certified, {{"kid", "k1"}});
                 },
                 "kid is registered on the client"},
             Row{"x5c as a bare string", nothing, with("MII"), "array of base64 certificates"},
             Row{"x5c of nothing", nothing, with(Json::array()), "array of base64 certificates"},
             Row{"x5c that is junk", nothing, with(Json::array({"AAAA"})), "array of base64 certificates"},
             Row{"another organisation",
                 [](CertificateWorld& world) { world.client.client_orgno = "991825827"; }, right,
                 "of the client's organisation"},
             Row{"a foreign issuer",
                 [](CertificateWorld& world) {
                     world.trusted = certificates("ca-buypass");
                     world.policy.trust = {world.trusted, world.production};
                 },
                 right, "valid in this environment"},
             Row{"a certificate for production",
                 [](CertificateWorld& world) {
                     world.production = world.trusted;
                     world.trusted = certificates("ca-prod");
                     world.policy.trust = {world.trusted, world.production};
                 },
                 right, "valid in this environment"},
             Row{"a foreign certificate before the right one", nothing,
                 [](CertificateWorld const& world) {
                     auto list = world.x5c("postboks-922020175");
                     for (auto const& one : world.x5c())
                         list.push_back(one);
                     return world.assertion(world.certified, {{"x5c", list}});
                 },
                 "ertificate"},
             Row{"signed by another key than the certificate's", nothing,
                 [](CertificateWorld const& world) {
                     return world.assertion(world.key, {{"x5c", world.x5c()}});
                 },
                 "signed by the key of its certificate"},
         }) {
        CAPTURE(row.name);
        CertificateWorld world;
        row.change(world);
        auto const refused = world.ask(row.assertion(world));
        REQUIRE_FALSE(refused.has_value());
        CAPTURE(refused.error().description);
        CHECK(refused.error().code == ErrorCode::invalid_client);
        CHECK(refused.error().description.find(row.told) != std::string::npos);
        CHECK(!refused.error().explanation.mend.empty());
    }
}

TEST_CASE("[RFC 8725 3.10] a key that the header brings or points to is never used") {
    CertificateWorld world;
    auto const attacker = private_key("minprofil");
    auto const jwk = jose::public_jwk(attacker.public_key(), "k1", jose::Algorithm::RS256);
    for (bool const registered : {false, true}) {
        if (registered) world.add_key("k1", world.key.public_key());
        for (auto const& header : {Json{{"jwk", jwk}}, Json{{"kid", "k1"}, {"jwk", jwk}},
                                   Json{{"kid", "k1"}, {"jku", "http://localhost:1/jwks"}},
                                   Json{{"kid", "k1"}, {"x5u", "http://localhost:1/x5u"}},
                                   Json{{"kid", "k1"}, {"crit", {"jwk"}}, {"jwk", jwk}},
                                   Json{{"kid", "../k1"}}, Json{{"kid", "' or 1=1"}}}) {
            CAPTURE(header.dump());
            auto const refused = world.ask(world.assertion(attacker, header));
            REQUIRE_FALSE(refused.has_value());
            CHECK(refused.error().code == ErrorCode::invalid_client);
        }
    }
}

TEST_CASE("what is accepted but will bite is told in warnings") {
    World world;
    auto const at = now.time_since_epoch().count();
    auto const warnings = [&](std::int64_t life) {
        return need(world.ask(assertion(world, [&](Json& c) { c["exp"] = at + life; }))).warnings.size();
    };
    CHECK(warnings(110) == 0);
    CHECK(warnings(111) == 1);
    CHECK(warnings(120) == 1);
    world.client.keys.front().exp = now + std::chrono::days(29);
    CHECK(warnings(60) == 1);
    world.client.keys.front().exp = now + std::chrono::days(31);
    CHECK(warnings(60) == 0);
}

TEST_CASE("the record of a refused client tells every rule, and no secret") {
    World world;
    auto const outcome = [](Json const& record, std::string const& name) -> std::string {
        for (auto const& rule : record.at("rules")) {
            if (rule.at("name") == name) return rule.at("outcome");
        }
        return "absent";
    };
    auto const late = world.record(assertion(world, [&](Json& c) { c["exp"] = 1, c["iat"] = 0; }));
    CHECK(late.at("header").at("kid") == "k1");
    CHECK(late.at("claims").at("iss") == "a");
    CHECK(outcome(late, "signature_holds") == "passed");
    CHECK(outcome(late, "audience_is_us") == "passed");
    CHECK(outcome(late, "times_are_sane") == "failed");
    CHECK(outcome(late, "assertion_is_named") == "not examined");
    auto const junk = world.record("junk");
    CHECK(outcome(junk, "method_is_registered") == "passed");
    CHECK(outcome(junk, "assertion_is_a_jwt") == "failed");
    CHECK(outcome(junk, "signature_holds") == "not examined");
    auto const again = world.record(assertion(world), true);
    CHECK(outcome(again, "assertion_is_named") == "passed");
    CHECK(outcome(again, "assertion_is_unused") == "failed");

    world.client.token_endpoint_auth_method = AuthMethod::client_secret_basic;
    world.client.client_secret = "hemmelig";
    Presented const guess{AuthMethod::client_secret_basic, "a", "gjettet", {}, true};
    auto const secret = examination({guess, &world.client, now, world.policy, world.keys});
    CHECK(outcome(need(parse_json(secret)), "secret_is_registered") == "failed");
    CHECK(secret.find("gjettet") == std::string::npos);
    CHECK(secret.find("hemmelig") == std::string::npos);
    Presented const stranger{AuthMethod::none, "nobody", {}, {}, false};
    auto const unknown = need(parse_json(examination({stranger, nullptr, now, world.policy, world.keys})));
    CHECK(outcome(unknown, "client_is_known") == "failed");
    CHECK(outcome(unknown, "method_is_registered") == "not examined");
}

TEST_CASE("an assertion that was used before is refused by its jti") {
    auto const error = assertion_used_before("jti-1");
    CHECK(error.code == ErrorCode::invalid_client);
    CHECK(error.explanation.received.find("jti-1") != std::string::npos);
}

}  // namespace
}  // namespace emulator::oauth
