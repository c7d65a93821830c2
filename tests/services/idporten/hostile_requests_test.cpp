// Authorization requests that somebody else made.
#include "services/idporten/deps.h"
#include "services/idporten/pending_login.h"
#include "services/idporten/pushed_requests.h"
#include "services/idporten/pushing.h"

namespace emulator::idporten {
namespace {

std::string const evil = "https://evil.example/";

bool leads_to(http::Response const& response, std::string const& host) {
    for (auto const& [name, value] : response.headers) {
        bool const moves = name == "Location" || name == "Refresh";
        auto const path = value.find("://" + host);
        if (moves && path != std::string::npos && path < 8) return true;
    }
    return response.body.find("action=\"https://" + host) != std::string::npos ||
           response.body.find("href=\"https://" + host) != std::string::npos ||
           response.body.find("href=\"//" + host) != std::string::npos;
}

TEST_SUITE("idporten/hostile requests") {
    TEST_CASE("no parameter that holds an address leads anywhere else") {
        World world;
        for (auto const* name : {"redirect_uri", "request_uri", "resource", "ui_locales", "locale",
                                 "login_hint", "post_logout_redirect_uri", "target_link_uri", "iss", "state",
                                 "id_token_hint", "response_mode", "claims"}) {
            for (auto const& value : {evil, std::string("//evil.example"), std::string("/\\evil.example"),
                                      callback + "@evil.example", callback + ".evil.example"}) {
                for (auto const* mode : {"query", "form_post", "query.jwt"}) {
                    CAPTURE(name);
                    CAPTURE(value);
                    CAPTURE(mode);
                    Browser visitor(world.router);
                    auto const page = visitor.get(
                        World::authorize_url(changed({{"response_mode", mode}}, {{name, value}})));
                    CHECK(!leads_to(page, "evil.example"));
                    if (!is_login_page(page)) continue;
                    CHECK(!leads_to(World::choose(visitor, page), "evil.example"));
                }
            }
        }
    }

    TEST_CASE("a path with two slashes does not turn the language switch into a way out") {
        World world;
        auto const page = world.browser.get("//evil.example/authorize");
        CHECK(!leads_to(page, "evil.example"));
    }

    TEST_CASE("line breaks in a parameter make no header") {
        World world;
        world.log_in();
        for (auto const* name :
             {"redirect_uri", "state", "response_mode", "scope", "prompt", "ui_locales", "nonce", "locale"}) {
            CAPTURE(name);
            auto const response = world.browser.get(
                World::authorize_url({{name, World::asked()[name] + "\r\nSet-Cookie: evil=1\r\n\r\n<b>"}}));
            for (auto const& [header, value] : response.headers)
                CHECK((header + value).find_first_of("\r\n") == std::string::npos);
            CHECK(!world.browser.cookies.contains("evil"));
        }
    }

    TEST_CASE("[RFC 9207] every answer says who gives it, so that clients notice a mix-up") {
        World world;
        std::string const hint = headless_hint;
        CHECK(
            query_of(location(world.browser.get(World::authorize_url({{"login_hint", hint}})))).text("iss") ==
            issuer);
        CHECK(query_of(location(world.browser.get(World::authorize_url({{"scope", "altinn:x"}}))))
                  .text("iss") == issuer);
        CHECK(posted_fields(world.browser.get(
                                World::authorize_url({{"response_mode", "form_post"}, {"login_hint", hint}})))
                  .at("iss") == issuer);
        auto const jwt = query_of(location(world.browser.get(World::authorize_url(
                                      {{"response_mode", "query.jwt"}, {"login_hint", hint}}))))
                             .text("response");
        CHECK(claims_of(jwt).at("iss") == issuer);
    }

    TEST_CASE("a reference of one client opens nothing for another, and is not spent by the attempt") {
        World world;
        auto const request_uri = reference(world);
        CHECK(open(world, request_uri, "min-tjeneste-nokkel").status == 400);
        CHECK(open(world, request_uri, "min-spa").status == 400);
        CHECK(is_login_page(open(world, request_uri)));
    }

    TEST_CASE("a state of any length is taken whole, refused in words, or never echoed") {
        World world;
        world.log_in();
        std::string const longest(4096, 's');
        CHECK(
            query_of(location(world.browser.get(World::authorize_url({{"state", longest}})))).text("state") ==
            longest);
        auto const refused = world.browser.get(World::authorize_url({{"state", longest + "s"}}));
        CHECK(told(world, refused, "").description == "state is too long");
        CHECK(location(refused).size() < 500);
    }

    TEST_CASE("ui_locales of any length and in any letters is no fault of ours") {
        World world;
        for (auto const& languages :
             {std::string(199, 'a') + "\xc3\xa9", std::string(5000, 'x'), std::string("\xe6\x97\xa5")}) {
            CAPTURE(languages);
            CHECK(is_login_page(world.browser.get(World::authorize_url({{"ui_locales", languages}}))));
            world.headless_code({{"ui_locales", languages}});
        }
    }

    TEST_CASE("[RFC 9126 2.3] what is kept of one request has a bound") {
        World world;
        std::string const large(1'000'000, 'x');
        CHECK(push(world, {{"unknown", large}}).status == 413);
        CHECK(push(world, {{"resource", large}}).status == 413);
        CHECK(push(world, {{"resource", std::string(5000, 'x')}}).status == 400);
        auto const page = world.browser.post(
            "/authorize",
            parameters(World::asked({{"ui_locales", large}, {"unknown", large}, {"login_hint", large}})));
        REQUIRE(is_login_page(page));
        auto const kept = world.state.get({login_kind, digest_of(input(page, "transaction"))});
        REQUIRE(kept);
        CHECK(kept->size() < 2000);
        auto const refused = world.browser.post(
            "/authorize",
            parameters(World::asked({{"resource", large}, {"scope", large}, {"prompt", large}})));
        CHECK(location(refused).size() < 500);
        CHECK(world.journal.newest(1).at(0).error.record.size() < 20'000);
    }

    TEST_CASE("10 000 logins that nobody finishes make room for the next, and are told so") {
        World world;
        auto const first = world.browser.get(World::authorize_url());
        auto const waiting = world.clock.now() + login_lifetime;
        for (int i = 0; i < 12'000; ++i) {
            world.state.put_bounded({login_kind, std::to_string(i)}, "{}", waiting + seconds(1),
                                    most_pending_logins);
        }
        auto const lost = World::choose(world.browser, first);
        CHECK(lost.status == 400);
        CHECK(marked(lost, "error-description") == "The login has ended or was finished already");
        world.clock.advance(seconds(10));
        CHECK(World::choose(world.browser, world.browser.get(World::authorize_url())).status == 303);
        int kept = 0;
        for (int i = 0; i < 12'000; ++i)
            kept += world.state.get({login_kind, std::to_string(i)}).has_value();
        CHECK(kept <= 11'000);
    }

    TEST_CASE("references that nobody opens make room as well") {
        World world;
        auto const first = reference(world);
        auto const late = world.clock.now() + pushed_memory;
        for (int i = 0; i < 12'000; ++i) {
            world.state.put_bounded({pushed_kind, std::to_string(i)}, "{}", late + seconds(1),
                                    most_pushed_requests);
        }
        CHECK(marked(open(world, first), "error-description") == "The request_uri is unknown");
        world.clock.advance(seconds(10));
        CHECK(is_login_page(open(world, reference(world))));
    }
}

}  // namespace
}  // namespace emulator::idporten
