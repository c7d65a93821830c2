// The modules of the OpenID conformance suite (Basic OP, by query and by form_post, and FAPI 2.0) that
// concern tokens, clients' authentication and userinfo, each as a test of that name that does what the module
// checks. conformance.md lists all modules, and why those are left out that are.
#include <functional>
#include <set>

#include "services/idporten/pushing.h"
#include "services/idporten/tokens.h"

namespace emulator::idporten {
namespace {

using http::Method;

Json json_of(http::Response const& response) {
    INFO(response.body);
    REQUIRE(response.status == 200);
    return need(parse_json(response.body));
}

// A world whose clients get their answers in that mode.
struct Suite {
    World world;
    std::string mode;

    std::string code(Fields const& changes = {}) {
        Fields const asked{{"response_mode", mode}, {"login_hint", headless_hint}};
        auto const answer = world.send(Method::get, World::authorize_url(changed(asked, changes)));
        return mode == "form_post" ? posted_fields(answer).at("code") : World::code_of(answer);
    }
    // The token answer of a login, as min-tjeneste or as the client of these form fields.
    Json log_in(Fields const& changes = {}, Fields const& client = {}) {
        auto asked = changes;
        if (!client.empty()) asked["client_id"] = client.at("client_id");
        return json_of(world.redeem(code(asked), client, client.empty() ? own_client : ""));
    }
};
void in_both_modes(std::function<void(Suite&)> const& module) {
    for (auto const* mode : {"query", "form_post"}) {
        CAPTURE(mode);
        Suite suite{{}, mode};
        module(suite);
    }
}

// Redeems a fresh code of min-tjeneste-nokkel with an assertion that is changed so.
http::Response redeem_with(World& world, std::function<void(Json&)> const& change) {
    return world.redeem(
        world.headless_code({{"client_id", "min-tjeneste-nokkel"}}),
        World::asserting("min-tjeneste-nokkel", world.assertion("min-tjeneste-nokkel", change)), "");
}
void check_invalid_client(http::Response const& response) {
    CHECK(refusal(response).error == "invalid_client");
    CHECK((response.status == 400 || response.status == 401));
}

TEST_SUITE("idporten/conformance of tokens") {
    TEST_CASE("oidcc-server") {
        in_both_modes([](Suite& suite) {
            auto& world = suite.world;
            auto const answer = json_of(world.redeem(suite.code()));
            auto const keys = json_of(world.send(Method::get, "/jwks.json")).at("keys");
            std::set<std::string> kids;
            for (auto const& one : keys)
                CHECK(kids.insert(one.at("kid").get<std::string>()).second);
            CHECK(answer.at("token_type") == "Bearer");
            CHECK(answer.at("expires_in").get<int>() > 0);
            auto const claims = claims_of(text(answer, "id_token"));
            CHECK(claims.at("iss") == issuer);
            CHECK(claims.at("aud") == "min-tjeneste");
            CHECK(claims.at("nonce") == "nonce-1");
            CHECK(claims.at("iat").get<std::int64_t>() == world.now());
            CHECK(claims.at("exp").get<std::int64_t>() > world.now());
            CHECK(claims.at("sub").get<std::string>().size() <= 255);
            CHECK(json_of(world.userinfo(text(answer, "access_token"))).at("sub") == claims.at("sub"));
        });
    }

    TEST_CASE("oidcc-userinfo-get") {
        in_both_modes([](Suite& suite) {
            auto& world = suite.world;
            auto const answer = suite.log_in();
            auto const who = json_of(world.userinfo(text(answer, "access_token")));
            CHECK(who.at("sub") == claims_of(text(answer, "id_token")).at("sub"));
        });
    }

    TEST_CASE("oidcc-userinfo-post-header") {
        in_both_modes([](Suite& suite) {
            auto& world = suite.world;
            auto const answer = suite.log_in();
            auto const who =
                json_of(world.send(Method::post, "/userinfo", "",
                                   {{"Authorization", "Bearer " + text(answer, "access_token")}}));
            CHECK(who.at("sub") == claims_of(text(answer, "id_token")).at("sub"));
        });
    }

    TEST_CASE("oidcc-userinfo-post-body") {
        in_both_modes([](Suite& suite) {
            auto& world = suite.world;
            auto const answer = suite.log_in();
            auto const body = parameters({{"access_token", text(answer, "access_token")}}).encoded();
            auto const who = json_of(world.send(Method::post, "/userinfo", body));
            CHECK(who.at("sub") == claims_of(text(answer, "id_token")).at("sub"));
        });
    }

    TEST_CASE("oidcc-scope-profile") {
        in_both_modes([](Suite& suite) {
            auto& world = suite.world;
            auto const answer = suite.log_in({{"scope", "openid profile"}});
            auto const who = json_of(world.userinfo(text(answer, "access_token")));
            // The profile of ID-porten is the language; the claims of OpenID Connect Core 5.4 are optional.
            CHECK(who.at("locale") == "nb");
            CHECK(claims_of(text(answer, "id_token")).at("locale") == "nb");
        });
    }

    TEST_CASE("oidcc-codereuse") {
        in_both_modes([](Suite& suite) {
            auto& world = suite.world;
            auto const code = suite.code();
            CHECK(world.redeem(code).status == 200);
            auto const refused = refusal(world.redeem(code));
            CHECK(refused.status == 400);
            CHECK(refused.error == "invalid_grant");
        });
    }

    TEST_CASE("oidcc-codereuse-30seconds") {
        in_both_modes([](Suite& suite) {
            auto& world = suite.world;
            auto const code = suite.code();
            auto const answer = json_of(world.redeem(code));
            world.clock.advance(seconds(30));
            CHECK(is_active(world, answer));
            CHECK(refusal(world.redeem(code)).error == "invalid_grant");
            CHECK_FALSE(is_active(world, answer));
        });
    }

    TEST_CASE("oidcc-server-client-secret-post") {
        in_both_modes([](Suite& suite) {
            auto const answer = suite.log_in({}, reusing_client);
            CHECK(claims_of(text(answer, "access_token")).at("client_amr") == "client_secret_post");
            CHECK(claims_of(text(answer, "id_token")).at("aud") == "min-tjeneste-post");
        });
    }

    TEST_CASE("oidcc-refresh-token") {
        in_both_modes([](Suite& suite) {
            auto& world = suite.world;
            auto const first = suite.log_in();
            world.clock.advance(seconds(1));
            auto const second = refreshed(world, text(first, "refresh_token"));
            CHECK(text(second, "access_token") != text(first, "access_token"));
            CHECK(second.at("token_type") == "Bearer");
            CHECK(second.at("expires_in").get<int>() > 0);
            CHECK(is_active(world, second));
            // The second client cannot use the token of the first.
            auto const refused = refusal(refresh(world, text(second, "refresh_token"), reusing_client, ""));
            CHECK(refused.status == 400);
            CHECK(refused.error == "invalid_grant");
            CHECK(refresh(world, text(second, "refresh_token")).status == 200);
        });
    }

    TEST_CASE("fapi2-security-profile-final-ensure-pkce-code-verifier-required") {
        World world;
        CHECK(refusal(world.redeem(world.headless_code(), {{"code_verifier", ""}})).error == "invalid_grant");
    }

    TEST_CASE("fapi2-security-profile-final-incorrect-pkce-code-verifier-rejected") {
        World world;
        auto const other = std::string(43, 'v');
        CHECK(refusal(world.redeem(world.headless_code(), {{"code_verifier", other}})).error ==
              "invalid_grant");
    }

    TEST_CASE("fapi2-security-profile-final-ensure-authorization-code-is-bound-to-client") {
        World world;
        auto const code = world.headless_code();
        CHECK(refusal(world.redeem(code, reusing_client, "")).error == "invalid_grant");
        CHECK(world.redeem(code).status == 200);
    }

    TEST_CASE("fapi2-security-profile-final-attempt-reuse-authorization-code-after-one-second") {
        World world;
        auto const code = world.headless_code();
        CHECK(world.redeem(code).status == 200);
        world.clock.advance(seconds(1));
        CHECK(refusal(world.redeem(code)).error == "invalid_grant");
    }

    TEST_CASE("fapi2-security-profile-final-ensure-token-endpoint-fails-with-expired-auth-code") {
        World world;
        auto const code = world.headless_code();
        world.clock.advance(seconds(65));
        CHECK(refusal(world.redeem(code)).error == "invalid_grant");
    }

    TEST_CASE("fapi2-security-profile-final-ensure-client-id-in-token-endpoint") {
        World world;
        auto form = World::asserting("min-tjeneste-nokkel", world.assertion("min-tjeneste-nokkel"));
        form["client_id"] = "min-tjeneste-sertifikat";
        check_invalid_client(
            world.redeem(world.headless_code({{"client_id", "min-tjeneste-nokkel"}}), form, ""));
    }

    TEST_CASE("fapi2-security-profile-final-ensure-client-assertion-in-token-endpoint") {
        World world;
        auto const code = world.headless_code({{"client_id", "min-tjeneste-nokkel"}});
        check_invalid_client(world.redeem(code, {{"client_id", "min-tjeneste-nokkel"}}, ""));
    }

    TEST_CASE("fapi2-security-profile-final-ensure-client-assertion-with-exp-is-5-minutes-in-past-fails") {
        World world;
        check_invalid_client(redeem_with(world, [&](Json& claims) {
            claims["iat"] = world.now() - 360;
            claims["exp"] = world.now() - 300;
        }));
    }

    TEST_CASE("fapi2-security-profile-final-ensure-client-assertion-with-wrong-aud-fails") {
        World world;
        check_invalid_client(
            redeem_with(world, [](Json& claims) { claims["aud"] = "https://aud.example.no/"; }));
    }

    TEST_CASE("fapi2-security-profile-final-ensure-client-assertion-with-no-sub-fails") {
        World world;
        check_invalid_client(redeem_with(world, [](Json& claims) { claims.erase("sub"); }));
    }

    TEST_CASE("fapi2-security-profile-final-access-token-type-header-case-sensitivity") {
        World world;
        auto const token = text(log_in(world), "access_token");
        for (auto const* scheme : {"bearer ", "BEARER ", "bEaReR "}) {
            CAPTURE(scheme);
            CHECK(world.send(Method::get, "/userinfo", "", {{"Authorization", scheme + token}}).status ==
                  200);
        }
    }

    TEST_CASE("fapi2-security-profile-final-refresh-token") {
        World world;
        auto const asserted = [&] {
            return World::asserting("min-tjeneste-nokkel", world.assertion("min-tjeneste-nokkel"));
        };
        auto const code = world.headless_code({{"client_id", "min-tjeneste-nokkel"}});
        auto const first = json_of(world.redeem(code, asserted(), ""));
        auto const second = refreshed(world, text(first, "refresh_token"), asserted(), "");
        CHECK(is_active(world, second));
        CHECK(refusal(refresh(world, text(second, "refresh_token"))).error == "invalid_grant");
        CHECK(refresh(world, text(second, "refresh_token"), asserted(), "").status == 200);
    }
}

}  // namespace
}  // namespace emulator::idporten
