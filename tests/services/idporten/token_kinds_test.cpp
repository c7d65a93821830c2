// Access tokens that tell nothing themselves, tokens that withhold the person number, and clients that
// authenticate with a business certificate.
#include "jose/certificate.h"
#include "jose/jwt.h"
#include "jose/key.h"
#include "model/client.h"
#include "services/idporten/deps.h"
#include "services/idporten/grants.h"
#include "services/idporten/tokens.h"

namespace emulator::idporten {
namespace {

std::string const certified = "min-tjeneste-sertifikat";

Fields with_certificate(World& world) {
    auto x5c = Json::array();
    for (auto const& certificate : need(jose::certificates_from_pem(key_file(certified + ".crt"))))
        x5c.push_back(base64_encode(certificate.der()));
    auto const claims = need(jose::parse_jwt(world.assertion("min-tjeneste-nokkel", [](Json& changed) {
                            changed["iss"] = certified;
                            changed["sub"] = certified;
                        }))).claims;
    auto const signed_by_certificate = jose::sign_compact(key(certified), jose::Algorithm::RS256,
                                                          {{"x5c", x5c}, {"alg", "RS256"}}, claims.dump());
    return World::asserting(certified, signed_by_certificate);
}

TEST_SUITE("idporten/token_kinds") {
    TEST_CASE("[idporten 9] one scope with token_type OPAQUE makes the whole token opaque") {
        KindsWorld world;
        auto const answer =
            log_in(world, {{"scope", "openid profile " + contact_scope + " " + opaque_scope}});
        auto const token = text(answer, "access_token");
        CHECK(base64url_decode(token).value_or("").size() == 32);
        CHECK(answer.at("expires_in") == 120);
        CHECK(answer.at("scope") == "openid profile " + contact_scope + " " + opaque_scope);
        CHECK(claims_of(text(answer, "id_token")).at("pid") == everything);
        CHECK(need(parse_json(world.userinfo(token).body)).at("pid") == everything);
        world.clock.advance(seconds(20));
        auto const told = introspected(world, token, api);
        CHECK(names(told) == std::vector<std::string>{"active", "token_type", "expires_in", "sub", "acr",
                                                      "scope", "iss", "client_amr", "pid", "exp", "iat",
                                                      "jti", "client_id", "consumer", "client_orgno"});
        CHECK(told.at("expires_in") == 100);
        CHECK(told.at("pid") == everything);
        CHECK(told.at("client_id") == "min-tjeneste");
        world.clock.advance(seconds(100));
        CHECK(introspected(world, token, api) == Json{{"active", false}});
        CHECK(world.userinfo(token).status == 401);
        // Fewer scopes, none of them opaque: a JWT again.
        auto const narrowed = refreshed(world, text(answer, "refresh_token"), {{"scope", contact_scope}});
        CHECK(claims_of(text(narrowed, "access_token")).at("scope") == contact_scope);
    }

    TEST_CASE("an opaque token is kept as its digest, and neither that nor its jti stands for it") {
        KindsWorld world;
        auto const token = text(log_in(world, {{"scope", "openid profile " + opaque_scope}}), "access_token");
        auto const jti = introspected(world, token, api).at("jti").get<std::string>();
        CHECK(world.grants.access_token(digest_of(token)).has_value());
        CHECK_FALSE(world.grants.access_token(token).has_value());
        for (auto const& other : {digest_of(token), jti, token + "A"}) {
            CHECK(world.userinfo(other).status == 401);
            CHECK(introspected(world, other, api) == Json{{"active", false}});
        }
    }

    TEST_CASE(
        "[idporten 10] a pseudonymous scope keeps the person number out of every token but introspection") {
        for (auto const& more : {std::string(), " " + opaque_scope}) {
            CAPTURE(more);
            KindsWorld world;
            auto const answer = log_in(world, {{"scope", "openid profile " + pseudonymous_scope + more}});
            auto const sub = pairwise_subject("min-tjeneste", need(model::PersonNumber::parse(everything)));
            auto const id = claims_of(text(answer, "id_token"));
            CHECK_FALSE(id.contains("pid"));
            CHECK(id.at("sub") == sub);
            CHECK(answer.dump().find(everything) == std::string::npos);
            if (more.empty()) {
                auto const access = claims_of(text(answer, "access_token"));
                CHECK(names(access) == std::vector<std::string>{"sub", "acr", "scope", "iss", "client_amr",
                                                                "exp", "iat", "jti", "client_id",
                                                                "consumer"});
                CHECK(access.at("sub") == sub);
                CHECK(access.dump().find(everything) == std::string::npos);
            }
            auto const who = world.userinfo(text(answer, "access_token"));
            CHECK(who.status == 200);
            CHECK(need(parse_json(who.body)) == Json{{"sub", sub}, {"locale", "nb"}});
            auto const told = introspected(world, text(answer, "access_token"), api);
            CHECK(told.at("pid") == everything);
            CHECK(told.at("sub") == sub);
            // Asking for less at a refresh does not bring it back.
            auto const narrowed =
                refreshed(world, text(answer, "refresh_token"), {{"scope", "openid profile"}});
            CHECK_FALSE(claims_of(text(narrowed, "access_token")).contains("pid"));
        }
    }

    TEST_CASE("[idporten 12.1] a refresh token is told to nobody but its own client") {
        KindsWorld world;
        auto const answer = log_in(world, {{"scope", "openid " + contact_scope}});
        auto const token = text(answer, "refresh_token");
        auto const told = introspected(world, token);
        CHECK(told == Json{{"active", true},
                           {"exp", world.now() + 600},
                           {"scope", "openid " + contact_scope},
                           {"client_id", "min-tjeneste"},
                           {"iss", issuer}});
        CHECK(introspected(world, token, api) == Json{{"active", false}});
        auto const next = refreshed(world, token);
        CHECK(introspected(world, token) == Json{{"active", false}});
        CHECK(introspected(world, text(next, "refresh_token")).at("active") == true);
        world.clock.advance(seconds(600));
        CHECK(introspected(world, text(next, "refresh_token")) == Json{{"active", false}});
    }

    TEST_CASE("[idporten 7] a client without registered keys authenticates with its certificate everywhere") {
        KindsWorld world;
        auto const code =
            world.headless_code({{"client_id", certified}, {"scope", "openid profile " + opaque_scope}});
        auto const response = world.redeem(code, with_certificate(world), "");
        INFO(response.body);
        REQUIRE(response.status == 200);
        auto const answer = need(parse_json(response.body));
        CHECK(introspected(world, text(answer, "access_token"), api).at("client_amr") ==
              "virksomhetssertifikat");
        auto const next = refreshed(world, text(answer, "refresh_token"), with_certificate(world), "");
        auto const replayed = with_certificate(world);
        CHECK(revoke(world, text(next, "refresh_token"), replayed, "").status == 200);
        CHECK_FALSE(is_active(world, next));
        CHECK(refusal(revoke(world, "x", replayed, "")).description ==
              "Client authentication failed. This does not hold: An assertion is used once");
        CHECK(outcome(world, "assertion_is_unused") == "failed");
    }

    TEST_CASE("the lowest limit of the scopes wins, and none of them lengthens what the client says") {
        store::Directory directory;
        model::Client client;
        client.authorization_lifetime = seconds(1000);
        client.access_token_lifetime = seconds(100);
        auto const add = [&](std::string const& name, int access, int authorization) {
            model::Scope scope;
            scope.name = name;
            scope.at_max_age = seconds(access);
            scope.authorization_max_lifetime = seconds(authorization);
            directory.scopes.emplace(name, scope);
        };
        add("short", 10, 100);
        add("long", 5000, 50000);
        add("none", 0, 0);
        struct Row {
            std::vector<std::string> scopes;
            int access, authorization;
        };
        for (auto const& row :
             {Row{{}, 100, 1000}, Row{{"none"}, 100, 1000}, Row{{"long"}, 100, 1000}, Row{{"short"}, 10, 100},
              Row{{"long", "short", "none"}, 10, 100}, Row{{"unknown"}, 100, 1000}}) {
            CHECK(access_token_lifetime(row.scopes, client, directory) == seconds(row.access));
            CHECK(authorization_lifetime(row.scopes, client, directory) == seconds(row.authorization));
        }
    }
}

}  // namespace
}  // namespace emulator::idporten
