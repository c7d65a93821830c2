// Logging in to MinProfil, and what is refused on the way back.
#include "jose/digest.h"
#include "services/minprofil/world.h"

using namespace emulator;
using namespace emulator::test;

TEST_SUITE("minprofil/login") {
    TEST_CASE("[minprofil 2] without a session the browser is sent to ID-porten, for at least substantial") {
        World world;
        auto const there = world.browser.get("/?locale=se&ukjent=1");
        REQUIRE(there.status == 302);
        CHECK(location(there).starts_with("http://localhost:4702/authorize?"));
        auto const asked = query_of(location(there));
        CHECK(asked.text("client_id") == "minprofil");
        CHECK(asked.text("response_type") == "code");
        CHECK(asked.text("redirect_uri") == "http://localhost:4704/callback");
        CHECK(asked.text("scope") == "openid profile");
        CHECK(asked.text("acr_values") == "idporten-loa-substantial");
        CHECK(asked.text("ui_locales") == "se");
        CHECK(asked.text("code_challenge_method") == "S256");
        CHECK(!asked.text("state").empty());
        CHECK(!asked.text("nonce").empty());
        CHECK(there.headers.find("Cache-Control") == "no-store");
    }

    TEST_CASE("after the login the page shows what the register knows") {
        World world;
        auto const page = world.log_in();
        REQUIRE(page.status == 200);
        CHECK(input(page, "epostadresse") == "stodig.vindmolle@example.no");
        CHECK(input(page, "mobiltelefonnummer") == "+4799999901");
        CHECK(marked(page, "email-verified") == "19.11.2026");
        CHECK(marked(page, "email-updated") == "22.08.2026");
        CHECK(tag(page, "postbox-984661185").find("checked") != std::string::npos);
        CHECK(tag(page, "postbox-none").find("checked") == std::string::npos);
        CHECK(marked(page, "postbox-address") == "stodig.vindmolle#7K2D");
        CHECK(tag(page, "spraak-nb").find("checked") != std::string::npos);
        CHECK(tag(page, "spraak-en").find("checked") == std::string::npos);
        CHECK(tag(page, "reservation-no").find("checked") != std::string::npos);
        CHECK(page.body.find("Stødig Vindmølle") != std::string::npos);
        CHECK(!has_mark(page, "saved"));
        CHECK(!has_mark(page, "unregistered"));
        CHECK(!has_mark(page, "deleted"));
        CHECK(has_mark(page, "logout"));
    }

    TEST_CASE("a person without an entry and a deleted one are told so") {
        World world;
        world.idporten.pid = unregistered;
        CHECK(has_mark(world.log_in(), "unregistered"));
        world.browser.cookies.clear();
        world.idporten.pid = deleted;
        CHECK(has_mark(world.log_in(), "deleted"));
    }

    TEST_CASE("a person whom nobody has heard of can log in") {
        World world;
        world.idporten.pid = "06819774798";
        REQUIRE(!world.persons.find(number(world.idporten.pid)));
        auto const page = world.log_in();
        CHECK(page.status == 200);
        CHECK(has_mark(page, "unregistered"));
        CHECK(page.body.find("06819774798") != std::string::npos);
    }

    TEST_CASE("the language of the request lasts through ID-porten and can be switched") {
        World world;
        auto const english = world.log_in("/?locale=en");
        CHECK(english.body.find("<html lang=\"en\"") != std::string::npos);
        CHECK(world.browser.get("/").body.find("<html lang=\"en\"") != std::string::npos);
        CHECK(world.browser.get("/?locale=nn").body.find("<html lang=\"nn\"") != std::string::npos);
        CHECK(world.browser.get("/").body.find("<html lang=\"nn\"") != std::string::npos);
    }

    TEST_CASE("cookies are for this product, HttpOnly and SameSite, and the data set does not hold them") {
        World world;
        auto const there = world.browser.get("/");
        auto const back = world.browser.get("/callback?" + world.idporten.approve(location(there)));
        auto const cookie = std::string(back.headers.find("Set-Cookie").value_or(""));
        CHECK(cookie.starts_with("MINPROFIL_SESSION="));
        CHECK(cookie.ends_with("; Path=/; HttpOnly; SameSite=Lax"));
        auto const value = world.browser.cookies.at("MINPROFIL_SESSION");
        CHECK(value.size() == 43);
        CHECK(!world.state.get({"minprofil_session", value}));
        auto const id = hex_encode(jose::sha256(value));
        CHECK(world.state.get({"minprofil_session", id}));
    }

    TEST_CASE("a session name that the browser brings along is not taken over") {
        World world;
        world.log_in();
        auto const before = world.browser.cookies.at("MINPROFIL_SESSION");
        Browser fixed(world.router);
        fixed.cookies["MINPROFIL_SESSION"] = "chosen-by-someone-else";
        world.log_in(fixed);
        CHECK(fixed.cookies.at("MINPROFIL_SESSION") != "chosen-by-someone-else");
        CHECK(fixed.cookies.at("MINPROFIL_SESSION") != before);
    }

    TEST_CASE("a new login in the same browser ends the session before") {
        World world;
        auto const first = world.browser.get("/");
        auto const second = world.browser.get("/");
        REQUIRE(world.browser.get("/callback?" + world.idporten.approve(location(first))).status == 302);
        auto const old_cookies = world.browser.cookies;
        // Another tab of the same browser comes back later.
        REQUIRE(world.browser.get("/callback?" + world.idporten.approve(location(second))).status == 302);
        CHECK(world.browser.get("/").status == 200);
        Browser old(world.router);
        old.cookies = old_cookies;
        CHECK(old.get("/").status == 302);
    }

    TEST_CASE("a session ends half an hour after its last request") {
        World world;
        world.log_in();
        world.clock.advance(seconds(1799));
        CHECK(world.browser.get("/").status == 200);
        world.clock.advance(seconds(1799));
        CHECK(world.browser.get("/").status == 200);
        world.clock.advance(seconds(1800));
        CHECK(world.browser.get("/").status == 302);
    }

    TEST_CASE("a callback that does not belong to a login of this browser makes no session") {
        struct Row {
            char const* name;
            std::function<std::string(World&, std::string const&)> query;
        };
        auto const changed = [](World& world, std::string const& url, std::string const& name,
                                std::string const& value) {
            http::Parameters back;
            for (auto const& [key, old] : query_of("?" + world.idporten.approve(url)))
                back.add(key, key == name ? value : old);
            return back.encoded();
        };
        Row const rows[] = {
            {"unknown state", [&](World& w, auto const& url) { return changed(w, url, "state", "another"); }},
            {"empty state", [&](World& w, auto const& url) { return changed(w, url, "state", ""); }},
            {"foreign iss",
             [&](World& w, auto const& url) { return changed(w, url, "iss", "http://evil.example"); }},
            {"no iss", [&](World& w, auto const& url) { return changed(w, url, "iss", ""); }},
            {"no code", [&](World& w, auto const& url) { return changed(w, url, "code", ""); }},
            {"unknown code", [&](World& w, auto const& url) { return changed(w, url, "code", "x"); }},
            {"the person cancelled", [](World& w, auto const& url) { return w.idporten.cancel(url); }},
            {"no parameters", [](World&, auto const&) { return std::string(); }},
        };
        for (auto const& row : rows) {
            CAPTURE(row.name);
            World world;
            auto const url = location(world.browser.get("/"));
            auto const answer = world.browser.get("/callback?" + row.query(world, url));
            CHECK(answer.status == 403);
            CHECK(marked(answer, "error-title") == "Du ble ikke logget inn");
            CHECK(tag(answer, "error-back").find("href=\"/\"") != std::string::npos);
            CHECK(has_mark(answer, "error-rule"));
            CHECK(!world.browser.cookies.contains("MINPROFIL_SESSION"));
            REQUIRE(world.journal.newest(1).size() == 1);
            CHECK(answer.body.find(world.journal.newest(1)[0].error.trace_id) != std::string::npos);
        }
    }

    TEST_CASE("what ID-porten says about a refused login is shown") {
        World world;
        auto const url = location(world.browser.get("/"));
        auto const answer = world.browser.get("/callback?" + world.idporten.cancel(url));
        CHECK(marked(answer, "error-description").find("The user cancelled") != std::string::npos);
    }

    TEST_CASE(
        "[RFC 6749 10.12] a callback in another browser makes no session, and the login can still end in its "
        "own") {
        World world;
        auto const query = world.idporten.approve(location(world.browser.get("/")));
        Browser other(world.router);
        CHECK(other.get("/callback?" + query).status == 403);
        other.get("/");  // with a login cookie of its own
        CHECK(other.get("/callback?" + query).status == 403);
        CHECK(!other.cookies.contains("MINPROFIL_SESSION"));
        CHECK(world.browser.get("/callback?" + query).status == 302);
    }

    TEST_CASE("a callback works once") {
        World world;
        auto const query = world.idporten.approve(location(world.browser.get("/")));
        CHECK(world.browser.get("/callback?" + query).status == 302);
        auto const calls = world.client.calls.size();
        world.browser.cookies.erase("MINPROFIL_SESSION");
        CHECK(world.browser.get("/callback?" + query).status == 403);
        CHECK(world.client.calls.size() == calls);
    }

    TEST_CASE("whoever goes back in the browser after a login comes to the page, still as themselves") {
        World world;
        auto const url = location(world.browser.get("/"));
        CHECK(world.browser.get("/callback?" + world.idporten.approve(url)).status == 302);
        auto const session = world.browser.cookies.at("MINPROFIL_SESSION");
        auto const calls = world.client.calls.size();
        world.idporten.pid = "20914695016";  // ID-porten gives a new code under the old state
        auto const again = world.browser.get("/callback?" + world.idporten.approve(url));
        CHECK(again.status == 302);
        CHECK(location(again) == minprofil_origin + "/");
        CHECK(world.browser.cookies.at("MINPROFIL_SESSION") == session);
        CHECK(world.client.calls.size() == calls);
        Browser other(world.router);
        auto const foreign = world.idporten.approve(location(other.get("/")));
        CHECK(world.browser.get("/callback?" + foreign).status == 403);
    }

    TEST_CASE("a login is remembered for half an hour") {
        World world;
        auto const query = world.idporten.approve(location(world.browser.get("/")));
        world.clock.advance(seconds(1800));
        CHECK(world.browser.get("/callback?" + query).status == 403);
    }

    TEST_CASE("[OpenID Connect Core 3.1.3.7] an id_token that does not hold makes no session") {
        struct Row {
            char const* name;
            std::function<void(IdportenTwin&)> falsify;
        };
        auto const claim = [](std::string name, Json value) {
            return [=](IdportenTwin& twin) { twin.falsify = [=](Json& claims) { claims[name] = value; }; };
        };
        Row const rows[] = {
            {"another issuer", claim("iss", "http://evil.example")},
            {"another audience", claim("aud", "demotjeneste")},
            {"another nonce", claim("nonce", "guessed")},
            {"expired", claim("exp", 1000)},
            {"level below substantial", claim("acr", "idporten-loa-low")},
            {"pid of nobody", claim("pid", "12345678901")},
            {"no pid", [](IdportenTwin& twin) { twin.falsify = [](Json& claims) { claims.erase("pid"); }; }},
            {"signed with another key",
             [](IdportenTwin& twin) { twin.key = fixture_key("maskinporten-signing"); }},
        };
        for (auto const& row : rows) {
            CAPTURE(row.name);
            World world;
            row.falsify(world.idporten);
            auto const url = location(world.browser.get("/"));
            auto const answer = world.browser.get("/callback?" + world.idporten.approve(url));
            CHECK(answer.status == 403);
            CHECK(!world.browser.cookies.contains("MINPROFIL_SESSION"));
        }
    }

    TEST_CASE("a login at high is accepted") {
        World world;
        world.idporten.acr = "idporten-loa-high";
        CHECK(world.log_in().status == 200);
    }

    TEST_CASE("an ID-porten that does not answer is told as such, and asked again the next time") {
        World world;
        world.idporten.reachable = false;
        auto const answer = world.browser.get("/");
        CHECK(answer.status == 502);
        CHECK(marked(answer, "error-title") == "Noe gikk galt hos oss");
        world.idporten.reachable = true;
        CHECK(world.browser.get("/").status == 302);
    }

    TEST_CASE("a query that cannot be read is refused on a page") {
        World world;
        auto const answer = world.browser.get("/?gotoUrl=%zz");
        CHECK(answer.status == 400);
        CHECK(marked(answer, "error-title") == "Vi forsto ikke forespørselen");
    }
}
