// How the answer of /authorize reaches the client.
#include "services/idporten/pushing.h"

namespace emulator::idporten {
namespace {

std::string action(http::Response const& page) {
    return test::between(test::tag(page, "form-post"), "action=\"", "\"");
}

TEST_SUITE("idporten/response modes") {
    TEST_CASE(
        "[Form Post Response Mode 2] the answer is a page that posts code, iss and state to the client") {
        World world;
        auto const page = world.browser.get(
            World::authorize_url({{"response_mode", "form_post"}, {"login_hint", headless_hint}}));
        CHECK(page.status == 200);
        CHECK(!page.headers.find("Location"));
        CHECK(page.headers.find("Cache-Control") == "no-store");
        CHECK(action(page) == callback);
        CHECK(test::tag(page, "form-post").find("method=\"post\"") != std::string::npos);
        auto const sent = posted_fields(page);
        CHECK(sent.size() == 3);
        CHECK(sent.at("iss") == issuer);
        CHECK(sent.at("state") == "state-1");
        CHECK(world.id_token(sent.at("code")).at("pid") == everything);
        // It posts itself by a script of ours, and by a button where scripts are off.
        CHECK(page.body.find("src=\"/static/form_post.js\"") != std::string::npos);
        CHECK(has_mark(page, "form-post-continue"));
        // Its address is not to be asked for again.
        CHECK(!has_mark(page, "language-en"));
        auto const policy = std::string(page.headers.find("Content-Security-Policy").value());
        CHECK(policy.find("unsafe-inline") == std::string::npos);
        CHECK(policy.find("form-action") ==
              std::string::npos);  // it would bind the client's next redirect too
    }

    TEST_CASE("[Form Post Response Mode 2] a login page, single sign-on and a cancel end in it as well") {
        World world;
        Fields const by_form{{"response_mode", "form_post"}};
        auto const page = world.browser.get(World::authorize_url(by_form));
        auto const cancelled =
            world.browser.post("/login", parameters({{"csrf", input(page, "csrf")},
                                                     {"transaction", input(page, "transaction")},
                                                     {"action", "cancel"}}));
        CHECK(cancelled.status == 200);
        CHECK(posted_fields(cancelled).at("error") == "access_denied");
        CHECK(posted_fields(cancelled).at("state") == "state-1");
        CHECK(posted_fields(cancelled).at("iss") == issuer);
        CHECK(!posted_fields(cancelled).contains("code"));

        auto const logged_in = World::choose(world.browser, world.browser.get(World::authorize_url(by_form)));
        CHECK(logged_in.status == 200);
        CHECK(!posted_fields(logged_in).at("code").empty());
        CHECK(world.browser.cookies.contains("IDPORTEN_SESSION"));
        auto const again = world.browser.get(World::authorize_url(by_form));
        CHECK(again.status == 200);
        CHECK(!posted_fields(again).at("code").empty());
        auto const none =
            Browser(world.router).get(World::authorize_url(changed(by_form, {{"prompt", "none"}})));
        CHECK(posted_fields(none).at("error") == "login_required");
    }

    TEST_CASE(
        "[JARM 2.1] query.jwt and form_post.jwt carry the answer as a JWT that we signed for the client") {
        struct Row {
            std::string name;
            Fields changes;
            bool posted;
        };
        for (auto const& row :
             {Row{"a code in the query",
                  {{"response_mode", "query.jwt"}, {"login_hint", headless_hint}},
                  false},
              Row{"a code in a form",
                  {{"response_mode", "form_post.jwt"}, {"login_hint", headless_hint}},
                  true},
              Row{"an error in the query", {{"response_mode", "query.jwt"}, {"scope", "altinn:x"}}, false},
              Row{"an error in a form", {{"response_mode", "form_post.jwt"}, {"scope", "altinn:x"}}, true}}) {
            CAPTURE(row.name);
            World world;
            auto const back = world.browser.get(World::authorize_url(row.changes));
            CHECK(back.status == (row.posted ? 200 : 302));
            std::string jwt;
            if (row.posted) {
                auto const sent = posted_fields(back);
                CHECK(sent.size() == 1);
                jwt = sent.at("response");
            } else {
                auto const query = query_of(location(back));
                CHECK(query.end() - query.begin() == 1);
                jwt = query.text("response");
            }
            auto const claims = claims_of(jwt);
            CHECK(claims.at("iss") == issuer);
            CHECK(claims.at("aud") == "min-tjeneste");
            CHECK(claims.at("exp") == world.now() + 120);
            CHECK(claims.at("state") == "state-1");
            if (row.changes.contains("scope")) {
                CHECK(names(claims) ==
                      std::vector<std::string>{"aud", "exp", "error", "error_description", "iss", "state"});
                CHECK(claims.at("error") == "invalid_scope");
            } else {
                CHECK(names(claims) == std::vector<std::string>{"aud", "exp", "code", "iss", "state"});
                CHECK(world.id_token(claims.at("code")).at("pid") == everything);
            }
        }
    }

    TEST_CASE("an error travels in the mode that was asked for, wherever in the order it is found") {
        World world;
        for (auto const& fault : {Fields{{"state", "\xe2\x98\x83"}}, Fields{{"response_type", "token"}},
                                  Fields{{"nonce", std::string(5000, 'n')}}}) {
            auto const page =
                world.browser.get(World::authorize_url(changed({{"response_mode", "form_post"}}, fault)));
            CHECK(page.status == 200);
            CHECK(action(page) == callback);
            CHECK(!posted_fields(page).at("error").empty());
        }
        // A mode that is unknown cannot carry its own refusal.
        CHECK(told(world, world.browser.get(World::authorize_url({{"response_mode", "fragment"}}))).error ==
              "invalid_request");
    }

    TEST_CASE("an app's own scheme takes no form: the refusal goes by the query") {
        World world;
        world.registrations.client("min-tjeneste", [](Json& client) {
            client["redirect_uris"] = Json::array({"no.example.app:/callback"});
        });
        Fields const app{{"redirect_uri", "no.example.app:/callback"}, {"response_mode", "form_post"}};
        auto const back = world.browser.get(World::authorize_url(app));
        REQUIRE(back.status == 302);
        CHECK(location(back).starts_with("no.example.app:/callback?error=invalid_request&"));
        auto const earlier =
            world.browser.get(World::authorize_url(changed(app, {{"state", "\xe2\x98\x83"}})));
        CHECK(location(earlier).starts_with("no.example.app:/callback?error=invalid_request&"));
        auto const jwt = world.browser.get(World::authorize_url(
            changed(app, {{"response_mode", "query.jwt"}, {"login_hint", headless_hint}})));
        CHECK(location(jwt).starts_with("no.example.app:/callback?response="));
    }

    TEST_CASE("the refusal of a posted answer is kept as a refusal") {
        World world;
        static_cast<void>(
            world.browser.get(World::authorize_url({{"response_mode", "form_post"}, {"scope", "altinn:x"}})));
        auto const kept = world.journal.newest(1).at(0);
        CHECK(!kept.accepted);
        CHECK(kept.error.code == ErrorCode::invalid_scope);
    }

    TEST_CASE("[hostile] nothing that comes in breaks out of the page that posts the answer") {
        World world;
        std::string const state =
            "\"><script>alert(1)</script><input name=\"code\" value='x' onfocus=alert(2) ";
        auto const page = world.browser.get(World::authorize_url(
            {{"response_mode", "form_post"}, {"state", state}, {"login_hint", headless_hint}}));
        CHECK(page.body.find("<script>") == std::string::npos);
        CHECK(page.body.find("onfocus=alert(2) \"") != std::string::npos);  // inside the quotes of value
        CHECK(posted_fields(page).size() == 3);
        CHECK(page.body.find("value=\"&quot;&gt;&lt;script&gt;") != std::string::npos);
    }

    TEST_CASE("the page speaks the language of the user") {
        World world;
        for (auto const* language : {"nb", "nn", "en", "se"}) {
            CAPTURE(language);
            CHECK(is_in(world.browser.get(World::authorize_url({{"response_mode", "form_post"},
                                                                {"ui_locales", language},
                                                                {"login_hint", headless_hint}})),
                        language));
        }
    }
}

}  // namespace
}  // namespace emulator::idporten
