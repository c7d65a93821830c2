// The pages for testers: parameters that go on to ID-porten, the trace of a login, and the logouts heard of.
#include "http/answers.h"
#include "jose/jwt.h"
#include "services/demo/world.h"

using namespace emulator;
using namespace emulator::test;

namespace {

// The page without what stands before the step of that kind.
http::Response from_step(http::Response page, std::string const& kind) {
    auto const at = page.body.find("data-testid=\"step-" + kind + "\"");
    REQUIRE(at != std::string::npos);
    page.body.erase(0, at);
    return page;
}

std::size_t count(std::string const& text, std::string const& part) {
    std::size_t found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
        ++found;
    return found;
}

std::string response_jwt(World const& world, std::string const& aud, std::string const& query) {
    Json claims{{"aud", aud}, {"exp", world.clock.now().time_since_epoch().count() + 120}};
    for (auto const& [name, value] : query_of("?" + query))
        claims[name] = value;
    return world.idporten.sign(claims);
}

}  // namespace

TEST_SUITE("demo/tester") {
    TEST_CASE("the form has the usual values, and the link to them leaves out what is empty") {
        World world;
        auto const page = world.browser.get("/test");
        REQUIRE(page.status == 200);
        CHECK(tag(page, "field-scope").find("value=\"openid profile krr:user/kontaktinformasjon.read\"") !=
              std::string::npos);
        CHECK(tag(page, "field-acr_values").find("value=\"idporten-loa-substantial\"") != std::string::npos);
        CHECK(tag(page, "field-prompt").find("value=\"\"") != std::string::npos);
        CHECK(tag(page, "field-par").find("checked") == std::string::npos);
        CHECK(marked(page, "permalink") == "http://localhost:4706/test");
        CHECK(world.client.calls.empty());
    }

    TEST_CASE("a link fills in the form, and is what the page offers again") {
        World world;
        auto const query =
            "scope=openid&acr_values=&prompt=login&onbehalfof=kunde&par=yes&pkce=none&max_age=&evil=1";
        auto const page = world.browser.get(std::string("/test?") + query);
        CHECK(tag(page, "field-scope").find("value=\"openid\"") != std::string::npos);
        CHECK(tag(page, "field-acr_values").find("value=\"\"") != std::string::npos);
        CHECK(tag(page, "field-onbehalfof").find("value=\"kunde\"") != std::string::npos);
        CHECK(tag(page, "field-par").find("checked") != std::string::npos);
        CHECK(tag(page, "field-pkce").find("checked") != std::string::npos);
        auto const link = marked(page, "permalink");
        CHECK(link ==
              "http://localhost:4706/test?scope=openid&amp;acr_values=&amp;prompt=login&amp;"
              "onbehalfof=kunde&amp;par=yes&amp;pkce=none");
    }

    TEST_CASE("what a link says is shown as text, never as markup") {
        World world;
        for (auto const* name : {"scope", "login_hint", "authorization_details"}) {
            CAPTURE(name);
            auto const page = world.browser.get(std::string("/test?") + name +
                                                "=%22%3E%3C/textarea%3E%3Cscript%3Ealert(1)%3C/script%3E");
            CHECK(page.status == 200);
            CHECK(page.body.find("<script>alert") == std::string::npos);
        }
    }

    TEST_CASE("[idporten 3] every parameter of the form goes on to ID-porten as it is written") {
        struct Row {
            char const* name;
            char const* value;
        };
        Row const rows[] = {
            {"scope", "openid"},      {"acr_values", "no such level"},
            {"ui_locales", "fr"},     {"prompt", "none"},
            {"max_age", "-1"},        {"login_hint", "testid:x"},
            {"response_mode", "jwt"}, {"resource", "not a uri"},
            {"onbehalfof", "nobody"}, {"authorization_details", "[{]"},
            {"state", "s"},           {"nonce", "n"},
        };
        for (auto const& row : rows) {
            CAPTURE(row.name);
            World world;
            http::Parameters query;
            query.add(row.name, row.value);
            auto const there = world.browser.get(http::with_query("/login", query));
            auto const asked = query_of(location(there));
            CHECK(asked.text(row.name) == row.value);
            CHECK(!asked.repeated());
        }
    }

    TEST_CASE("[RFC 9126] a pushed request leaves client_id and request_uri to the browser") {
        World world;
        auto const there = world.browser.get("/login?par=yes&prompt=login");
        REQUIRE(there.status == 302);
        auto const asked = query_of(location(there));
        CHECK(asked.encoded() == "client_id=demotjeneste&request_uri=urn%3Aidporten%3A1");
        CHECK(world.browser.get("/callback?" + world.idporten.approve(location(there))).status == 302);
        REQUIRE(World::logged_in(world.browser.get("/")));

        auto const page = from_step(world.browser.get("/trace"), "par");
        CHECK(marked(page, "sent-prompt") == "login");
        CHECK(marked(page, "outcome") == "201");
        CHECK(has_mark(page, "received-expires_in"));
        CHECK(page.body.find("&quot;alg&quot;: &quot;RS256&quot;") != std::string::npos);
    }

    TEST_CASE("what ID-porten says to a pushed request that it refuses is on the page of the trace") {
        World world;
        auto const answer = world.browser.get("/login?par=yes&acr_values=Level4");
        REQUIRE(answer.status == 302);
        CHECK(location(answer) == "http://localhost:4706/trace");
        auto const page = world.browser.get("/trace");
        auto const pushed = from_step(page, "par");
        CHECK(marked(pushed, "outcome") == "400");
        CHECK(marked(pushed, "received-error_description") == "acr_values has an unknown level");
        auto const end = from_step(page, "refused");
        CHECK(marked(end, "outcome") ==
              "ID-porten answered invalid_request: acr_values has an unknown level");
        CHECK(!has_mark(page, "step-authorization_request"));
    }

    TEST_CASE("a push that gets no answer is a fault, and not a refusal of ID-porten") {
        World world;
        world.idporten.reachable = false;
        CHECK(world.browser.get("/login?par=yes").status == 502);
    }

    TEST_CASE("[idporten 3.3] without PKCE neither challenge nor verifier is sent") {
        World world;
        auto const there = world.browser.get("/login?pkce=none");
        CHECK(!query_of(location(there)).has("code_challenge"));
        CHECK(!query_of(location(there)).has("code_challenge_method"));
        CHECK(world.browser.get("/callback?" + world.idporten.approve(location(there))).status == 302);
        CHECK(world.client.calls.back().body.find("code_verifier") == std::string::npos);
        CHECK(World::logged_in(world.browser.get("/")));
    }

    TEST_CASE("[idporten 3.3] state, nonce and code_verifier may be chosen, and are new where they are not") {
        World world;
        auto const verifier =
            "xyo94uhy3zKvgB0NJwLms86SwcjtWviEOpkBnGgaLlo";  // with its challenge, oidc_func_pkce
        auto const there = world.browser.get(std::string("/login?state=s&nonce=&code_verifier=") + verifier);
        auto const asked = query_of(location(there));
        CHECK(asked.text("state") == "s");
        CHECK(asked.text("nonce").size() == 22);
        CHECK(asked.text("code_challenge") == "b7elB7ZyxIXgFyvBznKvxl7wOB-H17Pz0a3B62NIMFI");
        CHECK(world.browser.get("/callback?" + world.idporten.approve(location(there))).status == 302);
        CHECK(World::logged_in(world.browser.get("/")));
        CHECK(
            !query_of(location(world.browser.get("/login?pkce=none&code_verifier=v"))).has("code_challenge"));
    }

    TEST_CASE("[OAuth 2.0 Form Post Response Mode] an answer may come as a form") {
        World world;
        auto const query =
            world.idporten.approve(location(world.browser.get("/login?response_mode=form_post")));
        // From another site, whose post brings no cookie.
        Browser without_cookie(world.router);
        auto const again = without_cookie.post("/callback", query_of("?" + query));
        CHECK(again.status == 303);
        CHECK(location(again).starts_with("http://localhost:4706/callback?code="));
        auto const answer = world.browser.post("/callback", query_of("?" + query));
        CHECK(answer.status == 303);
        CHECK(location(answer) == "http://localhost:4706/");
        CHECK(World::logged_in(world.browser.get("/")));
    }

    TEST_CASE("[JARM 2.4] an answer may come as a JWT, of this issuer for this client") {
        World world;
        auto const there = location(world.browser.get("/login?response_mode=query.jwt"));
        auto const query = world.idporten.approve(there);
        for (auto const& wrong : {response_jwt(world, "minprofil", query), std::string("a.b.c")}) {
            CHECK(world.browser.get("/callback?response=" + wrong).status == 403);
            CHECK(!World::logged_in(world.browser.get("/")));
        }
        auto const right = response_jwt(world, "demotjeneste", query);
        CHECK(world.browser.get("/callback?response=" + right).status == 302);
        CHECK(World::logged_in(world.browser.get("/")));
        auto const page = from_step(world.browser.get("/trace"), "authorization_response");
        CHECK(page.body.find("&quot;code&quot;: ") != std::string::npos);
    }

    TEST_CASE("the trace tells every step of a login, and no secret whole") {
        World world;
        CHECK(has_mark(world.browser.get("/trace"), "trace-empty"));
        auto const there = location(world.browser.get("/login"));
        auto const back = world.idporten.approve(there);
        world.browser.get("/callback?" + back);
        auto const home = world.browser.get("/");
        auto const page = world.browser.get("/trace");
        auto const asked = from_step(page, "authorization_request");
        CHECK(marked(asked, "sent-state") == query_of(there).text("state"));
        CHECK(marked(asked, "sent-nonce") == query_of(there).text("nonce"));
        CHECK(has_mark(asked, "sent-code_challenge"));
        auto const answered = from_step(page, "authorization_response");
        CHECK(marked(answered, "sent-iss") == IdportenTwin::issuer);
        auto const token = from_step(page, "token");
        CHECK(marked(token, "sent-grant_type") == "authorization_code");
        CHECK(marked(token, "outcome") == "200");
        CHECK(marked(token, "received-token_type") == "Bearer");
        auto const checks = from_step(page, "checks");
        CHECK(marked(checks, "received-signature") == "RS256, kid idporten-1");
        CHECK(has_mark(checks, "received-nonce"));
        CHECK(!has_mark(page, "trace-empty"));

        auto const id_token = marked(home, "token-raw-id_token");
        auto const signature = id_token.substr(id_token.rfind('.'));
        CHECK(page.body.find(signature) == std::string::npos);
        CHECK(marked(token, "received-id_token").find("… (" + std::to_string(id_token.size()) + ")") !=
              std::string::npos);
        std::string verifier;
        for (auto const& call : world.client.calls) {
            if (call.url.ends_with("/token")) verifier = between(call.body, "code_verifier=", "&");
        }
        REQUIRE(verifier.size() == 43);
        CHECK(page.body.find(verifier) == std::string::npos);
    }

    TEST_CASE("a trace belongs to its browser, and the next login begins it anew") {
        World world;
        world.log_in();
        Browser other(world.router);
        CHECK(has_mark(other.get("/trace"), "trace-empty"));
        world.browser.get("/login");
        auto const page = world.browser.get("/trace");
        CHECK(count(page.body, "data-testid=\"step-authorization_request\"") == 1);
        CHECK(!has_mark(page, "step-token"));
        world.clock.advance(seconds(7200));
        CHECK(has_mark(world.browser.get("/trace"), "trace-empty"));
    }

    TEST_CASE("a login that ID-porten refuses is told to its end") {
        World world;
        auto const there = location(world.browser.get("/login"));
        CHECK(world.browser.get("/callback?" + IdportenTwin::cancel(there)).status == 403);
        auto const page = world.browser.get("/trace");
        CHECK(marked(from_step(page, "authorization_response"), "sent-error") == "access_denied");
        CHECK(marked(from_step(page, "refused"), "outcome") ==
              "ID-porten answered access_denied: The user cancelled");
    }

    TEST_CASE("a trace keeps its newest forty steps") {
        World world;
        auto const page = world.log_in();
        for (int i = 0; i < 45; ++i)
            world.post("/userinfo", input(page, "csrf"));
        auto const trace = world.browser.get("/trace");
        CHECK(count(trace.body, "data-testid=\"step-") == 40);
        CHECK(!has_mark(trace, "step-token"));
    }

    TEST_CASE("[RFC 6749 6] the button fetches a new access token, and the trace tells of it") {
        World world;
        auto const page = world.log_in();
        auto const answer = world.post("/refresh", input(page, "csrf"));
        CHECK(answer.status == 303);
        CHECK(location(answer) == "http://localhost:4706/trace#latest");
        CHECK(world.idporten.refreshed == 1);
        auto const step = from_step(world.browser.get("/trace"), "refresh");
        CHECK(marked(step, "sent-grant_type") == "refresh_token");
        CHECK(marked(step, "outcome") == "200");
        auto const renewed = world.browser.get("/");
        CHECK(marked(renewed, "token-raw-access_token") != marked(page, "token-raw-access_token"));
    }

    TEST_CASE("without a refresh token the trace says so, and nothing is sent") {
        World world;
        world.idporten.gives_refresh_token = false;
        auto const page = world.log_in();
        auto const calls = world.client.calls.size();
        CHECK(world.post("/refresh", input(page, "csrf")).status == 303);
        CHECK(world.client.calls.size() == calls);
        auto const step = from_step(world.browser.get("/trace"), "refused");
        CHECK(marked(step, "outcome").find("no refresh token") != std::string::npos);
    }

    TEST_CASE("[OpenID Connect Core 5.3] userinfo is asked with the access token, whatever it answers") {
        World world;
        auto const page = world.log_in();
        CHECK(world.post("/userinfo", input(page, "csrf")).status == 303);
        auto const step = from_step(world.browser.get("/trace"), "userinfo");
        CHECK(marked(step, "received-pid") == "28876895937");
        CHECK(marked(step, "sent-Authorization").starts_with("Bearer "));
        world.clock.advance(seconds(120));
        world.post("/userinfo", input(page, "csrf"));
        CHECK(world.browser.get("/trace").body.find("error=&quot;invalid_token&quot;") != std::string::npos);
    }

    TEST_CASE("a look-up in Oppslagstjenesten is a step of the trace, from either page") {
        World world;
        auto const page = world.log_in();
        CHECK(location(world.post("/lookup", input(page, "csrf"))) == "http://localhost:4706/trace#latest");
        auto const step = from_step(world.browser.get("/trace"), "contact");
        CHECK(step.body.find("GET http://localhost:4703/rest/v1/person") != std::string::npos);
        CHECK(marked(step, "sent-Authorization").starts_with("Bearer "));
        CHECK(marked(step, "outcome") == "200");
        CHECK(marked(step, "received-status") == "AKTIV");
        world.fetch_contact(page);
        CHECK(count(world.browser.get("/trace").body, "data-testid=\"step-contact\"") == 2);
    }

    TEST_CASE("a look-up that needs a new token tells of that first, and of what stopped it") {
        for (bool const can_refresh : {true, false}) {
            CAPTURE(can_refresh);
            World world;
            world.idporten.gives_refresh_token = can_refresh;
            auto const page = world.log_in();
            world.clock.advance(seconds(120));
            world.post("/lookup", input(page, "csrf"));
            auto const trace = world.browser.get("/trace");
            CHECK(has_mark(trace, "step-refresh") == can_refresh);
            CHECK(has_mark(trace, "step-contact") == can_refresh);
            CHECK(has_mark(trace, "step-refused") == !can_refresh);
        }
    }

    TEST_CASE(
        "[OpenID Connect RP-Initiated Logout 2] the trace tells of a logout and of the way back, once") {
        World world;
        auto const page = world.log_in();
        auto const there = location(world.post("/logout", input(page, "csrf")));
        auto const state = query_of(there).text("state");
        world.browser.get("/?state=forged");
        auto const asked = from_step(world.browser.get("/trace"), "logout_request");
        CHECK(marked(asked, "sent-state") == state);
        CHECK(marked(asked, "sent-id_token_hint").find("…") != std::string::npos);
        CHECK(!has_mark(asked, "step-logout_response"));
        for (int visits = 0; visits < 2; ++visits)
            world.browser.get("/?state=" + state);
        auto const trace = world.browser.get("/trace");
        CHECK(marked(from_step(trace, "logout_response"), "sent-state") == state);
        CHECK(count(trace.body, "data-testid=\"step-logout_response\"") == 1);
    }

    TEST_CASE("the buttons need a session and its csrf") {
        for (auto const* path : {"/refresh", "/userinfo", "/introspect", "/lookup"}) {
            CAPTURE(path);
            World world;
            CHECK(location(world.post(path, "x")) == "http://localhost:4706/");
            world.log_in();
            auto const calls = world.client.calls.size();
            CHECK(world.post(path, "guessed").status == 403);
            CHECK(world.post(path, "").status == 403);
            CHECK(world.client.calls.size() == calls);
        }
    }

    TEST_CASE("[idporten 16] every logout that ID-porten tells of is shown, also of sessions that are gone") {
        World world;
        CHECK(has_mark(world.browser.get("/logouts"), "logouts-empty"));
        world.log_in();
        auto const iss = "iss=http%3A%2F%2Flocalhost%3A4702";
        world.browser.get(std::string("/frontchannel-logout?") + iss + "&sid=session-1");
        auto page = world.browser.get("/logouts");
        CHECK(page.body.find("Front-channel logout") != std::string::npos);
        CHECK(marked(page, "notice-sid") == "session-1");
        CHECK(marked(page, "notice-sessions") == "1");
        CHECK(page.body.find("Godtatt") != std::string::npos);

        world.back_channel(world.idporten.sign(world.logout_claims()));
        page = world.browser.get("/logouts");
        CHECK(page.body.find("Back-channel logout") != std::string::npos);
        CHECK(marked(page, "notice-sub") == "sub-of-28876895937");
        CHECK(marked(page, "notice-sessions") == "0");

        world.back_channel(world.idporten.sign(world.logout_claims()));
        CHECK(world.browser.get("/logouts").body.find("The logout_token has been used before") !=
              std::string::npos);
        world.back_channel("no token");
        CHECK(marked(world.browser.get("/logouts"), "notice-iss").empty());
        world.browser.get("/frontchannel-logout?iss=http%3A%2F%2Fevil.example&sid=%3Cb%3E");
        page = world.browser.get("/logouts");
        CHECK(marked(page, "notice-sid") == "&lt;b&gt;");
        CHECK(count(page.body, "data-testid=\"notice\"") == 5);
    }

    TEST_CASE("the newest fifty logouts are kept") {
        World world;
        for (int i = 0; i < 60; ++i)
            world.browser.get("/frontchannel-logout?iss=http%3A%2F%2Flocalhost%3A4702&sid=s" +
                              std::to_string(i));
        auto const page = world.browser.get("/logouts");
        CHECK(count(page.body, "data-testid=\"notice\"") == 50);
        CHECK(marked(page, "notice-sid") == "s59");
    }

    TEST_CASE("claims that are known are explained, in the page's language") {
        World world;
        auto const page = world.log_in("/login?ui_locales=en");
        CHECK(page.body.find("Who issued the token.") != std::string::npos);
        CHECK(page.body.find("The session at ID-porten; named at logout.") != std::string::npos);
    }
}
