// /token/revoke: what ends with a token, and what does not.
#include "services/idporten/tokens.h"

namespace emulator::idporten {
namespace {

TEST_SUITE("idporten/revoke") {
    TEST_CASE("[idporten 12.2] either kind of token ends every token of its grant, and of no other") {
        for (auto const* kind : {"access_token", "refresh_token"}) {
            for (auto const& scope : {std::string("openid profile"), "openid profile " + opaque_scope}) {
                CAPTURE(kind);
                CAPTURE(scope);
                KindsWorld world;
                auto const first = log_in(world, {{"scope", scope}});
                auto const second = refreshed(world, text(first, "refresh_token"));
                auto const other = log_in(world, {{"scope", scope}});
                auto const response = revoke(world, text(second, kind));
                CHECK(response.status == 200);
                CHECK(response.body.empty());
                CHECK(response.headers.find("Cache-Control") == "no-store");
                CHECK_FALSE(is_active(world, first));
                CHECK_FALSE(is_active(world, second));
                CHECK(introspected(world, text(second, "access_token"), api) == Json{{"active", false}});
                auto const refused = refusal(refresh(world, text(second, "refresh_token")));
                CHECK(refused.description == "The grant has ended");
                CHECK(world.journal.newest(1).at(0).error.explanation.received ==
                      "the client revoked its tokens");
                CHECK(is_active(world, other));
                CHECK(refresh(world, text(other, "refresh_token")).status == 200);
                // Once more changes nothing.
                CHECK(revoke(world, text(second, kind)).status == 200);
            }
        }
    }

    TEST_CASE("[idporten 12.2] the session stands, and so do the grants of other clients") {
        KindsWorld world;
        auto const first = world.tokens(world.log_in());
        auto const back = world.browser.get(World::authorize_url({{"client_id", "min-spa"}}));
        auto const other = need(parse_json(world.redeem(World::code_of(back), public_client, "").body));
        CHECK(revoke(world, text(first, "refresh_token")).status == 200);
        CHECK_FALSE(is_active(world, first));
        CHECK(is_active(world, other));
        auto const again = world.browser.get(World::authorize_url());
        CHECK(again.status == 302);
        CHECK(is_active(world, world.tokens(World::code_of(again))));
    }

    TEST_CASE(
        "[RFC 7009 2.2] unknown tokens and those of others are answered with 200, and nothing happens") {
        KindsWorld world;
        auto const mine = log_in(world);
        auto const others = log_in(world, {}, public_client);
        struct Row {
            std::string name;
            std::string token;
            std::string told;
        };
        for (auto const& row :
             {Row{"junk", "junk", "unknown or has expired"}, Row{"no JWT", "a.b.c", "unknown or has expired"},
              Row{"another's access token", text(others, "access_token"), "belongs to another client"},
              Row{"another's refresh token", text(others, "refresh_token"), "belongs to another client"},
              Row{"a changed token", text(mine, "access_token") + "A", "unknown or has expired"},
              Row{"a very long one", std::string(60000, 't'), "unknown or has expired"}}) {
            CAPTURE(row.name);
            auto const response = revoke(world, row.token);
            CHECK(response.status == 200);
            CHECK(response.body.empty());
            auto const noted = world.journal.newest(1).at(0);
            CHECK(noted.request == "POST /token/revoke");
            CHECK(noted.status == 200);
            CHECK(noted.error.description.find(row.told) != std::string::npos);
        }
        CHECK(is_active(world, mine));
        CHECK(is_active(world, others));
        CHECK(refresh(world, text(others, "refresh_token"), public_client, "").status == 200);
    }

    TEST_CASE("an access token that has expired revokes nothing, and the warning says so") {
        KindsWorld world;
        auto const answer = log_in(world);
        world.clock.advance(seconds(120));
        CHECK(revoke(world, text(answer, "access_token")).status == 200);
        CHECK(world.journal.newest(1).at(0).error.description.find("send the refresh token") !=
              std::string::npos);
        CHECK(refresh(world, text(answer, "refresh_token")).status == 200);
    }

    TEST_CASE("[RFC 7009 2.1] a hint changes nothing, whether it is right, wrong or unknown") {
        for (auto const* hint : {"access_token", "refresh_token", "saml_assertion"}) {
            for (auto const* kind : {"access_token", "refresh_token"}) {
                CAPTURE(hint);
                CAPTURE(kind);
                KindsWorld world;
                auto const answer = log_in(world);
                CHECK(revoke(world, text(answer, kind), {{"token_type_hint", hint}}).status == 200);
                CHECK_FALSE(is_active(world, answer));
            }
        }
    }

    TEST_CASE("[RFC 7009 2.2.1] broken requests are refused") {
        KindsWorld world;
        auto const answer = log_in(world);
        auto const id_token = refusal(revoke(world, text(answer, "id_token")));
        CHECK(id_token.status == 400);
        CHECK(id_token.error == "unsupported_token_type");
        CHECK(refusal(revoke(world, "")).error == "invalid_request");
        auto const token = text(answer, "refresh_token");
        CHECK(refusal(revoke(world, token, {}, basic("min-tjeneste", "wrong"))).status == 401);
        CHECK(refusal(revoke(world, token, {{"client_id", "min-tjeneste"}}, "")).error == "invalid_client");
        CHECK(refusal(revoke(world, token, {}, "")).error == "invalid_client");
        CHECK(refusal(world.send(http::Method::get, "/token/revoke?token=" + token)).status == 405);
        CHECK(is_active(world, answer));
    }

    TEST_CASE("[RFC 7009 2.1] a public client revokes its own tokens, from a browser too") {
        KindsWorld world;
        auto const answer = log_in(world, {}, public_client);
        auto const response = revoke(world, text(answer, "refresh_token"), public_client, "");
        CHECK(response.status == 200);
        CHECK(response.headers.find("Access-Control-Allow-Origin") == "*");
        CHECK_FALSE(is_active(world, answer));
    }
}

}  // namespace
}  // namespace emulator::idporten
