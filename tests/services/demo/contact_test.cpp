// "Hent kontaktinfo": Oppslagstjenesten asked with the person's token.
#include "http/answers.h"
#include "services/demo/world.h"

using namespace emulator;
using namespace emulator::test;

TEST_SUITE("demo/contact") {
    TEST_CASE("[kontaktregisteret 4] the answer is fetched with the user's token and shown") {
        World world;
        auto const page = world.fetch_contact(world.log_in());
        CHECK(marked(page, "krr-email") == "ola@example.no");
        CHECK(marked(page, "krr-mobile") == "+4799999901");
        CHECK(page.body.find("endret 10.06.2026") != std::string::npos);
        CHECK(page.body.find("endret 31.01.2026") != std::string::npos);
        CHECK(marked(page, "krr-reserved") == "NEI");
        CHECK(marked(page, "krr-status-text") == "AKTIV, KAN_VARSLES");
        CHECK(marked(page, "krr-status") == "200");
        CHECK(marked(page, "krr-body").find("\n  &quot;status&quot;: &quot;AKTIV&quot;") !=
              std::string::npos);
        CHECK(!has_mark(page, "demo-error"));
        REQUIRE(world.shown_tokens.size() == 1);
        CHECK(world.shown_tokens[0] == marked(page, "token-raw-access_token"));
        CHECK(world.client.calls.back().headers.find("Accept") == "application/json");
    }

    TEST_CASE("once asked for it is fetched anew each time, so that a change in MinProfil is seen") {
        World world;
        world.fetch_contact(world.log_in());
        world.contact["kontaktinformasjon"]["mobiltelefonnummer"] = "+4741234567";
        world.contact["kontaktinformasjon"].erase("epostadresse");
        auto const page = world.browser.get("/?from=minprofil");
        CHECK(marked(page, "krr-mobile") == "+4741234567");
        CHECK(!has_mark(page, "krr-email"));
        CHECK(world.shown_tokens.size() == 2);
    }

    TEST_CASE("a person without an entry has no rows") {
        World world;
        world.contact = {
            {"personidentifikator", "21836797660"}, {"reservasjon", "NEI"}, {"status", "IKKE_REGISTRERT"}};
        auto const page = world.fetch_contact(world.log_in());
        CHECK(!has_mark(page, "krr-email"));
        CHECK(!has_mark(page, "krr-mobile"));
        CHECK(marked(page, "krr-status-text") == "IKKE_REGISTRERT");
    }

    TEST_CASE("another csrf, or none, fetches nothing") {
        for (auto const* csrf : {"", "guessed"}) {
            CAPTURE(csrf);
            World world;
            world.log_in();
            CHECK(world.post("/contact", csrf).status == 403);
            CHECK(!has_mark(world.browser.get("/"), "krr"));
            CHECK(world.shown_tokens.empty());
        }
    }

    TEST_CASE("without a session the start page comes") {
        World world;
        auto const answer = world.post("/contact", "x");
        CHECK(answer.status == 303);
        CHECK(location(answer) == "http://localhost:4706/");
    }

    TEST_CASE("[RFC 6749 6] an expired token is renewed, once for each time it expires") {
        World world;
        auto const page = world.fetch_contact(world.log_in());
        auto const first = marked(page, "token-raw-access_token");
        world.clock.advance(seconds(119));
        world.browser.get("/");
        CHECK(world.idporten.refreshed == 0);
        world.clock.advance(seconds(1));
        auto const renewed = world.browser.get("/");
        CHECK(world.idporten.refreshed == 1);
        CHECK(marked(renewed, "krr-email") == "ola@example.no");
        CHECK(marked(renewed, "token-raw-access_token") != first);
        CHECK(world.shown_tokens.back() == marked(renewed, "token-raw-access_token"));
        CHECK(marked(world.browser.get("/"), "krr-email") == "ola@example.no");
        CHECK(world.idporten.refreshed == 1);
        world.clock.advance(seconds(120));
        CHECK(marked(world.browser.get("/"), "krr-email") == "ola@example.no");
        CHECK(world.idporten.refreshed == 2);
    }

    TEST_CASE(
        "an expired token without a refresh token is told, with the way to log in again at the same level") {
        World world;
        world.idporten.gives_refresh_token = false;
        world.idporten.acr = "idporten-loa-high";
        world.fetch_contact(world.log_in("/login?acr_values=idporten-loa-high&ui_locales=nn"));
        world.clock.advance(seconds(120));
        auto const calls = world.shown_tokens.size();
        auto const page = world.browser.get("/");
        CHECK(world.shown_tokens.size() == calls);
        CHECK(World::logged_in(page));
        CHECK(marked(page, "error-title").find("har gått ut") != std::string::npos);
        CHECK(marked(page, "error-detail").find("no refresh token") != std::string::npos);
        auto const link = between(tag(page, "login-again"), "href=\"", "\"");
        CHECK(link == "/login?acr_values=idporten-loa-high&amp;ui_locales=nn");
        // One click: the session at ID-porten answers, and the page shows what was asked for.
        auto const again = world.log_in("/login?acr_values=idporten-loa-high&ui_locales=nn");
        CHECK(marked(again, "krr-email") == "ola@example.no");
    }

    TEST_CASE("another person who logs in afterwards is not asked for") {
        World world;
        world.fetch_contact(world.log_in());
        world.idporten.pid = "20914695016";
        CHECK(!has_mark(world.log_in(), "krr"));
    }

    TEST_CASE("a refresh token that ID-porten refuses is told, and not tried again") {
        World world;
        auto const page = world.log_in();
        world.idporten.gives_refresh_token = false;
        // Another device of the same session has used it.
        Browser thief(world.router);
        thief.cookies = world.browser.cookies;
        world.client.answer = [&](http::Call const& call) -> Result<http::Response> {
            if (call.body.find("grant_type=refresh_token") != std::string::npos)
                return http::json(400, {{"error", "invalid_grant"}, {"error_description", "revoked"}});
            return world.idporten.answer(call);
        };
        world.clock.advance(seconds(120));
        auto const refused = world.fetch_contact(page);
        CHECK(marked(refused, "error-detail") == "ID-porten gave no new token: invalid_grant: revoked");
        CHECK(has_mark(refused, "login-again"));
        auto const calls = world.client.calls.size();
        CHECK(has_mark(world.browser.get("/"), "login-again"));
        CHECK(world.client.calls.size() == calls);
    }

    TEST_CASE("whatever Oppslagstjenesten answers is shown with its status, and told as what it is") {
        struct Row {
            char const* name;
            unsigned status;
            std::string body;
            char const* detail;
            bool again;
        };
        Row const rows[] = {
            {"token refused", 401, R"({"error":"invalid_token","error_description":"expired"})",
             "HTTP 401: invalid_token: expired", true},
            {"scope missing", 403, R"({"error":"insufficient_scope"})", "HTTP 403: insufficient_scope",
             false},
            {"fault", 500, "no JSON", "HTTP 500", false},
            {"an array", 500, "[1]", "HTTP 500", false},
        };
        for (auto const& row : rows) {
            CAPTURE(row.name);
            World world;
            world.krr = [&] { return http::Response{row.status, {}, row.body}; };
            auto const page = world.fetch_contact(world.log_in());
            CHECK(page.status == 200);
            CHECK(World::logged_in(page));
            CHECK(marked(page, "krr-status") == std::to_string(row.status));
            CHECK(marked(page, "error-detail") == row.detail);
            CHECK(has_mark(page, "login-again") == row.again);
        }
    }

    TEST_CASE("an Oppslagstjeneste that does not answer is told as such") {
        World world;
        world.krr = [] {
            return Result<http::Response>(Error{ErrorCode::bad_gateway, "No answer from KRR"});
        };
        auto const page = world.fetch_contact(world.log_in());
        CHECK(marked(page, "error-title") == "Vi fikk ikke hentet kontaktopplysningene dine.");
        CHECK(marked(page, "error-detail") == "No answer from KRR");
        CHECK(!has_mark(page, "krr"));
    }

    TEST_CASE("what the register holds is shown as text, never as markup") {
        World world;
        world.contact["kontaktinformasjon"]["epostadresse"] = "\"<script>alert(1)</script>\"@example.no";
        world.contact["kontaktinformasjon"]["epostadresse_oppdatert"] = "<b>i går</b>";
        auto const page = world.fetch_contact(world.log_in());
        CHECK(page.body.find("<script>alert") == std::string::npos);
        CHECK(page.body.find("<b>") == std::string::npos);
        CHECK(marked(page, "krr-email").find("&lt;script&gt;") != std::string::npos);
        world.krr = [] { return http::Response{500, {}, "</pre><script>alert(2)</script>"}; };
        CHECK(world.browser.get("/").body.find("<script>alert") == std::string::npos);
    }
}
