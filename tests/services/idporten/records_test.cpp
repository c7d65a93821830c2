// The record of what ID-porten's other doors refuse, or answer with a warning: every rule, the one that was
// broken with its mend.
#include <functional>

#include "jose/jwt.h"
#include "jose/key.h"
#include "services/idporten/tokens.h"

namespace emulator::idporten {
namespace {

using http::Method;

std::string const income = "demo-etat:inntekt.read";
std::string const html = "text/html";

// The names of the rules with that outcome in the newest record, each with a blank behind it. Every rule says
// what it measured, and every one that failed how to mend it.
std::string rules_with(World const& world, std::string const& wanted) {
    auto const kept = newest(world);
    REQUIRE(!kept.error.record.empty());
    auto const record = need(parse_json(kept.error.record));
    std::string names;
    for (auto const& rule : record.at("rules")) {
        CAPTURE(rule.dump());
        CHECK(!text(rule, "says").empty());
        CHECK(!text(rule, "measured").empty());
        if (rule.at("outcome") == "failed") {
            CHECK(!text(rule, "expected").empty());
            CHECK(!text(rule, "mend").empty());
        }
        if (rule.at("outcome") == wanted) names += text(rule, "name") + " ";
    }
    return names;
}
std::string failed(World const& world) {
    return rules_with(world, "failed");
}
Json received(World const& world) {
    return need(parse_json(newest(world).error.record));
}

TEST_SUITE("idporten/records") {
    TEST_CASE("/userinfo: a token that opens nothing is held against every rule") {
        World world;
        auto const answer = log_in(world);
        auto const token = text(answer, "access_token");
        auto const foreign =
            jose::sign_jwt(key("maskinporten-signing"), jose::Algorithm::RS256, "k", claims_of(token));
        auto const revoked = text(log_in(world), "access_token");
        revoke(world, revoked);
        struct Row {
            std::string name;
            std::string token;
            std::string failed, skipped;
        };
        std::string const last = "scope_has_profile ", type = "token_is_an_access_token ";
        for (auto const& row :
             {Row{"junk", "junk", "token_was_issued_here ", type + "token_stands " + last},
              Row{"a foreign signature", foreign, "token_was_issued_here ", type + "token_stands " + last},
              Row{"an id_token", text(answer, "id_token"), type, "token_stands " + last},
              Row{"revoked", revoked, "token_stands ", ""},
              Row{"without profile", world.access_token({{"scope", "openid"}}), last, ""}}) {
            CAPTURE(row.name);
            CHECK(world.userinfo(row.token).status >= 401);
            CHECK(failed(world) == row.failed);
            CHECK(rules_with(world, "not examined") == row.skipped);
        }
        CHECK(world.userinfo(foreign).status == 401);
        CHECK(received(world).at("claims") == claims_of(token));
        CHECK(received(world).at("header").at("kid") == "k");
        CHECK(newest(world).error.record.find(foreign.substr(foreign.rfind('.'))) == std::string::npos);
        world.clock.advance(seconds(120));
        CHECK(world.userinfo(token).status == 401);
        CHECK(newest(world).error.explanation.received.starts_with("a token that expired 2026-"));
        CHECK(world.send(Method::get, "/userinfo").status == 401);
        CHECK(failed(world) == "token_is_sent ");
        CHECK(rules_with(world, "passed").empty());
    }

    TEST_CASE("introspection that answers active: false tells which of its conditions failed") {
        std::string const listed = "scope_lists_the_caller ", had = "caller_has_the_scope ";
        struct Row {
            std::string name;
            std::function<std::string(World&, Json const& tokens)> token;
            std::string failed;
        };
        for (auto const &row :
             {Row{"junk", [](World&, Json const&) { return "junk"; }, "token_was_issued_here "},
              Row{"an id_token", [](World&, Json const&tokens) { return text(tokens, "id_token"); },
                  "token_is_an_access_token " + listed},
              Row{"expired",
                  [](World&world, Json const&tokens) {
                      world.clock.advance(seconds(120));
                      return text(tokens, "access_token");
                  },
                  "token_stands "},
              Row{"a caller without the scope",
                  [](World&world, Json const&tokens) {
                      world.registrations.client("min-tjeneste",
                                                 [](Json& client) { client["scopes"] = {"openid"}; });
                      return text(tokens, "access_token");
                  },
                  had},
              Row{"a caller that no scope lists",
                  [](World&world, Json const&) { return world.access_token(); }, listed},
              Row{"a caller of whom neither is true",
                  [](World&world, Json const&) {
                      auto token = world.access_token();
                      world.registrations.client("min-tjeneste",
                                                 [](Json& client) { client["scopes"] = {"openid"}; });
                      return token;
                  },
                  had + listed},
              Row{"a refresh token that was replaced",
                  [](World&world, Json const&tokens) {
                      refreshed(world, text(tokens, "refresh_token"));
                      return text(tokens, "refresh_token");
                  },
                  "token_stands "}}) {
            CAPTURE(row.name);
            World world;
            auto const tokens = log_in(world, {{"scope", "openid " + contact_scope}});
            auto const token = row.token(world, tokens);
            CHECK(introspected(world, token) == Json{{"active", false}});
            auto const kept = newest(world);
            CHECK(kept.accepted);
            CHECK(kept.request == "POST /token/introspect");
            CHECK(!kept.error.explanation.mend.empty());
            CHECK(failed(world) == row.failed);
            CHECK(outcome(world, "caller_is_authenticated") == "passed");
        }
    }

    TEST_CASE("prompt=none: what stands against an answer without a page") {
        World world;
        world.registrations.client("min-tjeneste", [](Json& client) { client["scopes"].push_back(income); });
        auto const ask = [&](Fields const& changes) {
            auto const answer =
                world.browser.get(World::authorize_url(changed(changes, {{"prompt", "none"}})));
            return told(world, answer).error;
        };
        CHECK(ask({}) == "login_required");
        CHECK(failed(world) == "session_goes_on ");
        CHECK(rules_with(world, "not examined").find("level_is_reached") != std::string::npos);
        CHECK(received(world).at("parameters").at("prompt") == "none");
        world.log_in();
        Fields const high{{"acr_values", high_level}, {"scope", "openid " + income}};
        CHECK(ask(high) == "login_required");
        CHECK(failed(world) == "level_is_reached no_scope_needs_consent ");
        CHECK(ask({{"max_age", "0"}}) == "login_required");
        CHECK(failed(world) == "max_age_has_not_passed ");
        CHECK(ask({{"scope", "openid " + income}}) == "consent_required");
        CHECK(failed(world) == "no_scope_needs_consent ");
        CHECK(outcome(world, "session_goes_on") == "passed");
    }

    TEST_CASE("the pages of a login: what is refused there has every rule of its page") {
        struct Row {
            std::string name;
            std::function<http::Response(World&, http::Response const& page)> ask;
            std::string failed;
        };
        auto const form = [](http::Response const& page) {
            return Fields{{"csrf", input(page, "csrf")},
                          {"transaction", input(page, "transaction")},
                          {"action", "cancel"}};
        };
        std::string const under_way = "login_is_under_way ", foreign = "browser_is_the_same ";
        for (auto const &row :
             {Row{"a page of no login",
                  [](World&world, auto const&) { return world.browser.get("/login?transaction=x"); },
                  under_way},
              Row{"an answer to no login",
                  [&](World&world, auto const&page) {
                      return world.browser.post("/login",
                                                parameters(changed(form(page), {{"transaction", "x"}})));
                  },
                  under_way},
              Row{"a page in another browser",
                  [](World&world, auto const&page) {
                      Browser other(world.router);
                      return other.get("/login?transaction=" + input(page, "transaction"));
                  },
                  foreign},
              Row{"an answer from another browser",
                  [&](World&world, auto const&page) {
                      Browser other(world.router);
                      return other.post("/login", parameters(changed(form(page), {{"csrf", "x"}})));
                  },
                  foreign + "form_is_of_the_page "},
              Row{"another token",
                  [&](World&world, auto const&page) {
                      return world.browser.post("/login", parameters(changed(form(page), {{"csrf", "x"}})));
                  },
                  "form_is_of_the_page "},
              Row{"a page of a later step",
                  [](World&world, auto const&page) {
                      return world.browser.get("/consent?transaction=" + input(page, "transaction"));
                  },
                  "step_is_the_next "},
              Row{"another site",
                  [&](World&world, auto const&page) {
                      return world.send(
                          Method::post, "/login", parameters(form(page)).encoded(),
                          {{"Sec-Fetch-Site", "cross-site"},
                           {"Cookie", "IDPORTEN_AUTH=" + world.browser.cookies.at("IDPORTEN_AUTH")}});
                  },
                  "origin_is_ours "},
              Row{"no eID of that name",
                  [](World&world, auto const&page) {
                      return world.browser.get("/login/x?transaction=" + input(page, "transaction"));
                  },
                  "eid_is_known "},
              Row{"an eID below the level",
                  [](World&world, auto const&page) {
                      return world.browser.get("/login/minid?transaction=" + input(page, "transaction"));
                  },
                  "eid_reaches_the_level "},
              Row{"a form of another type",
                  [](World&world, auto const&) {
                      return world.send(Method::post, "/login", "{}", {{"Content-Type", "application/json"}});
                  },
                  "form_is_readable "},
              Row{"a broken query",
                  [](World&world, auto const&) { return world.browser.get("/login?transaction=%zz"); },
                  "request_is_readable "}}) {
            CAPTURE(row.name);
            World world;
            auto const page = world.browser.get(World::authorize_url({{"acr_values", high_level}}));
            CHECK(row.ask(world, page).status >= 400);
            CHECK(failed(world) == row.failed);
            CHECK(newest(world).error.record.find(input(page, "csrf")) == std::string::npos);
            CHECK(newest(world).error.record.find(input(page, "transaction")) == std::string::npos);
        }
    }

    TEST_CASE("a login that its user, its client or its session ended says so by its rule") {
        World world;
        auto const page = world.browser.get(World::authorize_url());
        auto const cancelled = World::answer(world.browser, page, "/login", {{"action", "cancel"}});
        CHECK(told(world, cancelled).error == "access_denied");
        CHECK(failed(world) == "user_goes_on ");

        world.registrations.client("min-tjeneste", [](Json& client) { client["scopes"].push_back(income); });
        auto const consent = [&] {
            auto const back =
                World::choose(world.browser, world.browser.get(World::authorize_url({{"scope", income}})));
            return world.browser.get(location(back));
        };
        auto const denied = World::answer(world.browser, consent(), "/consent", {{"action", "deny"}});
        CHECK(told(world, denied).error == "access_denied");
        CHECK(failed(world) == "a_scope_is_left ");

        world.browser.cookies.erase("IDPORTEN_SESSION");
        auto const waiting = consent();
        CHECK(world.browser.get("/logout").status == 200);
        CHECK(World::answer(world.browser, waiting, "/consent",
                            {{"action", "approve"}, {"scope:" + income, "yes"}})
                  .status == 400);
        CHECK(failed(world) == "session_goes_on ");
        CHECK(newest(world).error.explanation.received.find("logged out") != std::string::npos);
    }

    TEST_CASE("/logout, by GET and by POST") {
        World world;
        auto const tokens = world.tokens(world.log_in());
        auto const id_token = text(tokens, "id_token");
        struct Row {
            std::string name;
            Fields asked;
            std::string failed;
        };
        std::string const hint = "hint_is_an_id_token_of_ours ";
        for (auto const& row :
             {Row{"a hint of nobody", {{"id_token_hint", "x"}}, hint},
              Row{"an access token as hint", {{"id_token_hint", text(tokens, "access_token")}}, hint},
              Row{"two clients",
                  {{"id_token_hint", id_token}, {"client_id", "min-spa"}},
                  "one_client_is_named "},
              Row{"a state beyond ASCII", {{"state", "\xc3\xa6"}}, "state_is_printable "},
              Row{"two faults",
                  {{"id_token_hint", "x"}, {"state", "\xc3\xa6"}},
                  hint + "state_is_printable "}}) {
            for (bool const post : {false, true}) {
                CAPTURE(row.name);
                CAPTURE(post);
                auto const asked = parameters(row.asked);
                auto const answer = post ? world.browser.post("/logout", asked)
                                         : world.browser.get("/logout?" + asked.encoded());
                CHECK(answer.status == 400);
                CHECK(newest(world).request == (post ? "POST /logout" : "GET /logout"));
                CHECK(failed(world) == row.failed);
                CHECK(outcome(world, "browser_brings_a_session") == "passed");
            }
        }
        CHECK(world.browser
                  .get("/logout?client_id=min-tjeneste&post_logout_redirect_uri=https%3A%2F%2Fx.example")
                  .status == 200);
        CHECK(newest(world).accepted);
        CHECK(failed(world) == "redirect_is_registered ");
        CHECK(world.browser.get("/logout").status == 400);
        CHECK(failed(world) == "browser_brings_a_session ");
        CHECK(world.browser.get("/logout?state=%zz").status == 400);
        CHECK(failed(world) == "request_is_readable ");
    }

    TEST_CASE("a misspelled parameter of a logout is warned of") {
        World world;
        auto const hint = text(world.tokens(world.log_in()), "id_token");
        auto const page = world.browser.get(
            "/logout?post_logout_redirect_url=http://localhost:3000/&id_token_hint=" + hint);
        CHECK(page.status == 200);
        CHECK(newest(world).accepted);
        CHECK(newest(world).error.description.find("post_logout_redirect_url") != std::string::npos);
        CHECK(failed(world) == "parameters_are_known ");
    }

    TEST_CASE("of parameters that nobody knows a record tells how long they are") {
        World world;
        world.browser.get(World::authorize_url({{"password", "SECRETY"}, {"ui_locales", "nn"}}));
        auto const record = newest(world).error.record;
        CHECK(record.find("SECRETY") == std::string::npos);
        CHECK(record.find("(7 characters)") != std::string::npos);
        CHECK(record.find("\"ui_locales\":\"nn\"") != std::string::npos);
    }

    TEST_CASE("a logout with the hint of another user ends the session, and is warned of") {
        World world;
        auto const own = text(world.tokens(world.log_in()), "id_token");
        CHECK(world.browser.get("/logout?id_token_hint=" + own).status == 200);
        CHECK(!newest(world).error.explanation.rule.starts_with("id_token_hint"));
        world.log_in({}, d_number);
        CHECK(world.browser.get("/logout?id_token_hint=" + own).status == 200);
        CHECK(newest(world).accepted);
        CHECK(newest(world).error.description.find("another user") != std::string::npos);
        CHECK(failed(world) == "hint_is_of_the_user ");
        CHECK(is_login_page(world.browser.get(World::authorize_url())));
    }

    TEST_CASE("a request from within an iframe is warned of") {
        World world;
        auto const ask = [&](std::string const& destination) {
            auto const before = world.journal.newest(200).size();
            static_cast<void>(
                world.send(Method::get, World::authorize_url(), "", {{"Sec-Fetch-Dest", destination}}));
            return world.journal.newest(200).size() > before;
        };
        CHECK(!ask("document"));
        CHECK(ask("iframe"));
        CHECK(newest(world).error.description.find("silent renewal") != std::string::npos);
        CHECK(failed(world).empty());
    }

    TEST_CASE("warnings of clients that call directly have the record of what was found right") {
        World world;
        auto const tokens = log_in(world);
        auto const secret_told = newest(world);
        CHECK(secret_told.accepted);
        CHECK(secret_told.error.description.find("by a secret") != std::string::npos);
        CHECK(outcome(world, "secret_is_registered") == "passed");
        CHECK(failed(world).empty());
        CHECK(revoke(world, "junk").status == 200);
        CHECK(failed(world) == "token_is_known ");
        auto const foreign = text(log_in(world, {{"client_id", "min-spa"}}, public_client), "refresh_token");
        CHECK(revoke(world, foreign).status == 200);
        CHECK(failed(world) == "token_is_of_the_client ");
        CHECK(newest(world).error.record.find(foreign) == std::string::npos);
    }
}

}  // namespace
}  // namespace emulator::idporten
