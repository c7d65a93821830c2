// The three ways a session of Demotjeneste ends.
#include "jose/jwt.h"
#include "services/demo/world.h"

using namespace emulator;
using namespace emulator::test;

namespace {

std::string front_channel(std::string const& iss, std::string const& sid) {
    http::Parameters query;
    if (!iss.empty()) query.add("iss", iss);
    if (!sid.empty()) query.add("sid", sid);
    return http::with_query("/frontchannel-logout", query);
}

}  // namespace

TEST_SUITE("demo/logout") {
    TEST_CASE(
        "[idporten 16.1] logging out ends the session here and goes to ID-porten with the id_token as hint") {
        World world;
        auto const page = world.log_in();
        auto const cookies = world.browser.cookies;
        auto const answer = world.post("/logout", input(page, "csrf"));
        REQUIRE(answer.status == 303);
        CHECK(location(answer).starts_with("http://localhost:4702/logout?"));
        auto const asked = query_of(location(answer));
        CHECK(asked.text("id_token_hint") == marked(page, "token-raw-id_token"));
        CHECK(asked.text("post_logout_redirect_uri") == "http://localhost:4706/");
        CHECK(!world.browser.cookies.contains("DEMOTJENESTE_SESSION"));
        world.browser.cookies = cookies;
        CHECK(!World::logged_in(world.browser.get("/")));
    }

    TEST_CASE("another csrf, or none, logs nobody out, and neither does a link") {
        World world;
        world.log_in();
        for (auto const* csrf : {"", "guessed"}) {
            CAPTURE(csrf);
            CHECK(world.post("/logout", csrf).status == 403);
        }
        CHECK(world.browser.get("/logout").status == 405);
        CHECK(World::logged_in(world.browser.get("/")));
    }

    TEST_CASE("[idporten 16.2] a front-channel logout ends the session of that sid, without a cookie") {
        World world;
        world.log_in();
        Browser other(world.router);
        world.idporten.sid = "session-2";
        REQUIRE(World::logged_in(world.log_in(other)));
        Browser frame(world.router);
        auto const answer = frame.get(front_channel(IdportenTwin::issuer, "session-1"));
        CHECK(answer.status == 200);
        CHECK(answer.headers.find("Cache-Control") == "no-store");
        CHECK(!answer.headers.find("X-Frame-Options"));
        CHECK(!answer.headers.find("Content-Security-Policy"));
        CHECK(!World::logged_in(world.browser.get("/")));
        CHECK(World::logged_in(other.get("/")));
        CHECK(world.log.mentions("front-channel logout sessions=1"));
    }

    TEST_CASE("every session of one sid ends, in whatever order they began") {
        World world;
        Browser second(world.router);
        Browser third(world.router);
        world.log_in();
        world.log_in(second);
        world.log_in(third);
        world.browser.get(front_channel(IdportenTwin::issuer, "session-1"));
        for (auto* browser : {&world.browser, &second, &third})
            CHECK(!World::logged_in(browser->get("/")));
        CHECK(world.log.mentions("sessions=3"));
    }

    TEST_CASE("a session at the end of its two hours still ends with its sid") {
        World world;
        world.log_in();
        for (int i = 0; i < 4; ++i) {
            world.clock.advance(seconds(1750));
            REQUIRE(World::logged_in(world.browser.get("/")));
        }
        world.browser.get(front_channel(IdportenTwin::issuer, "session-1"));
        CHECK(!World::logged_in(world.browser.get("/")));
    }

    TEST_CASE("a front-channel call that does not name issuer and session ends nothing") {
        struct Row {
            char const* name;
            std::string target;
            unsigned status;
        };
        Row const rows[] = {
            {"another issuer", front_channel("http://evil.example", "session-1"), 400},
            {"issuer with a slash", front_channel("http://localhost:4702/", "session-1"), 400},
            {"no issuer", front_channel("", "session-1"), 400},
            {"no sid", front_channel(IdportenTwin::issuer, ""), 400},
            {"neither", "/frontchannel-logout", 400},
            {"unknown sid", front_channel(IdportenTwin::issuer, "session-9"), 200},
        };
        World world;
        world.log_in();
        for (auto const& row : rows) {
            CAPTURE(row.name);
            CHECK(world.browser.get(row.target).status == row.status);
            CHECK(World::logged_in(world.browser.get("/")));
        }
    }

    TEST_CASE("[idporten 16.3] a logout token ends the session of its sid, once") {
        World world;
        world.log_in();
        auto const token = world.idporten.sign(world.logout_claims(), {{"typ", "logout+jwt"}});
        auto const answer = world.back_channel(token);
        CHECK(answer.status == 200);
        CHECK(answer.headers.find("Cache-Control") == "no-store");
        CHECK(!World::logged_in(world.browser.get("/")));
        world.log_in();
        auto const replayed = world.back_channel(token);
        CHECK(replayed.status == 400);
        CHECK(World::logged_in(world.browser.get("/")));
        // Also at the last moment at which its exp would still do.
        world.clock.advance(seconds(309));
        CHECK(world.back_channel(token).status == 400);
        CHECK(World::logged_in(world.browser.get("/")));
    }

    TEST_CASE(
        "a logout token with sid leaves the person's other sessions, one with sub alone ends them all") {
        World world;
        world.log_in();
        Browser other(world.router);
        world.idporten.sid = "session-2";
        world.log_in(other);
        Browser somebody(world.router);
        world.idporten.sid = "session-3";
        world.idporten.pid = "20914695016";
        world.log_in(somebody);
        auto claims = world.logout_claims();
        CHECK(world.back_channel(world.idporten.sign(claims)).status == 200);
        CHECK(!World::logged_in(world.browser.get("/")));
        CHECK(World::logged_in(other.get("/")));
        claims.erase("sid");
        claims["jti"] = "logout-2";
        CHECK(world.back_channel(world.idporten.sign(claims)).status == 200);
        CHECK(!World::logged_in(other.get("/")));
        CHECK(World::logged_in(somebody.get("/")));
    }

    TEST_CASE("a logout token that does not hold ends nothing") {
        World world;
        world.log_in();
        auto const signed_by = [&](char const* key, Json const& claims) {
            return jose::sign_jwt(fixture_key(key), jose::Algorithm::RS256, "idporten-1", claims);
        };
        auto const without_event = [&] {
            auto claims = world.logout_claims();
            claims.erase("events");
            return claims;
        }();
        auto const unsecured = base64url_encode(R"({"alg":"none","kid":"idporten-1"})") + "." +
                               base64url_encode(world.logout_claims().dump()) + ".";
        auto const unknown_key = jose::sign_jwt(fixture_key("idporten-signing"), jose::Algorithm::RS256,
                                                "idporten-9", world.logout_claims());
        auto const other_algorithm = jose::sign_jwt(fixture_key("idporten-signing"), jose::Algorithm::RS512,
                                                    "idporten-1", world.logout_claims());
        struct Row {
            char const* name;
            std::string token;
        };
        Row const rows[] = {
            {"another key", signed_by("maskinporten-signing", world.logout_claims())},
            {"no event", signed_by("idporten-signing", without_event)},
            {"no signature", unsecured},
            {"unknown kid", unknown_key},
            {"another algorithm", other_algorithm},
            {"no JWT", "abc"},
            {"nothing", ""},
            {"the person's own id_token", marked(world.browser.get("/"), "token-raw-id_token")},
        };
        for (auto const& row : rows) {
            CAPTURE(row.name);
            auto const answer = world.back_channel(row.token);
            CHECK(answer.status == 400);
            CHECK(string_member(need(parse_json(answer.body)), "error") == "invalid_request");
            CHECK(World::logged_in(world.browser.get("/")));
        }
        CHECK(world.back_channel(world.idporten.sign(world.logout_claims())).status == 200);
    }

    TEST_CASE("a logout token is refused as a fault of ours where ID-porten's keys cannot be fetched") {
        World world;
        world.idporten.reachable = false;
        CHECK(world.back_channel(world.idporten.sign(world.logout_claims())).status == 502);
        world.idporten.reachable = true;
        CHECK(world.back_channel(world.idporten.sign(world.logout_claims())).status == 200);
    }

    TEST_CASE("logging out without a session still goes to ID-porten") {
        World world;
        auto const answer = world.post("/logout", "");
        CHECK(answer.status == 303);
        CHECK(location(answer).starts_with("http://localhost:4702/logout?"));
    }
}
