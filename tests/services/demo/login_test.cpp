// Logging in to Demotjeneste, what its page shows, and what is refused on the way back.
#include "jose/jwt.h"
#include "services/demo/world.h"

using namespace emulator;
using namespace emulator::test;

TEST_SUITE("demo/login") {
    TEST_CASE("the start page offers levels and languages") {
        World world;
        auto const page = world.browser.get("/");
        REQUIRE(page.status == 200);
        CHECK(tag(page, "acr-idporten-loa-substantial").find("checked") != std::string::npos);
        CHECK(tag(page, "acr-idporten-loa-high").find("checked") == std::string::npos);
        CHECK(tag(page, "demo-login").find("action=\"/login\"") != std::string::npos);
        CHECK(page.body.find("<option value=\"nb\" lang=\"nb\" selected>") != std::string::npos);
        CHECK(page.body.find("<option value=\"se\" lang=\"se\" >") != std::string::npos);
        CHECK(!has_mark(page, "user-pid"));
        CHECK(world.client.calls.empty());
    }

    TEST_CASE("a link can choose the login beforehand") {
        World world;
        auto const page = world.browser.get("/?acr_values=idporten-loa-high&ui_locales=en");
        CHECK(tag(page, "acr-idporten-loa-high").find("checked") != std::string::npos);
        CHECK(tag(page, "acr-idporten-loa-substantial").find("checked") == std::string::npos);
        CHECK(page.body.find("<option value=\"en\" lang=\"en\" selected>") != std::string::npos);
        CHECK(page.body.find("<html lang=\"en\"") != std::string::npos);
    }

    TEST_CASE("[idporten 3] a login goes to ID-porten with PKCE and what was chosen") {
        struct Row {
            char const* name;
            char const* target;
            char const* acr_values;
            char const* ui_locales;
            char const* prompt;
        };
        Row const rows[] = {
            {"nothing chosen", "/login", "idporten-loa-substantial", "", ""},
            {"high and English", "/login?acr_values=idporten-loa-high&ui_locales=en", "idporten-loa-high",
             "en", ""},
            {"forced", "/login?prompt=login", "idporten-loa-substantial", "", "login"},
            {"a level that does not exist is ID-porten's to refuse", "/login?acr_values=Level4", "Level4", "",
             ""},
            {"others are not passed on", "/login?redirect_uri=http://evil.example/&code_challenge=c",
             "idporten-loa-substantial", "", ""},
            {"no level at all", "/login?acr_values=", "", "", ""},
        };
        for (auto const& row : rows) {
            CAPTURE(row.name);
            World world;
            auto const there = world.browser.get(row.target);
            REQUIRE(there.status == 302);
            CHECK(location(there).starts_with("http://localhost:4702/authorize?"));
            auto const asked = query_of(location(there));
            CHECK(!asked.repeated());
            CHECK(asked.text("client_id") == "demotjeneste");
            CHECK(asked.text("redirect_uri") == "http://localhost:4706/callback");
            CHECK(asked.text("scope") == "openid profile krr:user/kontaktinformasjon.read");
            CHECK(asked.text("code_challenge").size() == 43);
            CHECK(asked.text("acr_values") == row.acr_values);
            CHECK(asked.text("ui_locales") == row.ui_locales);
            CHECK(asked.text("prompt") == row.prompt);
        }
    }

    TEST_CASE("the page shows what was validated, the claims, and both tokens decoded") {
        World world;
        auto const page = world.log_in("/login?ui_locales=en");
        REQUIRE(World::logged_in(page));
        CHECK(page.body.find("<html lang=\"en\"") != std::string::npos);
        CHECK(marked(page, "user-pid") == "28876895937");
        CHECK(marked(page, "check-signature") == "RS256, kid idporten-1");
        CHECK(marked(page, "check-iss") == "http://localhost:4702");
        CHECK(marked(page, "check-aud") == "demotjeneste");
        CHECK(marked(page, "check-acr") == "idporten-loa-substantial");
        CHECK(has_mark(page, "check-nonce"));
        CHECK(marked(page, "claim-acr") == "idporten-loa-substantial");
        CHECK(marked(page, "claim-amr") == "[&quot;TestID&quot;]");
        CHECK(marked(page, "claim-sid") == "session-1");
        auto const payload = marked(page, "token-payload-access_token");
        CHECK(payload.find("&quot;pid&quot;: &quot;28876895937&quot;") != std::string::npos);
        CHECK(jose::parse_jwt(marked(page, "token-raw-id_token")).has_value());
        CHECK(!has_mark(page, "krr"));
        CHECK(world.shown_tokens.empty());
    }

    TEST_CASE("an access token by reference is shown as it came") {
        World world;
        world.client.answer = [&](http::Call const& call) {
            auto answer = world.idporten.answer(call);
            if (answer && call.url.ends_with("/token")) {
                auto document = need(parse_json(answer->body));
                document["access_token"] = "opaque";
                answer->body = document.dump();
            }
            return answer;
        };
        auto const page = world.log_in();
        CHECK(marked(page, "token-raw-access_token") == "opaque");
        CHECK(marked(page, "token-payload-access_token").empty());
    }

    TEST_CASE(
        "[krr_sluttbrukerinnstillinger] the link to MinProfil has the way back, encoded and in lower case") {
        World world;
        auto const page = world.log_in();
        auto const link = between(tag(page, "change-contact"), "href=\"", "\"");
        CHECK(link.starts_with("http://localhost:4704/?gotoUrl=http%3A%2F%2F"));
        CHECK(query_of(link).text("gotoUrl") == "http://localhost:4706/");
    }

    TEST_CASE("claims are shown as text, never as markup") {
        World world;
        world.idporten.falsify = [](Json& claims) { claims["locale\"><b>"] = "<script>alert(1)</script>"; };
        auto const page = world.log_in();
        REQUIRE(World::logged_in(page));
        CHECK(page.body.find("<script>alert") == std::string::npos);
        CHECK(page.body.find("<b>") == std::string::npos);
        CHECK(page.body.find("&lt;script&gt;alert(1)&lt;/script&gt;") != std::string::npos);
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
            {"foreign iss",
             [&](World& w, auto const& url) { return changed(w, url, "iss", "http://evil.example"); }},
            {"unknown code", [&](World& w, auto const& url) { return changed(w, url, "code", "x"); }},
            {"the person cancelled", [](World& w, auto const& url) { return w.idporten.cancel(url); }},
            {"no parameters", [](World&, auto const&) { return std::string(); }},
        };
        for (auto const& row : rows) {
            CAPTURE(row.name);
            World world;
            auto const url = location(world.browser.get("/login"));
            auto const answer = world.browser.get("/callback?" + row.query(world, url));
            CHECK(answer.status == 403);
            CHECK(marked(answer, "error-title") == "Du ble ikke logget inn");
            CHECK(tag(answer, "error-back").find("href=\"/\"") != std::string::npos);
            CHECK(has_mark(answer, "error-expected"));
            CHECK(!world.browser.cookies.contains("DEMOTJENESTE_SESSION"));
            REQUIRE(world.journal.newest(1).size() == 1);
            CHECK(marked(answer, "trace-id") == world.journal.newest(1)[0].error.trace_id);
        }
    }

    TEST_CASE("[RFC 6749 10.12] a callback works once, in the browser that began it, within half an hour") {
        World world;
        auto const query = world.idporten.approve(location(world.browser.get("/login")));
        Browser other(world.router);
        CHECK(other.get("/callback?" + query).status == 403);
        CHECK(world.browser.get("/callback?" + query).status == 302);
        auto const calls = world.client.calls.size();
        world.browser.cookies.erase("DEMOTJENESTE_SESSION");
        CHECK(world.browser.get("/callback?" + query).status == 403);
        CHECK(world.client.calls.size() == calls);  // refused here, before ID-porten is asked
        auto const late = world.idporten.approve(location(world.browser.get("/login")));
        world.clock.advance(seconds(1800));
        CHECK(world.browser.get("/callback?" + late).status == 403);
    }

    TEST_CASE("whoever goes back in the browser after a login comes to the page, still as themselves") {
        World world;
        auto const url = location(world.browser.get("/login"));
        CHECK(world.browser.get("/callback?" + world.idporten.approve(url)).status == 302);
        auto const session = world.browser.cookies.at("DEMOTJENESTE_SESSION");
        auto const calls = world.client.calls.size();
        world.idporten.pid = "20914695016";  // ID-porten gives a new code under the old state
        for (auto const& query : {world.idporten.approve(url), world.idporten.cancel(url)}) {
            CAPTURE(query);
            auto const again = world.browser.get("/callback?" + query);
            CHECK(again.status == 302);
            CHECK(location(again) == demo_origin + "/");
        }
        CHECK(world.browser.cookies.at("DEMOTJENESTE_SESSION") == session);
        CHECK(world.client.calls.size() == calls);
        CHECK(marked(world.browser.get("/"), "user-pid") == "28876895937");
    }

    TEST_CASE("[RFC 6749 10.12] a login that another browser began is refused also to who is logged in") {
        World world;
        world.log_in();
        Browser other(world.router);
        auto const query = world.idporten.approve(location(other.get("/login")));
        CHECK(world.browser.get("/callback?" + query).status == 403);
        CHECK(other.get("/callback?" + query).status == 302);
    }

    TEST_CASE("a login that was cancelled says what to do, and not what was said already") {
        World world;
        auto const url = location(world.browser.get("/login"));
        auto const page = world.browser.get("/callback?" + world.idporten.cancel(url));
        CHECK(marked(page, "error-description").find("The user cancelled") != std::string::npos);
        auto const mend = marked(page, "error-mend");
        CHECK(mend.find("Offer to log in again") != std::string::npos);
        CHECK(mend.find("The user cancelled") == std::string::npos);
        CHECK(marked(page, "error-back") == "Logg inn på nytt");
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
            {"another audience", claim("aud", "minprofil")},
            {"another nonce", claim("nonce", "guessed")},
            {"expired", claim("exp", 1000)},
            {"signed with another key",
             [](IdportenTwin& twin) { twin.key = fixture_key("maskinporten-signing"); }},
        };
        for (auto const& row : rows) {
            CAPTURE(row.name);
            World world;
            row.falsify(world.idporten);
            auto const url = location(world.browser.get("/login"));
            CHECK(world.browser.get("/callback?" + world.idporten.approve(url)).status == 403);
            CHECK(!world.browser.cookies.contains("DEMOTJENESTE_SESSION"));
        }
    }

    TEST_CASE("[acceptance 5] a level below the one asked for is no login, a higher one is") {
        World world;
        auto const high = location(world.browser.get("/login?acr_values=idporten-loa-high"));
        CHECK(world.browser.get("/callback?" + world.idporten.approve(high)).status == 403);
        world.idporten.acr = "idporten-loa-high";
        CHECK(marked(world.log_in("/login?acr_values=idporten-loa-high"), "claim-acr") ==
              "idporten-loa-high");
        CHECK(World::logged_in(world.log_in("/login?acr_values=idporten-loa-substantial")));
    }

    TEST_CASE("a new login in the same browser ends the session before") {
        World world;
        world.log_in();
        Browser old(world.router);
        old.cookies = world.browser.cookies;
        REQUIRE(World::logged_in(old.get("/")));
        world.log_in();
        CHECK(!World::logged_in(old.get("/")));
        CHECK(World::logged_in(world.browser.get("/")));
    }

    TEST_CASE(
        "[idporten 15] a session ends after half an hour without requests and two hours after the login") {
        World world;
        world.log_in();
        world.clock.advance(seconds(1799));
        CHECK(World::logged_in(world.browser.get("/")));
        world.clock.advance(seconds(1800));
        CHECK(!World::logged_in(world.browser.get("/")));
        world.log_in();
        for (int i = 0; i < 4; ++i) {
            world.clock.advance(seconds(1799));
            CHECK(World::logged_in(world.browser.get("/")));
        }
        world.clock.advance(seconds(4));
        CHECK(!World::logged_in(world.browser.get("/")));
    }

    TEST_CASE("an ID-porten that does not answer is told as such") {
        World world;
        world.idporten.reachable = false;
        auto const answer = world.browser.get("/login");
        CHECK(answer.status == 502);
        CHECK(marked(answer, "error-title") == "Noe gikk galt hos oss");
    }

    TEST_CASE("the language can be switched and lasts") {
        World world;
        world.log_in();
        CHECK(world.browser.get("/?locale=nn").body.find("<html lang=\"nn\"") != std::string::npos);
        CHECK(world.browser.get("/").body.find("<html lang=\"nn\"") != std::string::npos);
    }
}
