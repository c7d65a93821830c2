// A supplier's client that logs people in for its customers (docs.digdir.no, oidc_func_onbehalfof).
#include "services/idporten/pushing.h"

namespace emulator::idporten {
namespace {

Fields const for_customer{{"onbehalfof", "skoddevik"}};

struct SupplierWorld : World {
    SupplierWorld() {
        registrations.client("min-tjeneste", [](Json& client) {
            client["onbehalfof"] = {{{"onbehalfof", "skoddevik"}, {"name", "Skoddevik <kommune>"}},
                                    {{"onbehalfof", "uten-navn"}}};
        });
    }
};

TEST_SUITE("idporten/onbehalfof") {
    TEST_CASE("[idporten 13] the pages name the customer, and the id_token says for whom it is") {
        SupplierWorld world;
        auto page = world.browser.get(World::authorize_url(for_customer));
        CHECK(marked(page, "service-name").find("Skoddevik &lt;kommune&gt;") != std::string::npos);
        auto const claims = world.id_token(world.log_in(for_customer));
        CHECK(claims.at("client_onbehalfof") == "skoddevik");
        CHECK(claims.at("aud") == "min-tjeneste");
        page = Browser(world.router).get(World::authorize_url({{"onbehalfof", "uten-navn"}}));
        CHECK(marked(page, "service-name").find("uten-navn") != std::string::npos);
    }

    TEST_CASE("[idporten 13] the access token's consumer stays the client's own organisation") {
        SupplierWorld world;
        auto const answer = world.tokens(world.headless_code(for_customer));
        CHECK(claims_of(answer.at("id_token")).at("client_onbehalfof") == "skoddevik");
        auto const claims = claims_of(answer.at("access_token"));
        CHECK(claims.at("consumer").at("ID") == "0192:310222224");
        CHECK(!claims.contains("client_onbehalfof"));
    }

    TEST_CASE("[idporten 13] single sign-on and a pushed request carry it as well, and only their own") {
        SupplierWorld world;
        CHECK(!world.id_token(world.log_in()).contains("client_onbehalfof"));
        auto const back = world.browser.get(World::authorize_url(for_customer));
        CHECK(world.id_token(World::code_of(back)).at("client_onbehalfof") == "skoddevik");
        auto const opened = open(world, reference(world, for_customer));
        CHECK(world.id_token(World::code_of(opened)).at("client_onbehalfof") == "skoddevik");
    }

    TEST_CASE("[idporten 13] a customer that is not registered on the client is refused") {
        for (auto const& [client, id] :
             {std::pair{"min-tjeneste", "nobody"}, std::pair{"min-tjeneste", "Skoddevik"},
              std::pair{"min-tjeneste-post", "skoddevik"}}) {
            CAPTURE(client);
            CAPTURE(id);
            SupplierWorld world;
            auto const answer =
                world.browser.get(World::authorize_url({{"client_id", client}, {"onbehalfof", id}}));
            REQUIRE(answer.status == 302);
            auto const told = query_of(location(answer));
            CHECK(told.text("error") == "invalid_request");
            CHECK(told.text("error_description") == "onbehalfof is not registered on the client");
            CHECK(told.text("state") == "state-1");
        }
        SupplierWorld world;
        auto const pushed = push(world, {{"onbehalfof", "nobody"}});
        CHECK(pushed.status == 400);
        CHECK(text(need(parse_json(pushed.body)), "error") == "invalid_request");
    }
}

}  // namespace
}  // namespace emulator::idporten
