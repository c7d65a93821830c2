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

    TEST_CASE(
        "[idporten 13] name, logo and home page are the client's or the customer's, and of the web alone") {
        struct Row {
            char const* name;
            Fields request;
            Json client;
            char const* shown;  // the image's address on the page, and in the policy
            char const* allowed;
            char const* home;
        };
        auto const logo = [](std::string const& url) { return Json{{"logo_uri", url}}; };
        Row const rows[] = {
            {"none", {}, Json::object(), "", "", ""},
            {"a logo and a home page",
             {},
             {{"logo_uri", "https://a.example/l.png"}, {"client_uri", "https://a.example/"}},
             "https://a.example/l.png",
             " https://a.example/l.png",
             "https://a.example/"},
            {"another port",
             {},
             logo("http://localhost:3000/l.svg?v=1"),
             "http://localhost:3000/l.svg?v=1",
             " http://localhost:3000/l.svg",
             ""},
            {"what would end the policy",
             {},
             logo("https://a.example/l;script-src *,'x'"),
             nullptr,
             " https://a.example/l%3Bscript-src%20*%2C%27x%27",
             ""},
            {"markup", {}, logo("https://a.example/\"><script>alert(1)</script>"), nullptr, nullptr, ""},
            {"script",
             {},
             {{"logo_uri", "javascript:alert(1)"}, {"client_uri", "javascript:alert(1)"}},
             "",
             "",
             ""},
            {"data", {}, logo("data:image/png;base64,AAAA"), "", "", ""},
            {"a customer",
             for_customer,
             {{"logo_uri", "https://a.example/l.png"}, {"client_uri", "https://a.example/"}},
             "",
             "",
             "https://skoddevik.example/"},
        };
        for (auto const& row : rows) {
            CAPTURE(row.name);
            World world;
            world.registrations.client("min-tjeneste", [&](Json& client) {
                client.update(row.client);
                client["onbehalfof"] = {
                    {{"onbehalfof", "skoddevik"}, {"client_uri", "https://skoddevik.example/"}}};
            });
            auto const page = world.browser.get(World::authorize_url(row.request));
            std::string const policy(page.headers.find("Content-Security-Policy").value_or(""));
            auto const image = policy.substr(policy.find("img-src 'self'") + 14);
            if (row.allowed) CHECK(image.substr(0, image.find(';')) == row.allowed);
            if (row.shown)
                CHECK((has_mark(page, "service-logo")
                           ? test::between(test::tag(page, "service-logo"), "src=\"", "\"")
                           : "") == row.shown);
            CHECK((has_mark(page, "service-home")
                       ? test::between(test::tag(page, "service-home"), "href=\"", "\"")
                       : "") == row.home);
            CHECK(policy.find("script-src 'self'; ") != std::string::npos);
            CHECK(policy.find("script-src *") == std::string::npos);
            CHECK(page.body.find("<script>alert") == std::string::npos);
        }
    }

    TEST_CASE("display_name is what people see, where there is one") {
        World world;
        world.registrations.client("min-tjeneste", [](Json& client) { client["display_name"] = "Båtplass"; });
        auto const page = world.browser.get(World::authorize_url({}));
        CHECK(marked(page, "service-name").find("Båtplass") != std::string::npos);
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
