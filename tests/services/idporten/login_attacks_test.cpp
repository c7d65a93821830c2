// Hostile hands on the login: forged and stolen pages, planted cookies, steps out of order.
#include "services/idporten/deps.h"
#include "services/idporten/pending_login.h"
#include "services/idporten/session.h"
#include "services/idporten/world.h"

namespace emulator::idporten {
namespace {

std::string const foreign = "The form does not belong to this browser";
std::string const gone = "The login has ended or was finished already";

// Refused with a page that sends the browser nowhere and sets nothing.
std::string refused(http::Response const& response) {
    CHECK(response.status == 400);
    CHECK(!response.headers.find("Location"));
    CHECK(!response.headers.find("Set-Cookie"));
    return marked(response, "error-description");
}
http::Response with_cookies(World& world, http::Method method, std::string const& target,
                            std::string const& cookies, Fields const& form = {}) {
    return world.send(method, target, parameters(form).encoded(),
                      {{"Accept", "text/html"}, {"Cookie", cookies}});
}

TEST_SUITE("idporten/login attacks") {
    TEST_CASE(
        "[RFC 9700 4.7] login CSRF: a login that somebody else began is not shown, and cannot be answered") {
        World world;
        Browser victim(world.router);
        auto const attackers = world.browser.get(World::authorize_url());
        auto const transaction = "?transaction=" + input(attackers, "transaction");
        for (bool const has_a_login_of_its_own : {false, true}) {
            CAPTURE(has_a_login_of_its_own);
            if (has_a_login_of_its_own) victim.get(World::authorize_url());
            for (auto const* path : {"/login", "/login/testid", "/login/bankid/confirmation"})
                CHECK(refused(victim.get(path + transaction)) == foreign);
            for (auto const* path : {"/login", "/login/testid", "/login/bankid/confirmation"}) {
                CHECK(refused(World::answer(victim, attackers, path,
                                            {{"pid", everything}, {"acr", substantial_level}})) == foreign);
            }
        }
        CHECK(!victim.cookies.contains("IDPORTEN_SESSION"));
    }

    TEST_CASE("a consent that somebody else was asked for is not shown either") {
        World world;
        auto const page = world.browser.get(World::authorize_url(
            {{"client_id", "min-tjeneste-nokkel"}, {"scope", "openid demo-etat:inntekt.read"}}));
        auto const back = World::choose(world.browser, page);
        Browser victim(world.router);
        CHECK(refused(victim.get(location(back))) == foreign);
    }

    TEST_CASE("[RFC 6265 8.6] cookie tossing: two browser cookies that differ prove nothing") {
        World world;
        auto const page = world.browser.get(World::authorize_url());
        auto const own = "IDPORTEN_AUTH=" + world.browser.cookies.at("IDPORTEN_AUTH");
        Fields const form{{"csrf", input(page, "csrf")},
                          {"transaction", input(page, "transaction")},
                          {"pid", everything},
                          {"acr", substantial_level}};
        auto const post = http::Method::post;
        for (auto const& cookies : {"IDPORTEN_AUTH=tossed; " + own, own + "; IDPORTEN_AUTH=tossed"}) {
            CAPTURE(cookies);
            CHECK(refused(with_cookies(world, post, "/login/testid", cookies, form)) == foreign);
            // Nor does a login begin on such ground: it gets a cookie of its own.
            auto const begun = with_cookies(world, http::Method::get, World::authorize_url(), cookies);
            CHECK(begun.headers.find("Set-Cookie").value_or("").starts_with("IDPORTEN_AUTH="));
        }
        CHECK(with_cookies(world, post, "/login/testid", own + "; " + own, form).status == 303);
    }

    TEST_CASE("[RFC 6265 8.6] cookie tossing: of two sessions that differ none is used") {
        World world;
        world.log_in();
        auto const own = "IDPORTEN_SESSION=" + world.browser.cookies.at("IDPORTEN_SESSION");
        Browser attacker(world.router);
        World::log_in(attacker, {}, d_number);
        auto const tossed = "IDPORTEN_SESSION=" + attacker.cookies.at("IDPORTEN_SESSION");
        auto const ask = [&](std::string const& cookies) {
            return with_cookies(world, http::Method::get, World::authorize_url(), cookies);
        };
        CHECK(is_login_page(ask(tossed + "; " + own)));
        CHECK(is_login_page(ask(own + "; " + tossed)));
        CHECK(ask(own + "; " + own).status == 302);
        // Nor does a logout end the one that was tossed in front.
        with_cookies(world, http::Method::get, "/logout", tossed + "; " + own);
        CHECK(ask(tossed).status == 302);
        CHECK(ask(own).status == 302);
    }

    TEST_CASE("session fixation: who logs in on a planted session leaves nothing in it") {
        for (bool const step_up : {false, true}) {
            CAPTURE(step_up);
            World world;
            Browser attacker(world.router);
            World::log_in(attacker, {}, d_number);
            auto const planted = attacker.cookies.at("IDPORTEN_SESSION");
            world.browser.cookies["IDPORTEN_SESSION"] = planted;
            Fields const asked = step_up ? Fields{{"acr_values", high_level}} : Fields{{"prompt", "login"}};
            auto const claims = world.id_token(world.log_in(asked, everything, high_level));
            CHECK(claims.at("pid") == everything);
            CHECK(world.browser.cookies.at("IDPORTEN_SESSION") != planted);
            CHECK(is_login_page(attacker.get(World::authorize_url())));
            CHECK(world.log.mentions("another person has logged in"));
        }
    }

    TEST_CASE("an eID's own step cannot be reached or answered before it was said who it is") {
        World world;
        auto const page = world.browser.get(World::authorize_url());
        auto const query = "?transaction=" + input(page, "transaction");
        auto const early =
            World::answer(world.browser, page, "/login/bankid/confirmation", {{"action", "approve"}});
        CHECK(early.status == 303);
        CHECK(location(early) == "/login/bankid" + query);
        CHECK(location(world.browser.get("/login/bankid/confirmation" + query)) == "/login/bankid" + query);
        CHECK(location(world.browser.get("/login/testid/confirmation" + query)) == "/login/testid" + query);
        CHECK(!world.browser.cookies.contains("IDPORTEN_SESSION"));
    }

    TEST_CASE("the step of one eID does not confirm another, and names nobody but who was named before") {
        World world;
        auto const step = world.confirmation_of("minid");
        auto const other =
            World::answer(world.browser, step, "/login/bankid/confirmation", {{"action", "approve"}});
        CHECK(location(other).starts_with("/login/bankid?"));
        CHECK(!world.browser.cookies.contains("IDPORTEN_SESSION"));
        auto const back = World::answer(
            world.browser, step, "/login/minid/confirmation",
            {{"code", "12345"}, {"pid", d_number}, {"typed_pid", d_number}, {"acr", high_level}});
        auto const claims = world.id_token(World::code_of(back));
        CHECK(claims.at("pid") == everything);
        CHECK(claims.at("acr") == substantial_level);
        CHECK(claims.at("amr") == Json::array({"Minid-OTC"}));
    }

    TEST_CASE(
        "a login that is finished is not answered again; who goes back to its pages asks for the same anew") {
        World world;
        auto const step = world.confirmation_of("buypass");
        auto const approve = [&] {
            return World::answer(world.browser, step, "/login/buypass/confirmation", {{"action", "approve"}});
        };
        World::code_of(approve());
        CHECK(refused(approve()) == gone);
        auto const query = "?transaction=" + input(step, "transaction");
        for (auto const* path : {"/login", "/login/buypass", "/login/buypass/confirmation", "/consent"})
            CHECK(
                location(world.browser.get(path + query)).starts_with("/authorize?client_id=min-tjeneste&"));
        // The session answers, for the same client and with the same state.
        auto const again = world.browser.get(location(world.browser.get("/login/buypass" + query)));
        CHECK(again.status == 302);
        CHECK(query_of(location(again)).text("state") == "state-1");
        CHECK(world.id_token(World::code_of(again)).at("nonce") == "nonce-1");
        // In another browser, and later, there is nothing to go back to.
        Browser other(world.router);
        CHECK(refused(other.get("/login/buypass" + query)) == gone);
        world.clock.advance(session_idle);
        CHECK(refused(world.browser.get("/login/buypass" + query)) == gone);
    }

    TEST_CASE("who cancels and goes back is asked to log in as before") {
        World world;
        world.log_in();
        auto const page = world.browser.get(World::authorize_url({{"prompt", "login"}, {"max_age", "600"}}));
        auto const transaction = input(page, "transaction");
        auto const cancelled = world.browser.post(
            "/login",
            parameters({{"csrf", input(page, "csrf")}, {"transaction", transaction}, {"action", "cancel"}}));
        CHECK(query_of(location(cancelled)).text("error") == "access_denied");
        auto const back = location(world.browser.get("/login?transaction=" + transaction));
        CHECK(query_of(back).text("prompt") == "login");
        CHECK(query_of(back).text("max_age") == "600");
        CHECK(is_login_page(world.browser.get(back)));
    }

    TEST_CASE(
        "[OpenID Connect Core 3.1.2.1] who goes back after a login gets none that is older than max_age") {
        World world;
        auto const page = world.browser.get(World::authorize_url({{"max_age", "60"}}));
        World::code_of(World::choose(world.browser, page));
        auto const back = location(world.browser.get("/login?transaction=" + input(page, "transaction")));
        CHECK(world.browser.get(back).status == 302);
        world.clock.advance(seconds(61));
        CHECK(is_login_page(world.browser.get(back)));
    }

    TEST_CASE("two tabs of one login: who confirms has seen whom") {
        World world;
        for (auto const* eid : {"bankid", "minid"}) {
            CAPTURE(eid);
            std::string const path = "/login/" + std::string(eid);
            Fields const confirm{{"action", "approve"}, {"code", "12345"}};
            auto const selector = world.browser.get(World::authorize_url({{"prompt", "login"}}));
            auto const step_of = [&](std::string const& pid) {
                auto const who = World::open_eid(world.browser, selector, eid);
                return world.browser.get(location(World::answer(world.browser, who, path, {{"pid", pid}})));
            };
            auto const first = step_of(everything);
            auto const second = step_of(d_number);
            auto const stale = World::answer(world.browser, first, path + "/confirmation", confirm);
            CHECK(location(stale).starts_with(path + "/confirmation?"));
            CHECK(marked(world.browser.get(location(stale)), "claimed-pid") == d_number);
            auto const nameless = World::answer(world.browser, second, path + "/confirmation",
                                                changed(confirm, {{"claim", ""}}));
            CHECK(location(nameless).starts_with(path + "/confirmation?"));
            auto const back = World::answer(world.browser, second, path + "/confirmation", confirm);
            CHECK(world.id_token(World::code_of(back)).at("pid") == d_number);
        }
    }

    TEST_CASE("two logins in two tabs of one browser do not mix") {
        World world;
        auto const first = world.confirmation_of("bankid");
        auto const second = world.confirmation_of("minid", {}, d_number);
        CHECK(marked(first, "claimed-pid") == everything);
        auto const back =
            World::answer(world.browser, first, "/login/bankid/confirmation", {{"action", "approve"}});
        CHECK(world.id_token(World::code_of(back)).at("pid") == everything);
        auto const late =
            World::answer(world.browser, second, "/login/minid/confirmation", {{"code", "12345"}});
        CHECK(world.id_token(World::code_of(late)).at("pid") == d_number);
    }

    TEST_CASE("names and stories of people cannot bring markup into the pages") {
        World world;
        auto const number = need(model::PersonNumber::parse(everything));
        world.persons.edit(number, [](model::Person& person) {
            person.given_name = "<script>alert(1)</script>";
            person.beskrivelse = "\"><img src=x onerror=alert(1)>";
        });
        auto const selector = world.browser.get(World::authorize_url());
        auto const list = World::open_eid(world.browser, selector, "testid");
        auto const step = world.confirmation_of("bankid");
        for (auto const& page : {list, step}) {
            CHECK(page.body.find("&lt;script&gt;alert(1)") != std::string::npos);
            CHECK(page.body.find("<script>alert") == std::string::npos);
            CHECK(page.body.find("<img src=x") == std::string::npos);
        }
    }

    TEST_CASE(
        "neither the name of a login nor the cookie of its browser is in the store, only their digests") {
        World world;
        auto const page = world.browser.get(World::authorize_url());
        auto const transaction = input(page, "transaction");
        CHECK(!world.state.get({login_kind, transaction}));
        auto const kept = world.state.get({login_kind, digest_of(transaction)});
        REQUIRE(kept);
        CHECK(kept->find(transaction) == std::string::npos);
        CHECK(kept->find(world.browser.cookies.at("IDPORTEN_AUTH")) == std::string::npos);
    }
}

}  // namespace
}  // namespace emulator::idporten
