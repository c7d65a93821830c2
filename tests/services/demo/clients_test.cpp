// Demotjeneste as other clients of the data set: which it can be, and how it proves itself as each.
#include <algorithm>
#include <array>

#include "jose/jwt.h"
#include "services/demo/world.h"
#include "support/registrations.h"

using namespace emulator;
using namespace emulator::test;

namespace {

std::string const callback = "http://localhost:4706/callback";

struct Registered : World {
    Registrations data_set{directory};

    explicit Registered(std::vector<std::string> const& clients) {
        for (auto const& id : clients)
            data_set.client(id, [](Json&) {});
    }
    bool offers(std::string const& id) {
        return browser.get("/test").body.find("<option value=\"" + id + "\"") != std::string::npos;
    }
};

http::Call const& last_call(World const& world, std::string const& path) {
    auto const& calls = world.client.calls;
    auto const found = std::find_if(calls.rbegin(), calls.rend(),
                                    [&](auto const& call) { return call.url.ends_with(path); });
    REQUIRE(found != calls.rend());
    return *found;
}

}  // namespace

TEST_SUITE("demo/clients") {
    TEST_CASE("those are offered that may be sent back here and whose secret or key the emulator has") {
        struct Row {
            char const* name;
            char const* client;
            Registrations::Change change;
            bool offered;
        };
        auto const as_it_is = [](Json&) {};
        Row const rows[] = {
            {"a secret in the header", "min-tjeneste", as_it_is, true},
            {"a secret in the form", "min-tjeneste-post", as_it_is, true},
            {"a registered key", "min-tjeneste-nokkel", as_it_is, true},
            {"a certificate", "min-tjeneste-sertifikat", as_it_is, true},
            {"a public client", "min-spa", as_it_is, true},
            {"an API, which logs nobody in", "min-api", as_it_is, false},
            {"another's redirect_uri", "minprofil", as_it_is, false},
            {"a deactivated client", "min-spa", [](Json& c) { c["active"] = false; }, false},
            {"no secret", "min-tjeneste", [](Json& c) { c.erase("client_secret"); }, false},
            {"another key than the emulator's", "min-tjeneste-nokkel",
             [](Json& c) { c["jwks"]["keys"][0]["n"] = Json(std::string(342, 'x') + "Q"); }, false},
            {"a key that the emulator does not have", "min-tjeneste-nokkel",
             [](Json& c) { c["client_id"] = "egen"; }, false},
        };
        for (auto const& row : rows) {
            CAPTURE(row.name);
            Registered world({});
            std::string id = row.client;
            world.data_set.client(id, [&](Json& client) {
                row.change(client);
                id = client.at("client_id");
            });
            CHECK(world.offers(id) == row.offered);
            CHECK(world.browser.get("/login?client_id=" + id).status == (row.offered ? 302 : 400));
        }
    }

    TEST_CASE("a client that is chosen brings its own scopes and customers to the form") {
        Registered world({"demotjeneste", "min-tjeneste-post"});
        CHECK(marked(world.browser.get("/test"), "client-method") == "private_key_jwt");
        CHECK(world.browser.get("/test").body.find("<option value=\"skoddevik\"") != std::string::npos);
        auto const page =
            world.browser.get("/test?client_id=min-tjeneste-post&prompt=login&scope=openid%20x");
        CHECK(page.body.find("<option value=\"min-tjeneste-post\" lang=\"nb\" selected>") !=
              std::string::npos);
        CHECK(marked(page, "client-method") == "client_secret_post");
        CHECK(marked(page, "client-scopes").find("demo:dokumenter.read") != std::string::npos);
        CHECK(page.body.find("<option value=\"skoddevik\"") == std::string::npos);
        // What was chosen stays with the next client, but for the scopes.
        CHECK(page.body.find("<input type=\"hidden\" name=\"prompt\" value=\"login\">") != std::string::npos);
        CHECK(page.body.find("<input type=\"hidden\" name=\"scope\"") == std::string::npos);
        CHECK(marked(page, "permalink").find("client_id=min-tjeneste-post") != std::string::npos);
        auto const fresh = world.browser.get("/test?client_id=min-tjeneste-post");
        CHECK(tag(fresh, "field-scope").find("value=\"openid profile krr:user/kontaktinformasjon.read\"") !=
              std::string::npos);
    }

    TEST_CASE("a client that Demotjeneste cannot be is refused with those that it can be") {
        Registered world({"min-spa"});
        for (auto const* path : {"/test?client_id=nobody", "/login?client_id=nobody"}) {
            auto const page = world.browser.get(path);
            CHECK(page.status == 400);
            CHECK(page.body.find("demotjeneste, min-spa") != std::string::npos);
        }
    }

    TEST_CASE("[RFC 6749 2.3.1] it logs in and refreshes as the client that was chosen, with its own proof") {
        struct Row {
            char const* client;
            char const* proof;  // the Authorization header or the client_secret
        };
        Row const rows[] = {{"min-tjeneste", "Basic bWluLXRqZW5lc3RlOm1pbi10amVuZXN0ZS1oZW1tZWxpZ2hldA=="},
                            {"min-tjeneste-post", "min-tjeneste-post-hemmelighet"},
                            {"min-spa", ""}};
        for (auto const& [client, proof] : rows) {
            CAPTURE(client);
            Registered world({client});
            world.idporten.others = {{client, proof}};
            auto const page = world.log_in(std::string("/login?par=yes&client_id=") + client);
            REQUIRE(World::logged_in(page));
            CHECK(marked(page, "check-aud") == client);
            CHECK(world.post("/refresh", input(page, "csrf")).status == 303);
            CHECK(world.idporten.refreshed == 1);
            auto const trace = world.browser.get("/trace");
            CHECK((*proof == '\0' || trace.body.find(proof) == std::string::npos));
        }
    }

    TEST_CASE("[RFC 7523 3] it signs with the client's key, or with its certificate") {
        for (std::string const client : {"min-tjeneste-nokkel", "min-tjeneste-sertifikat"}) {
            CAPTURE(client);
            Registered world({client});
            world.browser.get("/login?par=yes&client_id=" + client);
            auto const form = need(http::parse_parameters(last_call(world, "/par").body));
            auto const assertion = need(jose::parse_jwt(form.text("client_assertion")));
            CHECK(assertion.claims.at("iss") == client);
            bool const certified = client == "min-tjeneste-sertifikat";
            CHECK(assertion.jws.header.contains("x5c") == certified);
            if (!certified) CHECK(assertion.jws.header.at("kid") == "min-tjeneste-nokkel-1");
            CHECK(jose::verify(assertion.jws, fixture_key(client).public_key(),
                               std::array{jose::Algorithm::RS256})
                      .has_value());
        }
    }

    TEST_CASE("[JARM 2.4] an answer for another client than the one that asked is refused") {
        for (auto const& [aud, status] :
             {std::pair{"min-tjeneste", 403}, std::pair{"demotjeneste", 403}, std::pair{"min-spa", 302}}) {
            CAPTURE(aud);
            Registered world({"min-spa", "min-tjeneste"});
            world.idporten.others = {{"min-spa", ""}};
            auto const asked =
                location(world.browser.get("/login?client_id=min-spa&response_mode=query.jwt"));
            Json claims{{"aud", aud}, {"exp", world.clock.now().time_since_epoch().count() + 120}};
            for (auto const& [name, value] : query_of("?" + world.idporten.approve(asked)))
                claims[name] = value;
            CHECK(world.browser.get("/callback?response=" + world.idporten.sign(claims)).status ==
                  static_cast<unsigned>(status));
        }
    }

    TEST_CASE("a client that is taken away while somebody is logged in as it gets nothing more") {
        Registered world({"min-spa"});
        world.idporten.others = {{"min-spa", ""}};
        auto const page = world.log_in("/login?client_id=min-spa");
        world.data_set.client("min-spa", [](Json& client) { client["active"] = false; });
        world.post("/refresh", input(page, "csrf"));
        CHECK(world.idporten.refreshed == 0);
        CHECK(world.browser.get("/trace").body.find("Demotjeneste cannot log in as min-spa") !=
              std::string::npos);
    }

    TEST_CASE("[RFC 7662] a token is looked up as an API that it is for, and otherwise as its own client") {
        struct Row {
            char const* name;
            std::vector<std::string> clients;
            char const* caller;
        };
        Row const rows[] = {{"an API with a secret", {"min-tjeneste"}, "min-tjeneste"},
                            {"nobody else", {}, "demotjeneste"},
                            {"one that may not", {"min-spa"}, "demotjeneste"}};
        for (auto const& row : rows) {
            CAPTURE(row.name);
            Registered world(row.clients);
            world.data_set.scope("krr:user/kontaktinformasjon.read", [](Json&) {});
            world.idporten.others = {
                {"min-tjeneste", "Basic bWluLXRqZW5lc3RlOm1pbi10amVuZXN0ZS1oZW1tZWxpZ2hldA=="}};
            auto const page = world.log_in();
            CHECK(location(world.post("/introspect", input(page, "csrf"))) ==
                  "http://localhost:4706/trace#latest");
            auto const form = need(http::parse_parameters(last_call(world, "/token/introspect").body));
            CHECK(form.text("client_id") == row.caller);
            CHECK(form.text("token") == marked(page, "token-raw-access_token"));
            auto const trace = world.browser.get("/trace");
            CHECK(trace.body.find("data-testid=\"received-active\">true<") != std::string::npos);
            CHECK(trace.body.find(form.text("token")) == std::string::npos);
        }
    }
}
