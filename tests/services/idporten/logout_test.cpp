// /logout: the session ends, and the browser goes where the client has registered.
#include "services/idporten/logout.h"

#include <functional>

#include "jose/jwt.h"
#include "jose/key.h"
#include "services/idporten/world.h"

namespace emulator::idporten {
namespace {

std::string const after = "http://localhost:3000/";

http::Response log_out(World& world, Fields const& fields) {
    return world.browser.get("/logout?" + parameters(fields).encoded());
}
bool is_logged_out_page(http::Response const& response) {
    return response.status == 200 && has_mark(response, "logged-out-title");
}
bool session_lives(World& world) {
    return world.browser.get(World::authorize_url()).status == 302;
}

// Logs in and keeps the id_token.
std::string logged_in(World& world) {
    auto const hint = world.tokens(world.log_in()).at("id_token").get<std::string>();
    REQUIRE(session_lives(world));
    return hint;
}

TEST_SUITE("idporten/logout") {
    TEST_CASE(
        "[idporten 16.1] a registered URI with the hint, the client or both is where the browser goes") {
        struct Row {
            std::string name;
            bool hint;
            std::string client_id;
            std::string uri;
            std::string state;
            std::string location;
        };
        for (auto const& row :
             {Row{"the hint", true, "", after, "", after},
              Row{"the client", false, "min-tjeneste", after, "", after},
              Row{"both", true, "min-tjeneste", after, "", after},
              Row{"with state", true, "", after, "a b&c=%/?#+", after + "?state=a%20b%26c%3D%25%2F%3F%23%2B"},
              Row{"another port", true, "", "http://127.0.0.1:1/", "s", "http://127.0.0.1:1/?state=s"}}) {
            CAPTURE(row.name);
            World world;
            auto const hint = logged_in(world);
            auto const response = log_out(world, {{"id_token_hint", row.hint ? hint : ""},
                                                  {"client_id", row.client_id},
                                                  {"post_logout_redirect_uri", row.uri},
                                                  {"state", row.state}});
            CHECK(response.status == 302);
            CHECK(location(response) == row.location);
            CHECK(response.headers.find("Set-Cookie") ==
                  "IDPORTEN_SESSION=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax");
            CHECK(!session_lives(world));
        }
    }

    TEST_CASE("[idporten 16.1] otherwise the browser stays on the page, logged out all the same") {
        struct Row {
            std::string name;
            Fields fields;
        };
        for (auto const& row :
             {Row{"nothing", {}}, Row{"neither hint nor client", {{"post_logout_redirect_uri", after}}},
              Row{"an unknown client", {{"client_id", "nobody"}, {"post_logout_redirect_uri", after}}},
              Row{"no URI", {{"client_id", "min-tjeneste"}}},
              Row{"an unregistered URI",
                  {{"client_id", "min-tjeneste"}, {"post_logout_redirect_uri", "https://evil.example/"}}},
              Row{"a redirect URI of logins",
                  {{"client_id", "min-tjeneste"}, {"post_logout_redirect_uri", callback}}},
              Row{"another client's URI",
                  {{"client_id", "minprofil"}, {"post_logout_redirect_uri", after}}}}) {
            CAPTURE(row.name);
            World world;
            logged_in(world);
            auto const response = log_out(world, row.fields);
            CHECK(is_logged_out_page(response));
            CHECK(!response.headers.find("Location"));
            CHECK(!world.browser.cookies.contains("IDPORTEN_SESSION"));
            CHECK(!session_lives(world));
        }
    }

    TEST_CASE("the session is gone for whoever holds its cookie") {
        World world;
        logged_in(world);
        auto const cookies = world.browser.cookies;
        CHECK(is_logged_out_page(log_out(world, {})));
        world.browser.cookies = cookies;
        CHECK(!session_lives(world));
    }

    TEST_CASE("[idporten 16.1] the form may be posted, and its redirect is 303") {
        World world;
        auto const hint = logged_in(world);
        auto const response = world.browser.post(
            "/logout", parameters({{"id_token_hint", hint}, {"post_logout_redirect_uri", after}}));
        CHECK(response.status == 303);
        CHECK(location(response) == after);
        CHECK(!session_lives(world));
        logged_in(world);
        CHECK(is_logged_out_page(world.browser.post("/logout", {})));
    }

    TEST_CASE("[idporten 16.1] what a page of another site posts is asked again by GET, with the cookie") {
        World world;
        auto const hint = logged_in(world);
        http::Parameters asked;
        asked.add("id_token_hint", hint);
        asked.add("post_logout_redirect_uri", after);
        auto const cookies = world.browser.cookies;
        world.browser.cookies.clear();
        auto const answer = world.send(
            http::Method::post, "/logout", asked.encoded(),
            {{"Sec-Fetch-Site", "cross-site"}, {"Content-Type", "application/x-www-form-urlencoded"}});
        CHECK(answer.status == 303);
        CHECK(location(answer) == "/logout?" + asked.encoded());
        world.browser.cookies = cookies;
        CHECK(session_lives(world));
        CHECK(location(world.browser.get(location(answer))) == after);
        CHECK(!session_lives(world));
    }

    TEST_CASE("[idporten 16.1] an id_token that has expired is as good a hint") {
        World world;
        auto const hint = logged_in(world);
        world.clock.advance(seconds(1500));
        CHECK(location(log_out(world, {{"id_token_hint", hint}, {"post_logout_redirect_uri", after}})) ==
              after);
    }

    TEST_CASE("[idporten 16.1] a session that has expired can be logged out of") {
        World world;
        auto const hint = logged_in(world);
        world.clock.advance(seconds(7200));
        CHECK(location(log_out(world, {{"id_token_hint", hint}, {"post_logout_redirect_uri", after}})) ==
              after);
    }

    TEST_CASE("what is wrong with the request is told on a page, and the session lives on") {
        struct Row {
            std::string name;
            std::function<Fields(World&, std::string const&)> fields;
            std::string description;
        };
        std::string const no_hint = "id_token_hint is not an id_token of this issuer";
        auto const hint = [](std::string const& value) { return Fields{{"id_token_hint", value}}; };
        for (auto const &row :
             {Row{"junk as hint", [=](World&, auto const&) { return hint("junk"); }, no_hint},
              Row{"a hint of another issuer",
                  [=](World&, auto const&own) {
                      return hint(jose::sign_jwt(key("maskinporten-signing"), jose::Algorithm::RS256, "k",
                                                 claims_of(own)));
                  },
                  no_hint},
              Row{"a hint whose iss is another",
                  [=](World&, auto const&own) {
                      auto claims = claims_of(own);
                      claims["iss"] = "https://test.idporten.no";
                      return hint(
                          jose::sign_jwt(key("idporten-signing"), jose::Algorithm::RS256, "k", claims));
                  },
                  no_hint},
              Row{"an access token as hint",
                  [=](World&world, auto const&) { return hint(world.access_token()); }, no_hint},
              Row{"client and hint that differ",
                  [=](World&, auto const&own) {
                      return changed(hint(own), {{"client_id", "min-spa"}});
                  },
                  "client_id is not the client of id_token_hint"},
              Row{"state outside ASCII",
                  [](World&, auto const&) {
                      return Fields{{"state", "\xc3\xa6"}};
                  },
                  "state has characters outside ASCII 20 to 7E"},
              Row{"a line break in state",
                  [](World&, auto const&) {
                      return Fields{{"state", "a\r\nb"}};
                  },
                  "state has characters outside ASCII 20 to 7E"}}) {
            CAPTURE(row.name);
            World world;
            auto const own = logged_in(world);
            auto const response =
                log_out(world, changed({{"post_logout_redirect_uri", after}}, row.fields(world, own)));
            CHECK(response.status == 400);
            CHECK(!response.headers.find("Location"));
            CHECK(marked(response, "error-description") == row.description);
            CHECK(session_lives(world));
        }
    }

    TEST_CASE("[idporten 16.1] without the cookie the logout is refused") {
        World world;
        auto const hint = logged_in(world);
        auto const cookies = world.browser.cookies;
        world.browser.cookies.clear();
        auto const response = log_out(world, {{"id_token_hint", hint}, {"post_logout_redirect_uri", after}});
        CHECK(response.status == 400);
        CHECK(!response.headers.find("Location"));
        CHECK(marked(response, "error-description") == "There is no session to log out of");
        CHECK(refusal(world.send(http::Method::get, "/logout?id_token_hint=" + hint)).error ==
              "invalid_request");
        world.browser.cookies = cookies;
        CHECK(session_lives(world));
    }

    TEST_CASE(
        "the page speaks the user's language, and its language switch works though the session is gone") {
        World world;
        logged_in(world);
        auto const page = log_out(world, {{"ui_locales", "nn"}});
        CHECK(is_in(page, "nn"));
        auto const link = test::between(test::tag(page, "language-se"), "href=\"", "\"");
        REQUIRE(link.find("&amp;") == std::string::npos);
        auto const switched = world.browser.get(link);
        CHECK(is_logged_out_page(switched));
        CHECK(is_in(switched, "se"));
        CHECK(world.browser.cookies.at("IDPORTEN_SELECTED_LANGUAGE") == "se");
        // Nothing else is done for that link.
        auto const elsewhere = log_out(
            world, {{"locale", "en"}, {"client_id", "min-tjeneste"}, {"post_logout_redirect_uri", after}});
        CHECK(is_logged_out_page(elsewhere));
        CHECK(is_in(elsewhere, "en"));
    }

    TEST_CASE("tokens are independent of the session") {
        World world;
        auto const token = world.tokens(world.log_in({{"scope", "openid krr:user/kontaktinformasjon.read"}}))
                               .at("access_token")
                               .get<std::string>();
        CHECK(is_logged_out_page(log_out(world, {})));
        CHECK(world.introspection(token).at("active") == true);
    }

    TEST_CASE("where the browser goes is a rule of its own") {
        World world;
        auto const directory = world.directory->now();
        auto const* client = directory->client("min-tjeneste");
        CHECK(after_logout({"min-tjeneste", after, "s"}, client).location == after + "?state=s");
        CHECK(!after_logout({"min-tjeneste", after, "s"}, nullptr).location);
        CHECK(!after_logout({"min-tjeneste", "", "s"}, client).location);
        CHECK(after_logout({"min-tjeneste", "http://x/", ""}, client).reason ==
              "post_logout_redirect_uri is not registered on the client");
    }
}

}  // namespace
}  // namespace emulator::idporten
