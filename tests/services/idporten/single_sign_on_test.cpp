// The session that several clients share: when it answers a request, and when it ends.
#include "services/idporten/authorize.h"
#include "services/idporten/deps.h"
#include "services/idporten/world.h"

namespace emulator::idporten {
namespace {

// A world whose clients for users' own services are told the session in their id_tokens.
struct SharedWorld : World {
    SharedWorld() {
        registrations.client("min-tjeneste", wants_sid);
        registrations.client("min-spa", wants_sid);
    }
    static void wants_sid(Json& client) { client["frontchannel_logout_session_required"] = true; }
    // min-spa with other properties.
    void isolate() {
        registrations.client("min-spa", [](Json& client) {
            wants_sid(client);
            client["sso_disabled"] = true;
        });
    }

    http::Response ask(Fields const& changes = {}) { return browser.get(World::authorize_url(changes)); }
    // Whether the session answered at once.
    bool answers(Fields const& changes = {}) { return ask(changes).status == 302; }
    Json claims(std::string const& code, std::string const& client_id = "min-tjeneste") {
        if (client_id == "min-tjeneste") return id_token(code);
        auto const response = redeem(code, {{"client_id", client_id}}, "");
        INFO(response.body);
        REQUIRE(response.status == 200);
        return claims_of(need(parse_json(response.body)).at("id_token"));
    }
    // The id_token that the session gives that client without a page.
    Json without_page(std::string const& client_id = "min-tjeneste", Fields const& changes = {}) {
        return claims(code_of(ask(changed({{"client_id", client_id}}, changes))), client_id);
    }
};

Fields const high_request{{"acr_values", high_level}};
Fields const spa{{"client_id", "min-spa"}};

TEST_SUITE("idporten/single sign-on") {
    TEST_CASE("[idporten 15] a second client is answered at once, with the same login and session") {
        SharedWorld world;
        auto const first = world.claims(world.log_in({}, d_number));
        world.clock.advance(seconds(100));
        auto const second = world.without_page("min-spa");
        CHECK(second.at("sid") == first.at("sid"));
        CHECK(second.at("auth_time") == first.at("auth_time"));
        CHECK(second.at("iat").get<int>() == first.at("iat").get<int>() + 100);
        CHECK(second.at("pid") == d_number);
        CHECK(second.at("acr") == first.at("acr"));
        CHECK(second.at("sub") != first.at("sub"));
        CHECK(second.at("jti") != first.at("jti"));
    }

    TEST_CASE("[idporten 15] half an hour without an authentication request ends the session") {
        struct Row {
            seconds pause;
            bool answered;
        };
        for (auto const& row : {Row{seconds(1799), true}, Row{seconds(1800), false}}) {
            CAPTURE(row.pause.count());
            SharedWorld world;
            world.log_in();
            world.clock.advance(row.pause);
            CHECK(world.answers() == row.answered);
            if (!row.answered) continue;
            // The request began a new half hour.
            world.clock.advance(row.pause);
            CHECK(world.answers());
        }
    }

    TEST_CASE("[idporten 15] two hours after the first login the session ends, however much it is used") {
        SharedWorld world;
        world.log_in();
        for (int i = 0; i < 4; ++i) {
            world.clock.advance(seconds(1700));
            CHECK(world.answers());
        }
        world.clock.advance(seconds(7199 - 4 * 1700));
        CHECK(world.answers());
        world.clock.advance(seconds(1));
        CHECK(!world.answers());
    }

    TEST_CASE("[idporten 15] a login anew in the same session does not make the two hours longer") {
        SharedWorld world;
        world.log_in();
        for (int i = 0; i < 4; ++i) {
            world.clock.advance(seconds(1700));
            world.log_in({{"prompt", "login"}});
        }
        world.clock.advance(seconds(7199 - 4 * 1700));
        CHECK(world.answers());
        world.clock.advance(seconds(1));
        CHECK(!world.answers());
    }

    TEST_CASE("[idporten 4] a step-up keeps the session and its clients, and gives its level to all") {
        SharedWorld world;
        auto const before = world.claims(world.log_in());
        world.isolate();  // min-spa shows whether the session remembers its clients
        auto const isolated = world.claims(world.log_in(spa), "min-spa");
        CHECK(isolated.at("sid") == before.at("sid"));
        CHECK(!world.answers(high_request));
        world.clock.advance(seconds(10));
        auto const raised = world.claims(world.log_in(high_request, everything, high_level));
        CHECK(raised.at("acr") == high_level);
        CHECK(raised.at("sid") == before.at("sid"));
        CHECK(raised.at("auth_time").get<int>() == before.at("auth_time").get<int>() + 10);
        CHECK(world.answers(spa));
        // A lower level is satisfied, and the real one is told.
        CHECK(world.without_page("min-tjeneste", {{"acr_values", substantial_level}}).at("acr") ==
              high_level);
    }

    TEST_CASE("another person gets a session of their own, and the one before is over") {
        SharedWorld world;
        auto const first = world.claims(world.log_in());
        auto const cookies = world.browser.cookies;
        auto const second = world.claims(world.log_in({{"prompt", "login"}}, d_number));
        CHECK(second.at("pid") == d_number);
        CHECK(second.at("sid") != first.at("sid"));
        CHECK(world.without_page().at("pid") == d_number);
        world.browser.cookies = cookies;
        CHECK(!world.answers());
    }

    TEST_CASE("every login has a new cookie, and the one before is worth nothing") {
        SharedWorld world;
        world.log_in();
        auto const before = world.browser.cookies;
        world.log_in({{"prompt", "login"}});
        CHECK(world.browser.cookies.at("IDPORTEN_SESSION") != before.at("IDPORTEN_SESSION"));
        CHECK(world.answers());
        world.browser.cookies = before;
        CHECK(!world.answers());
    }

    TEST_CASE("a cookie that somebody planted is not taken over") {
        SharedWorld world;
        world.browser.cookies["IDPORTEN_SESSION"] = "planted";
        CHECK(!world.answers());
        world.log_in();
        CHECK(world.browser.cookies.at("IDPORTEN_SESSION") != "planted");
        Browser other(world.router);
        other.cookies["IDPORTEN_SESSION"] = "planted";
        CHECK(is_login_page(other.get(World::authorize_url())));
    }

    TEST_CASE("the cookie is not in the store, only its digest") {
        SharedWorld world;
        world.log_in();
        auto const cookie = world.browser.cookies.at("IDPORTEN_SESSION");
        CHECK(!world.state.get({session_kind, cookie}));
        CHECK(world.state.get({session_kind, digest_of(cookie)}));
    }

    TEST_CASE(
        "[idporten 3] prompt=login asks anew, prompt=none never shows a page, consent changes nothing") {
        SharedWorld world;
        CHECK(told(world, world.ask({{"prompt", "none"}})).error == "login_required");
        world.log_in();
        CHECK(is_login_page(world.ask({{"prompt", "login"}})));
        CHECK(world.answers({{"prompt", "none"}}));
        CHECK(world.answers({{"prompt", "consent"}}));
        CHECK(told(world, world.ask(changed(high_request, {{"prompt", "none"}}))).error == "login_required");
        CHECK(world.journal.newest(1).at(0).error.explanation.received == "a higher level is asked for");
    }

    TEST_CASE("[OpenID Connect Core 3.1.2.1] max_age is the age up to which a login will do") {
        SharedWorld world;
        auto const first = world.claims(world.log_in()).at("auth_time").get<int>();
        CHECK(is_login_page(world.ask({{"max_age", "0"}})));  // as prompt=login
        world.clock.advance(seconds(60));
        CHECK(world.answers({{"max_age", "60"}}));
        CHECK(world.answers({{"max_age", "9223372036854775807"}}));
        world.clock.advance(seconds(1));
        CHECK(is_login_page(world.ask({{"max_age", "60"}})));
        CHECK(told(world, world.ask({{"max_age", "60"}, {"prompt", "none"}})).error == "login_required");
        auto const again = world.claims(world.log_in({{"max_age", "60"}}));
        CHECK(again.at("auth_time").get<int>() == first + 61);
    }

    TEST_CASE(
        "[idporten 15] a client outside single sign-on always begins with a login, and then has its own") {
        SharedWorld world;
        world.isolate();
        world.log_in();
        CHECK(is_login_page(world.ask(spa)));
        world.log_in(spa);
        CHECK(world.answers(spa));
        CHECK(world.answers());
    }

    TEST_CASE("[idporten 15] a session in which only such clients have been does not answer the others") {
        SharedWorld world;
        world.isolate();
        world.log_in(spa);
        CHECK(world.answers(spa));
        CHECK(is_login_page(world.ask()));
        CHECK(told(world, world.ask({{"prompt", "none"}})).error == "login_required");
        world.log_in();
        CHECK(world.answers());
        CHECK(world.answers(spa));
    }

    TEST_CASE(
        "[idporten 15] a request for a step-up prolongs the session, the answer of its pages does not") {
        SharedWorld world;
        auto const before = world.claims(world.log_in());
        world.clock.advance(std::chrono::minutes(25));
        auto const page = world.ask(high_request);
        world.clock.advance(std::chrono::minutes(10));
        auto const raised = World::choose(world.browser, page, everything, high_level);
        CHECK(world.id_token(World::code_of(raised)).at("sid") == before.at("sid"));
    }

    TEST_CASE(
        "[OpenID Connect Core 3.1.2.1] a request that a page of another site posts is asked again by GET, "
        "for the session's cookie comes with that alone") {
        SharedWorld world;
        auto const body = parameters(World::asked({{"resource", "https://a.example/?b=c&d"}})).encoded();
        std::pair<std::string, std::string> const html{"Accept", "text/html"};
        for (auto const& from :
             {std::pair{"Sec-Fetch-Site", "cross-site"}, std::pair{"Sec-Fetch-Site", "same-site"},
              std::pair{"Origin", "https://tjeneste.example.no"}}) {
            CAPTURE(from.second);
            auto const answer = world.send(http::Method::post, "/authorize", body,
                                           {html, {from.first, from.second}, {"Host", "localhost:4702"}});
            CHECK(answer.status == 303);
            CHECK(location(answer) == "/authorize?" + body);
            CHECK(!answer.headers.find("Set-Cookie"));
        }
        for (auto const& from :
             {std::pair{"Sec-Fetch-Site", "same-origin"}, std::pair{"Sec-Fetch-Site", "none"},
              std::pair{"Origin", "http://localhost:4702"}, std::pair{"X-None", "x"}}) {
            CAPTURE(from.second);
            CHECK(is_login_page(world.send(http::Method::post, "/authorize", body,
                                           {html, {from.first, from.second}, {"Host", "localhost:4702"}})));
        }
        // Too much for an address is answered as it came.
        auto const large = body + "&x=" + std::string(8000, 'x');
        CHECK(is_login_page(
            world.send(http::Method::post, "/authorize", large, {html, {"Sec-Fetch-Site", "cross-site"}})));
        world.log_in();
        CHECK(world.browser.get("/authorize?" + body).status == 302);
    }

    TEST_CASE("a step-up in one tab in the middle of single sign-on in another disturbs neither") {
        SharedWorld world;
        auto const sid = world.claims(world.log_in()).at("sid");
        Browser other(world.router);
        other.cookies = world.browser.cookies;
        auto const who = World::open_eid(other, other.get(World::authorize_url(high_request)), "testid");
        http::Response raised;
        world.entropy.interrupt = [&] {
            raised = World::answer(other, who, "/login/testid", {{"pid", everything}, {"acr", high_level}});
        };
        auto const answered = world.ask(spa);
        CHECK(!world.entropy.interrupt);
        CHECK(world.claims(World::code_of(answered), "min-spa").at("sid") == sid);
        auto const high = world.claims(World::code_of(raised));
        CHECK(high.at("acr") == high_level);
        CHECK(high.at("sid") == sid);
        world.browser.cookies = other.cookies;
        CHECK(world.answers(high_request));
    }

    TEST_CASE("what is under way while a login gives the session a new name finds it for a minute") {
        std::string const income = "demo-etat:inntekt.read";
        struct Row {
            std::string name;
            std::string pid;  // of the other tab's login
            seconds pause;
            bool answered;
        };
        for (auto const& row :
             {Row{"at once", everything, seconds(0), true}, Row{"in time", everything, seconds(59), true},
              Row{"too late", everything, seconds(60), false},
              Row{"another person", d_number, seconds(0), false}}) {
            CAPTURE(row.name);
            SharedWorld world;
            world.registrations.client("min-tjeneste",
                                       [&](Json& client) { client["scopes"].push_back(income); });
            world.log_in();
            auto const waiting = world.browser.get(location(world.ask({{"scope", "openid " + income}})));
            Browser other(world.router);
            other.cookies = world.browser.cookies;
            World::log_in(other, {{"prompt", "login"}}, row.pid);
            World::log_in(other, {{"prompt", "login"}}, row.pid);
            world.clock.advance(row.pause);
            auto const back = World::answer(world.browser, waiting, "/consent",
                                            {{"action", "approve"}, {"scope:" + income, "yes"}});
            CHECK(back.status == (row.answered ? 303 : 400));
            CHECK(!world.answers());  // what begins now brings the new cookie
            CHECK(other.get(World::authorize_url()).status == 302);
            // A logout, too, ends the session of its person and no other.
            CHECK(world.browser.get("/logout").status == 200);
            CHECK(is_login_page(other.get(World::authorize_url())) == row.answered);
        }
    }

    TEST_CASE(
        "of two logins that one browser sends at once, the second goes on with the session of the first") {
        for (auto const& pid : {everything, d_number}) {
            CAPTURE(pid);
            SharedWorld world;
            world.log_in();
            Browser second(world.router);
            second.cookies = world.browser.cookies;
            auto const first = world.claims(World::log_in(world.browser, {{"prompt", "login"}}, everything));
            auto const login = World::log_in(second, {{"prompt", "login"}, {"client_id", "min-spa"}}, pid);
            auto const later = world.claims(login, "min-spa");
            CHECK((later.at("sid") == first.at("sid")) == (pid == everything));
            CHECK(!world.answers());  // by the cookie of the first
            world.browser.cookies = second.cookies;
            CHECK(world.answers());
        }
    }

    TEST_CASE("what is refused does not prolong the session") {
        SharedWorld world;
        world.log_in();
        world.clock.advance(seconds(1000));
        static_cast<void>(world.ask({{"scope", "altinn:x"}}));
        static_cast<void>(world.ask(changed(high_request, {{"prompt", "none"}})));
        world.clock.advance(seconds(800));
        CHECK(!world.answers());
    }

    TEST_CASE("the pages of two people in two browsers do not touch each other") {
        SharedWorld world;
        Browser other(world.router);
        auto const mine = world.log_in();
        auto const theirs = World::log_in(other, {}, d_number);
        CHECK(world.claims(mine).at("pid") == everything);
        CHECK(world.claims(theirs).at("pid") == d_number);
        CHECK(world.without_page().at("pid") == everything);
    }
}

}  // namespace
}  // namespace emulator::idporten
