// Logging out of MinProfil.
#include "jose/jwt.h"
#include "services/minprofil/service.h"
#include "services/minprofil/world.h"

using namespace emulator;
using namespace emulator::test;

namespace {

http::Parameters csrf(std::string const& value) {
    http::Parameters form;
    form.add("csrf", value);
    return form;
}

}  // namespace

TEST_SUITE("minprofil/logout") {
    TEST_CASE(
        "[idporten 16.1] logging out ends the session here and goes to ID-porten with the id_token as hint") {
        World world;
        auto const page = world.log_in();
        auto const cookies = world.browser.cookies;
        auto const answer = world.browser.post("/logout", csrf(input(page, "csrf")));
        REQUIRE(answer.status == 303);
        CHECK(location(answer).starts_with("http://localhost:4702/logout?"));
        auto const asked = query_of(location(answer));
        auto const hint = need(jose::parse_jwt(asked.text("id_token_hint")));
        CHECK(string_member(hint.claims, "pid") == everything);
        CHECK(asked.text("post_logout_redirect_uri") == "http://localhost:4704/logged-out");
        CHECK(!world.browser.cookies.contains("MINPROFIL_SESSION"));
        world.browser.cookies = cookies;  // a copied cookie
        CHECK(world.browser.get("/").status == 302);
    }

    TEST_CASE("another csrf, or none, logs nobody out") {
        for (auto const* value : {"", "guessed"}) {
            CAPTURE(value);
            World world;
            world.log_in();
            CHECK(world.browser.post("/logout", csrf(value)).status == 403);
            CHECK(world.browser.get("/").status == 200);
        }
    }

    TEST_CASE("without a session ID-porten is asked all the same, without a hint") {
        World world;
        auto const answer = world.browser.post("/logout", csrf(""));
        REQUIRE(answer.status == 303);
        CHECK(location(answer).starts_with("http://localhost:4702/logout?"));
        CHECK(!query_of(location(answer)).has("id_token_hint"));
    }

    TEST_CASE("the session here ends even when ID-porten cannot be asked") {
        World world;
        // A service that was started anew has not asked for the metadata yet.
        auto const page = world.log_in();
        minprofil::Service anew({minprofil_origin,
                                 {IdportenTwin::issuer, "minprofil", "minprofil-1", fixture_key("minprofil"),
                                  minprofil_origin + "/callback", "openid profile"},
                                 world.client,
                                 world.state,
                                 world.persons,
                                 *world.directory,
                                 world.clock,
                                 world.entropy,
                                 world.site,
                                 world.log});
        http::Router router("minprofil", minprofil::Service::dialect(world.site), world.log);
        anew.mount(router);
        Browser browser(router);
        browser.cookies = world.browser.cookies;
        world.idporten.reachable = false;
        CHECK(browser.post("/logout", csrf(input(page, "csrf"))).status == 502);
        world.idporten.reachable = true;
        CHECK(browser.get("/").status == 302);
    }

    TEST_CASE("logging out takes a form, not a link") {
        World world;
        world.log_in();
        auto const answer = world.browser.get("/logout");
        CHECK(answer.status == 405);
        CHECK(answer.headers.find("Allow").value_or("").find("POST") != std::string_view::npos);
        CHECK(world.browser.get("/").status == 200);
    }

    TEST_CASE("the page after logging out offers to log in again") {
        World world;
        auto const page = world.browser.get("/logged-out?state=x");
        CHECK(page.status == 200);
        CHECK(marked(page, "logged-out-title") == "Du er logget ut");
        CHECK(tag(page, "login-again").find("href=\"/\"") != std::string::npos);
    }

    TEST_CASE("nobody is told that they are logged out who is not") {
        World world;
        world.log_in();
        auto const page = world.browser.get("/logged-out");
        CHECK(page.status == 302);
        CHECK(location(page) == minprofil_origin + "/");
    }

    TEST_CASE("[idporten 16.2] a front-channel logout ends the sessions of that sid, without a cookie") {
        World world;
        world.log_in();
        Browser same(world.router);
        world.log_in(same);
        Browser other(world.router);
        world.idporten.sid = "session-2";
        world.log_in(other);
        Browser frame(world.router);
        auto const answer = frame.get("/frontchannel-logout?iss=http://localhost:4702&sid=session-1");
        CHECK(answer.status == 200);
        CHECK(answer.headers.find("Cache-Control") == "no-store");
        CHECK(!answer.headers.find("X-Frame-Options"));
        CHECK(!answer.headers.find("Content-Security-Policy"));
        CHECK(world.browser.get("/").status == 302);
        CHECK(same.get("/").status == 302);
        CHECK(other.get("/").status == 200);
        for (auto const* query :
             {"", "?sid=session-2", "?iss=http://localhost:4702", "?iss=http://evil.example&sid=session-2"}) {
            CAPTURE(query);
            CHECK(frame.get("/frontchannel-logout" + std::string(query)).status == 400);
            CHECK(other.get("/").status == 200);
        }
    }

    TEST_CASE("[idporten 16.3] a logout token ends the session of its sid, once") {
        World world;
        world.log_in();
        auto const now = world.clock.now().time_since_epoch().count();
        Json claims{{"iss", IdportenTwin::issuer},
                    {"aud", "minprofil"},
                    {"sub", "sub-of-28876895937"},
                    {"iat", now},
                    {"exp", now + 300},
                    {"jti", "logout-1"},
                    {"events", {{"http://schemas.openid.net/event/backchannel-logout", Json::object()}}},
                    {"sid", "session-1"}};
        auto const send = [&](Json const& sent) {
            http::Parameters form;
            form.add("logout_token", world.idporten.sign(sent, {{"typ", "logout+jwt"}}));
            Browser idporten(world.router);
            return idporten.post("/backchannel-logout", form).status;
        };
        auto foreign = claims;
        foreign["aud"] = "demotjeneste";
        CHECK(send(foreign) == 400);
        CHECK(world.browser.get("/").status == 200);
        CHECK(send(claims) == 200);
        CHECK(world.browser.get("/").status == 302);
        world.log_in();
        CHECK(send(claims) == 400);
        CHECK(world.browser.get("/").status == 200);
        claims["jti"] = "logout-2";
        claims.erase("sid");
        CHECK(send(claims) == 200);
        CHECK(world.browser.get("/").status == 302);
    }

    TEST_CASE("a caller that is no browser gets refusals as JSON") {
        World world;
        http::Request request;
        request.method = http::Method::post;
        REQUIRE(http::set_target(request, "/"));
        request.headers.add("Content-Type", "application/json");
        auto const answer = test::answer(world.router, std::move(request));
        CHECK(answer.status == 400);
        CHECK(string_member(need(parse_json(answer.body)), "error") == "invalid_request");
    }
}
