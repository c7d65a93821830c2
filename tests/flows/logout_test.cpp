// One logout over real ports, and who hears of it.
#include <doctest/doctest.h>

#include <chrono>
#include <nlohmann/json.hpp>

#include "flows/relying_service.h"
#include "jose/jwt.h"

using namespace emulator;
using namespace emulator::test;

namespace {

constexpr auto pid = "28876895937";

Page log_out(TestApp& app, Browser& browser, std::map<std::string, std::string> const& fields = {}) {
    http::Parameters query;
    for (auto const& [name, value] : fields)
        query.add(name, value);
    return browser.get(http::with_query(app.url("idporten") + "/logout", query));
}

Page post_logout(TestApp& app, Browser& browser, std::string const& product, Page const& page) {
    http::Parameters form;
    form.add("csrf", page.input("csrf"));
    return browser.post(app.url(product) + "/logout", form);
}

bool asks_for_login(Page const& page) {
    return !page.element("eid-selector").empty();
}

}  // namespace

TEST_SUITE("flows/logout") {
    TEST_CASE(
        "[acceptance 6] a logout at one of two services is told to both, through browser and back channel") {
        TemporaryFolder const folder;
        RelyingService one, two;
        Registered const first{"first", one.url()}, second{"second", two.url()};
        TestApp app(on_free_ports_with(folder, {first, second}));
        Browser browser(app);
        auto const at_first = log_in_at(app, browser, first);
        auto const at_second = log_in_at(app, browser, second);
        auto const sid = at_first.id_token.at("sid").get<std::string>();
        CHECK(at_second.id_token.at("sid") == sid);

        auto const left = log_out(app, browser,
                                  {{"id_token_hint", at_second.answer.at("id_token")},
                                   {"post_logout_redirect_uri", two.url() + "/post_logout_redirect"},
                                   {"state", "s-1"}});
        CHECK(left.url == two.url() + "/post_logout_redirect?state=s-1");
        for (auto const& [service, tokens] : {std::pair(&one, &at_first), std::pair(&two, &at_second)}) {
            auto const called = service->front_channel();
            REQUIRE(called.size() == 1);
            CHECK(called[0].text("iss") == app.url("idporten"));
            CHECK(called[0].text("sid") == sid);
            auto const told = service->back_channel();
            REQUIRE(told.size() == 1);
            auto const claims = need(jose::parse_jwt(told[0])).claims;
            CHECK(claims.at("sid") == sid);
            CHECK(claims.at("sub") == tokens->id_token.at("sub"));
            CHECK(claims.at("aud") == tokens->id_token.at("aud"));
        }
        CHECK(asks_for_login(authorize_at(app, browser, first)));
    }

    TEST_CASE("each service is told in the way it has registered") {
        TemporaryFolder const folder;
        RelyingService front, back, neither;
        Registered const by_front{"by-front", front.url(), true, false};
        Registered const by_back{"by-back", back.url(), false, true};
        Registered const not_told{"not-told", neither.url(), false, false};
        TestApp app(on_free_ports_with(folder, {by_front, by_back, not_told}));
        Browser browser(app);
        for (auto const& service : {by_front, by_back, not_told})
            log_in_at(app, browser, service);
        auto const page = log_out(app, browser);
        CHECK_FALSE(page.element("logged-out-title").empty());
        CHECK(front.front_channel().size() == 1);
        CHECK(front.back_channel().empty());
        CHECK(back.front_channel().empty());
        CHECK(back.back_channel().size() == 1);
        CHECK(neither.front_channel().empty());
        CHECK(neither.back_channel().empty());
        CHECK(page.shows("Har ikke registrert hvordan den vil få beskjed."));
    }

    TEST_CASE("[idporten 16.3] services that hang, refuse or are gone delay nobody beyond five seconds") {
        using enum RelyingService::BackChannel;
        TemporaryFolder const folder;
        RelyingService hanging(hangs), refusing(refuses), willing(accepts);
        auto gone = std::make_optional<RelyingService>();
        std::vector<Registered> const services{{"hanging", hanging.url(), false},
                                               {"refusing", refusing.url(), false},
                                               {"gone", gone->url(), false},
                                               {"willing", willing.url(), false}};
        TestApp app(on_free_ports_with(folder, services));
        Browser browser(app);
        for (auto const& service : services)
            log_in_at(app, browser, service);
        gone.reset();
        auto const began = std::chrono::steady_clock::now();
        auto const page = log_out(app, browser);
        auto const took = std::chrono::steady_clock::now() - began;
        CHECK(took >= std::chrono::milliseconds(4900));
        CHECK(took < std::chrono::milliseconds(8000));
        CHECK_FALSE(page.element("logged-out-title").empty());
        CHECK(page.shows("Svarte med feil (HTTP 400)."));
        CHECK(page.shows("Har bekreftet at du er logget ut."));
        CHECK(page.shows("Svarte ikke."));
        for (auto const* service : {&hanging, &refusing, &willing})
            CHECK(service->back_channel().size() == 1);  // one attempt
        for (auto const* client : {"hanging", "refusing", "gone"}) {
            CAPTURE(client);
            CHECK(app.log().mentions("back-channel logout failed client_id=" + std::string(client)));
        }
        CHECK(app.log().mentions("back-channel logout accepted client_id=willing"));
        CHECK(app.log().mentions("status 400"));
        CHECK(asks_for_login(authorize_at(app, browser, services[0])));
    }

    TEST_CASE("[idporten 16.1] the id_token that has expired still names the client to go back to") {
        TemporaryFolder const folder;
        RelyingService service;
        Registered const client{"client", service.url()};
        TestApp app(on_free_ports_with(folder, {client}));
        Browser browser(app);
        auto const tokens = log_in_at(app, browser, client);
        app.clock().advance(seconds(1700));
        REQUIRE(tokens.id_token.at("exp").get<std::int64_t>() < app.clock().now().time_since_epoch().count());
        auto const left = log_out(app, browser,
                                  {{"id_token_hint", tokens.answer.at("id_token")},
                                   {"post_logout_redirect_uri", service.url() + "/post_logout_redirect"}});
        CHECK(left.url == service.url() + "/post_logout_redirect");
        CHECK(service.front_channel().size() == 1);
        CHECK(service.back_channel().size() == 1);
    }

    TEST_CASE("[acceptance 6] logging out at Demotjeneste logs out of MinProfil, and the other way round") {
        TestApp app;
        for (std::string const from : {"demotjeneste", "minprofil"}) {
            CAPTURE(from);
            Browser browser(app);
            auto const service = browser.log_in(browser.get(app.url("demotjeneste") + "/login"), pid);
            auto const profile = browser.get(app.url("minprofil") + "/");
            REQUIRE_FALSE(profile.element("minprofil-title").empty());
            auto const copied = browser.cookies;
            auto const left =
                post_logout(app, browser, from, from == "minprofil" ? profile : browser.get(service.url));
            CHECK(left.url.starts_with(app.url(from)));
            CHECK(browser.frames.size() == 2);
            // Also whoever has a copy of the cookies is logged out.
            browser.cookies = copied;
            CHECK(asks_for_login(browser.get(app.url("minprofil") + "/")));
            CHECK_FALSE(browser.get(app.url("demotjeneste") + "/").element("demo-login").empty());
            CHECK(asks_for_login(browser.get(app.url("demotjeneste") + "/login")));
        }
        CHECK_FALSE(app.log().mentions("back-channel logout failed"));
    }

    TEST_CASE("logging out in one browser leaves the person logged in in another") {
        TestApp app;
        Browser browser(app), other(app);
        auto const page = browser.log_in(browser.get(app.url("minprofil") + "/"), pid);
        other.log_in(other.get(app.url("minprofil") + "/"), pid);
        post_logout(app, browser, "minprofil", page);
        CHECK(asks_for_login(browser.get(app.url("minprofil") + "/")));
        CHECK_FALSE(other.get(app.url("minprofil") + "/").element("minprofil-title").empty());
    }
}
