// POST /par: what it takes and refuses, and what becomes of its references.
#include "services/idporten/pushed_requests.h"

#include <functional>

#include "services/idporten/authorization_rules.h"
#include "services/idporten/pushing.h"

namespace emulator::idporten {
namespace {

TEST_SUITE("idporten/pushed requests") {
    TEST_CASE("[RFC 9126 2.2] a right request is answered 201 with a reference that lives 120 seconds") {
        World world;
        auto const response = push(world);
        CHECK(response.status == 201);
        CHECK(response.headers.find("Content-Type") == "application/json");
        CHECK(response.headers.find("Cache-Control") == "no-store");
        CHECK(response.headers.find("Access-Control-Allow-Origin") == "*");
        auto const body = need(parse_json(response.body));
        CHECK(names(body) == std::vector<std::string>{"request_uri", "expires_in"});
        CHECK(body.at("expires_in") == 120);
        auto const request_uri = body.at("request_uri").get<std::string>();
        CHECK(request_uri.starts_with("urn:idporten:"));
        CHECK(request_uri.size() >= 13 + 43);
        CHECK(request_uri != reference(world));
        CHECK(!world.state.get({pushed_kind, request_uri}));  // kept as a digest only
    }

    TEST_CASE("[RFC 9126 4] the browser brings client_id and request_uri, and the pushed request counts") {
        World world;
        auto const page = open(world, reference(world, {{"acr_values", high_level}, {"state", "pushed"}}));
        CHECK(is_login_page(page));
        auto const back = World::choose(world.browser, page, everything, high_level);
        REQUIRE(back.status == 303);
        CHECK(query_of(location(back)).text("state") == "pushed");
        auto const claims = world.id_token(World::code_of(back));
        CHECK(claims.at("acr") == high_level);
        CHECK(claims.at("nonce") == "nonce-1");
    }

    TEST_CASE("[idporten 5] a headless login works by it too") {
        World world;
        auto const back = open(world, reference(world, {{"login_hint", headless_hint}}));
        REQUIRE(back.status == 302);
        CHECK(world.id_token(World::code_of(back)).at("pid") == everything);
    }

    TEST_CASE("what stands beside request_uri does not count, and is warned of") {
        World world;
        auto const page =
            world.browser.get("/authorize?" + parameters({{"client_id", "min-tjeneste"},
                                                          {"request_uri", reference(world)},
                                                          {"state", "outside"},
                                                          {"prompt", "none"},
                                                          {"redirect_uri", "http://evil.example/"}})
                                                  .encoded());
        CHECK(is_login_page(page));
        CHECK(world.log.mentions("prompt beside request_uri is ignored"));
        CHECK(world.journal.newest(1).at(0).accepted);
        CHECK(query_of(location(World::choose(world.browser, page))).text("state") == "state-1");
    }

    TEST_CASE("[RFC 9126 2.1] every way of authentication works, and only the registered one") {
        World world;
        CHECK(push(world).status == 201);
        auto const nokkel = Fields{{"client_id", "min-tjeneste-nokkel"}};
        CHECK(push(world, nokkel, "").status == 401);
        auto const asserted =
            changed(nokkel, World::asserting("min-tjeneste-nokkel", world.assertion("min-tjeneste-nokkel")));
        CHECK(push(world, asserted, "").status == 201);
        CHECK(push(world, asserted, "").status == 401);  // the assertion is spent
        CHECK(push(world, {{"client_id", "min-spa"}}, "").status == 201);
        CHECK(push(world, {{"client_secret", "min-tjeneste-hemmelighet"}}, "").status == 401);
        CHECK(push(world, {}, basic("min-tjeneste", "wrong")).status == 401);
        CHECK(push(world, {}, "").status == 401);
        CHECK(push(world, {{"client_id", "nobody"}}, "").status == 401);
        // By header, client_id may be left out, but must not be another's.
        CHECK(push(world, {{"client_id", ""}}).status == 201);
        CHECK(push(world, {{"client_id", "demotjeneste"}}).status == 400);
    }

    TEST_CASE("[RFC 9126 2.3] a request that /authorize would refuse is refused as JSON, with its record") {
        struct Row {
            std::string name;
            Fields changes;
            std::string error;
            std::string description;
        };
        for (auto const& row :
             {Row{"a redirect_uri that is not registered",
                  {{"redirect_uri", "http://evil.example/"}},
                  "invalid_request",
                  "redirect_uri is not registered on the client"},
              Row{"no redirect_uri",
                  {{"redirect_uri", ""}},
                  "invalid_request",
                  "redirect_uri is not registered on the client"},
              Row{"a scope of others",
                  {{"scope", "openid altinn:x"}},
                  "invalid_scope",
                  "The client may not use the scope altinn:x"},
              Row{"another flow",
                  {{"response_type", "token"}},
                  "unsupported_response_type",
                  "response_type is not supported"},
              Row{"a request_uri inside",
                  {{"request_uri", "urn:idporten:x"}},
                  "invalid_request",
                  "request_uri must not be pushed"},
              Row{"a request object inside",
                  {{"request", "a.b.c"}},
                  "request_not_supported",
                  "request is not supported"},
              Row{"no PKCE", {{"code_challenge", ""}}, "invalid_request", "code_challenge is missing"}}) {
            CAPTURE(row.name);
            World world;
            auto const response = push(world, row.changes);
            CHECK(response.status == 400);
            auto const told = refusal(response);
            CHECK(told.error == row.error);
            CHECK(told.description == row.description);
            auto const kept = world.journal.newest(1).at(0);
            CHECK(kept.request == "POST /par");
            CHECK(need(parse_json(kept.error.record)).at("rules").size() == checks().size());
            CHECK(kept.error.record.find("hemmelighet") == std::string::npos);
        }
    }

    TEST_CASE("the form may repeat resource and nothing else") {
        World world;
        auto const body = parameters(World::asked()).encoded();
        auto const send = [&](std::string const& more) {
            return world.send(http::Method::post, "/par", body + more,
                              {{"Authorization", basic("min-tjeneste", "min-tjeneste-hemmelighet")}});
        };
        CHECK(send("&resource=https%3A%2F%2Fa.example&resource=https%3A%2F%2Fb.example").status == 201);
        for (auto const* more : {"&nonce=2", "&client_id=min-spa", "&client_secret=a&client_secret=b",
                                 "&client_assertion=a&client_assertion=a"}) {
            CAPTURE(more);
            CHECK(refusal(send(more)).description == "A parameter is included more than once");
        }
        CHECK(world.send(http::Method::post, "/par", "{}", {{"Content-Type", "application/json"}}).status ==
              400);
        CHECK(world.send(http::Method::get, "/par").status == 405);
    }

    TEST_CASE("a reference that cannot be used is told on a page, with the reason") {
        struct Row {
            std::string name;
            std::function<http::Response(World&)> visit;
            std::string description;
            std::string failed;
        };
        for (auto const& row : {
                 Row{"unknown", [](World& w) { return open(w, "urn:idporten:nothing"); },
                     "The request_uri is unknown", "reference_is_known"},
                 Row{"expired",
                     [](World& w) {
                         auto const request_uri = reference(w);
                         w.clock.advance(seconds(120));
                         return open(w, request_uri);
                     },
                     "The request_uri has expired", "reference_is_fresh"},
                 Row{"long forgotten",
                     [](World& w) {
                         auto const request_uri = reference(w);
                         w.clock.advance(seconds(601));
                         return open(w, request_uri);
                     },
                     "The request_uri is unknown", "reference_is_known"},
                 Row{"another client's",
                     [](World& w) { return open(w, reference(w), "min-tjeneste-nokkel"); },
                     "The request_uri belongs to another client", "reference_is_of_client"},
                 Row{"without client_id", [](World& w) { return open(w, reference(w), ""); },
                     "The request_uri belongs to another client", "reference_is_of_client"},
                 Row{"used",
                     [](World& w) {
                         auto const request_uri = reference(w);
                         static_cast<void>(World::choose(w.browser, open(w, request_uri)));
                         return open(w, request_uri);
                     },
                     "The request_uri has been used before", "reference_is_unused"},
             }) {
            CAPTURE(row.name);
            World world;
            auto const page = row.visit(world);
            CHECK(page.status == 400);
            CHECK(!page.headers.find("Location"));
            CHECK(marked(page, "error-description") == row.description);
            auto const kept = world.journal.newest(1).at(0).error;
            CHECK(error_name(kept.code) == "invalid_request_uri");
            auto const record = need(parse_json(kept.record));
            for (auto const& rule : record.at("rules")) {
                CAPTURE(rule.at("name"));
                CHECK((rule.at("outcome") == "failed") == (rule.at("name") == row.failed));
            }
        }
    }

    TEST_CASE("[RFC 6749 3.1] client_id and request_uri are brought once") {
        World world;
        auto const request_uri = reference(world);
        auto const brought =
            "/authorize?" +
            parameters({{"client_id", "min-tjeneste"}, {"request_uri", request_uri}}).encoded();
        for (auto const* more : {"&client_id=min-spa", "&request_uri=urn%3Aidporten%3Ax", "&x=1&x=2"}) {
            CAPTURE(more);
            CHECK(marked(world.browser.get(brought + more), "error-description") ==
                  "A parameter is included more than once");
        }
        CHECK(is_login_page(world.browser.get(brought)));
    }

    TEST_CASE("[RFC 9126 7.3] the page may be loaded again until a login is finished, and one login wins") {
        World world;
        auto const request_uri = reference(world);
        auto const first = open(world, request_uri);
        auto const second = open(world, request_uri);
        CHECK(is_login_page(first));
        CHECK(is_login_page(second));
        CHECK(World::choose(world.browser, second).status == 303);
        auto const late = World::choose(world.browser, first);
        CHECK(late.status == 400);
        CHECK(marked(late, "error-description") == "The request_uri has been used before");
        // The session of the first stands.
        CHECK(world.browser.get(World::authorize_url()).status == 302);
    }

    TEST_CASE(
        "who goes back to the pages of a pushed request meets its reference again, not its parameters") {
        World world;
        auto const page = open(world, reference(world));
        CHECK(World::choose(world.browser, page).status == 303);
        auto const back = location(world.browser.get("/login?transaction=" + input(page, "transaction")));
        CHECK(back.starts_with("/authorize?client_id=min-tjeneste&request_uri=urn%3Aidporten%3A"));
        CHECK(back.find("nonce") == std::string::npos);
        CHECK(marked(world.browser.get(back), "error-description") == "The request_uri has been used before");
    }

    TEST_CASE(
        "the browser that opened it in time may reload it for as long as a login may take, others may not") {
        World world;
        auto const request_uri = reference(world);
        CHECK(is_login_page(open(world, request_uri)));
        world.clock.advance(std::chrono::minutes(30));
        CHECK(is_login_page(open(world, request_uri)));
        CHECK(is_in(world.browser.get("/authorize?" + parameters({{"client_id", "min-tjeneste"},
                                                                  {"request_uri", request_uri},
                                                                  {"locale", "se"}})
                                                          .encoded()),
                    "se"));
        auto const own_cookies = world.browser.cookies;
        world.browser.cookies.clear();
        CHECK(marked(open(world, request_uri), "error-description") == "The request_uri has expired");
        world.browser.cookies = {{"IDPORTEN_AUTH", "another"}};
        CHECK(marked(open(world, request_uri), "error-description") == "The request_uri has expired");
        world.browser.cookies = own_cookies;
        CHECK(World::choose(world.browser, open(world, request_uri)).status == 303);
        CHECK(marked(open(world, request_uri), "error-description") ==
              "The request_uri has been used before");
    }

    TEST_CASE("a login that takes longer than the reference lives is finished all the same, once") {
        World world;
        auto const request_uri = reference(world);
        auto const page = open(world, request_uri);
        auto const other = open(world, request_uri);
        world.clock.advance(std::chrono::minutes(30));
        CHECK(World::choose(world.browser, page).status == 303);
        CHECK(World::choose(world.browser, other).status == 400);
    }

    TEST_CASE("[RFC 9126 2] an assertion at /par may be for the issuer, the token endpoint or /par itself") {
        World world;
        std::string const client = "min-tjeneste-nokkel";
        auto const status = [&](Json const& audience) {
            auto const assertion = world.assertion(client, [&](Json& claims) { claims["aud"] = audience; });
            return push(world, World::asserting(client, assertion), "").status;
        };
        CHECK(status(issuer) == 201);
        CHECK(status(issuer + "/token") == 201);
        CHECK(status(issuer + "/par") == 201);
        CHECK(status(Json::array({issuer + "/par"})) == 201);
        CHECK(status(issuer + "/authorize") == 401);
        CHECK(status(issuer + "/token/revoke") == 401);
    }

    TEST_CASE("what is pushed is warned of once, when it is pushed") {
        World world;
        auto const request_uri = reference(world, {{"nonce", ""}});
        auto const kept = world.journal.newest(5);
        REQUIRE(kept.size() == 2);  // the other is about the client itself
        CHECK(kept[0].accepted);
        CHECK(kept[0].status == 201);
        CHECK(kept[0].error.description.find("no nonce") != std::string::npos);
        CHECK(is_login_page(open(world, request_uri)));
        CHECK(world.journal.newest(5).size() == 2);
    }

    TEST_CASE("the registration counts as it is when the browser comes") {
        World world;
        auto const request_uri = reference(world);
        world.registrations.client("min-tjeneste", [](Json& client) { client["active"] = false; });
        auto const page = open(world, request_uri);
        CHECK(page.status == 400);
        CHECK(marked(page, "error-description") == "Unknown client_id");
    }
}

}  // namespace
}  // namespace emulator::idporten
