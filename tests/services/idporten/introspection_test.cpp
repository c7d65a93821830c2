// /token/introspect and its three conditions.
#include <functional>

#include "services/idporten/resources.h"
#include "services/idporten/world.h"

namespace emulator::idporten {
namespace {

std::string const contact_scope = "krr:user/kontaktinformasjon.read";
Fields const contact{{"scope", "openid " + contact_scope}};

TEST_SUITE("idporten/introspection") {
    TEST_CASE("[idporten 12.1] a live token is told with its claims") {
        World world;
        auto const token = world.access_token(contact);
        world.clock.advance(seconds(20));
        auto const answer = world.introspection(token);
        auto const claims = claims_of(token);
        Json expected{{"active", true}, {"token_type", "Bearer"}, {"expires_in", 100}};
        expected.update(claims);
        expected["client_orgno"] = "310222224";
        CHECK(answer.dump() == expected.dump());
    }

    TEST_CASE("[idporten 12.1] another client's token may be told, if its scope names the caller") {
        World world;
        auto const code = world.headless_code(changed(contact, {{"client_id", "min-spa"}}));
        auto const response = world.redeem(code, {{"client_id", "min-spa"}}, "");
        auto const token = need(parse_json(response.body)).at("access_token").get<std::string>();
        CHECK(world.introspection(token).at("client_id") == "min-spa");
    }

    TEST_CASE("[idporten 12.1] without the caller's scope or its name on a scope the token is not active") {
        struct Row {
            std::string name;
            std::function<void(World&)> change;
            Fields asked;
            bool active;
        };
        auto const nothing = [](World&) {};
        for (auto const& row :
             {Row{"both are there", nothing, contact, true},
              Row{"the caller has not the scope",
                  [](World& world) {
                      world.registrations.client("min-tjeneste", [](Json& client) {
                          client["scopes"] = {"openid", contact_scope};
                      });
                  },
                  contact, false},
              Row{"the scope names another client",
                  [](World& world) {
                      world.registrations.scope(contact_scope, [](Json& scope) {
                          scope["enforced_aud_for_introspection"] = {"min-tjeneste-nokkel"};
                      });
                  },
                  contact, false},
              Row{"the token has no such scope", nothing, {{"scope", "openid profile"}}, false},
              Row{"one scope of several is enough",
                  nothing,
                  {{"scope", "openid krr:user/digitalpost.read profile"}},
                  true}}) {
            CAPTURE(row.name);
            World world;
            auto const token = world.access_token(row.asked);
            row.change(world);
            auto const answer = world.introspection(token);
            CHECK(answer.at("active") == row.active);
            if (!row.active) CHECK(answer.size() == 1);
            CHECK(world.log.mentions("introspection answers active: false") == !row.active);
        }
    }

    TEST_CASE("[idporten 12.1] the caller authenticates by its registered method") {
        World world;
        auto const token = world.access_token(contact);
        auto const body = parameters({{"token", token}}).encoded();
        auto const with = [&](Fields const& fields, std::string const& header) {
            std::vector<std::pair<std::string, std::string>> headers;
            if (!header.empty()) headers.emplace_back("Authorization", header);
            return world.send(http::Method::post, "/token/introspect",
                              parameters(changed(fields, {{"token", token}})).encoded(), headers);
        };
        CHECK(refusal(with({}, basic("min-tjeneste", "wrong"))).status == 401);
        CHECK(refusal(with({{"client_id", "min-tjeneste"}}, "")).status == 401);
        CHECK(
            refusal(with({{"client_id", "min-tjeneste"}, {"client_secret", "min-tjeneste-hemmelighet"}}, ""))
                .error == "invalid_client");
        CHECK(refusal(with({}, "")).error == "invalid_client");
        auto const assertion = world.assertion("min-tjeneste-nokkel");
        auto const by_key = with(World::asserting("min-tjeneste-nokkel", assertion), "");
        CHECK(need(parse_json(by_key.body)).at("active") == true);
        CHECK(refusal(with(World::asserting("min-tjeneste-nokkel", assertion), "")).error ==
              "invalid_client");
    }

    TEST_CASE("[RFC 7662 2.2] what is no live token is not active, and nothing more is said") {
        World world;
        auto const answer = world.tokens(world.headless_code(contact));
        auto const token = answer.at("access_token").get<std::string>();
        CHECK(world.introspection(token).at("active") == true);
        CHECK(world.introspection("junk") == Json{{"active", false}});
        CHECK(world.introspection(answer.at("id_token")) == Json{{"active", false}});
        CHECK(world.introspection(token + "A") == Json{{"active", false}});
        world.clock.advance(seconds(120));
        CHECK(world.introspection(token) == Json{{"active", false}});
    }

    TEST_CASE("a request without token is refused") {
        World world;
        auto const refused =
            refusal(world.send(http::Method::post, "/token/introspect", "token_type_hint=access_token",
                               {{"Authorization", basic("min-tjeneste", "min-tjeneste-hemmelighet")}}));
        CHECK(refused.error == "invalid_request");
        CHECK(refused.description == "token is missing");
    }

    TEST_CASE("why a caller may not know is told in words") {
        World world;
        auto const directory = world.directory->now();
        auto const& caller = *directory->client("min-tjeneste");
        CHECK(why_not_introspect(caller, {{"scope", contact_scope}}, *directory).empty());
        CHECK(why_not_introspect(caller, {{"scope", "openid unknown"}}, *directory) ==
              "no scope of the token lists the caller in enforced_aud_for_introspection");
        CHECK(why_not_introspect(*directory->client("min-spa"), {{"scope", contact_scope}}, *directory) ==
              "the caller has not the scope idporten:token.introspection");
    }
}

}  // namespace
}  // namespace emulator::idporten
