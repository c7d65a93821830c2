// What a logout does beyond its own session: the clients are told in both ways, and tokens end.
#include <array>
#include <functional>
#include <set>

#include "http/answers.h"
#include "jose/certificate.h"
#include "jose/jwt.h"
#include "jose/key.h"
#include "services/idporten/world.h"

namespace emulator::idporten {
namespace {

std::string const after = "http://localhost:3000/";
std::string const frame = "http://localhost:3000/frontchannel";
std::string const receiver = "http://localhost:3000/backchannel";

http::Response log_out(World& world, Fields const& fields = {}) {
    return world.browser.get("/logout?" + parameters(fields).encoded());
}
Fields going_on() {
    return {{"client_id", "min-tjeneste"}, {"post_logout_redirect_uri", after}, {"state", "s-1"}};
}

// min-tjeneste is told in these ways.
void register_ways(World& world, bool front, bool back) {
    world.registrations.client("min-tjeneste", [&](Json& client) {
        if (front) client["frontchannel_logout_uri"] = frame;
        if (back) client["backchannel_logout_uri"] = receiver;
        client["frontchannel_logout_session_required"] = true;
    });
}
// Logs the browser in at min-tjeneste and, by single sign-on, at demotjeneste; returns min-tjeneste's sid.
std::string log_in_at_both(World& world) {
    auto const claims = world.id_token(world.log_in());
    auto const second = world.browser.get(World::authorize_url(
        {{"client_id", "demotjeneste"}, {"redirect_uri", "http://localhost:4706/callback"}}));
    REQUIRE(second.status == 302);
    return claims.value("sid", "");
}
std::vector<std::string> frames_of(http::Response const& page) {
    std::vector<std::string> urls;
    auto rest = page.body;
    for (auto at = rest.find("<iframe "); at != std::string::npos; at = rest.find("<iframe ")) {
        rest = rest.substr(at + 1);
        urls.push_back(test::between(rest, "src=\"", "\""));
    }
    return urls;
}
std::string policy_of(http::Response const& page) {
    return std::string(page.headers.find("Content-Security-Policy").value_or(""));
}
// Everyone accepts.
void everyone_accepts(World& world) {
    world.outbound.answer = [](http::Call const&) { return Result<http::Response>(http::text(200, "")); };
}

TEST_SUITE("idporten/single logout") {
    TEST_CASE("[idporten 16.1] a logout in the middle of single sign-on leaves no code behind") {
        World world;
        world.log_in();
        Browser other(world.router);
        other.cookies = world.browser.cookies;
        world.entropy.interrupt = [&] { CHECK(other.get("/logout").status == 200); };
        auto const back = world.browser.get(World::authorize_url());
        CHECK(!world.entropy.interrupt);
        CHECK(back.status == 400);
        CHECK(!back.headers.find("Location"));
        CHECK(marked(back, "error-description") == "The login has ended or was finished already");
    }

    TEST_CASE("[idporten 16.1] who joins the session in the middle of a login anew is told of the logout") {
        World world;
        for (auto const* client : {"min-tjeneste", "min-spa"}) {
            world.registrations.client(client, [](Json& document) {
                document["backchannel_logout_uri"] = callback + "/" + text(document, "client_id");
            });
        }
        world.log_in();
        auto const page = world.browser.get(World::authorize_url({{"prompt", "login"}}));
        auto const who = World::open_eid(world.browser, page, "testid");
        Browser other(world.router);
        other.cookies = world.browser.cookies;
        world.entropy.interrupt = [&] {
            CHECK(other.get(World::authorize_url({{"client_id", "min-spa"}})).status == 302);
        };
        auto const back = World::answer(world.browser, who, "/login/testid",
                                        {{"pid", everything}, {"acr", substantial_level}});
        World::code_of(back);
        CHECK(!world.entropy.interrupt);
        CHECK(world.browser.get("/logout").status == 200);
        std::set<std::string> told_ones;
        for (auto const& call : world.outbound.calls)
            told_ones.insert(call.url);
        CHECK(told_ones == std::set<std::string>{callback + "/min-tjeneste", callback + "/min-spa"});
    }

    TEST_CASE(
        "[idporten 16.2] the page frames every client of the session, and goes on when all have loaded") {
        World world;
        everyone_accepts(world);
        register_ways(world, true, false);
        auto const sid = log_in_at_both(world);
        REQUIRE(!sid.empty());
        auto const page = log_out(world, going_on());
        CHECK(page.status == 200);
        CHECK(has_mark(page, "logging-out-title"));
        CHECK(!has_mark(page, "logged-out-title"));
        auto const session = "?iss=http%3A%2F%2Flocalhost%3A4702&amp;sid=" + sid;
        CHECK(frames_of(page) ==
              std::vector{frame + session, "http://localhost:4706/frontchannel-logout" + session});
        CHECK(policy_of(page).ends_with(
            "; frame-src http://localhost:3000/frontchannel http://localhost:4706/frontchannel-logout"));
        CHECK(policy_of(page).find("unsafe") == std::string::npos);
        CHECK(page.headers.find("Refresh") == "0;url=" + after + "?state=s-1");
        CHECK(test::tag(page, "logout-continue").find("href=\"" + after + "?state=s-1\"") !=
              std::string::npos);
        CHECK(page.body.find("src=\"/static/logout.js\"") != std::string::npos);
        CHECK(page.headers.find("Cache-Control") == "no-store");
        CHECK(!world.browser.cookies.contains("IDPORTEN_SESSION"));
        CHECK(is_login_page(world.browser.get(World::authorize_url())));
    }

    TEST_CASE("without an address to go on to, the page with the frames stays") {
        World world;
        everyone_accepts(world);
        register_ways(world, true, false);
        log_in_at_both(world);
        auto const page = log_out(world);
        CHECK(has_mark(page, "logged-out-title"));
        CHECK(!page.headers.find("Refresh"));
        CHECK(!has_mark(page, "logout-continue"));
        CHECK(page.body.find("logout.js") == std::string::npos);
        CHECK(frames_of(page).size() == 2);
    }

    TEST_CASE("where no client of the session has a front channel the browser goes on at once") {
        World world;
        everyone_accepts(world);
        register_ways(world, false, true);
        world.log_in();
        auto const answer = log_out(world, going_on());
        CHECK(answer.status == 302);
        CHECK(location(answer) == after + "?state=s-1");
        CHECK(world.outbound.calls.size() == 1);
    }

    TEST_CASE("[idporten 16.3] each client gets one signed logout_token of its own") {
        World world;
        everyone_accepts(world);
        register_ways(world, false, true);
        auto const sid = log_in_at_both(world);
        log_out(world);
        REQUIRE(world.outbound.calls.size() == 2);
        std::vector<std::string> urls;
        std::set<std::string> ids;
        for (auto const& call : world.outbound.calls) {
            CAPTURE(call.url);
            urls.push_back(call.url);
            CHECK(call.method == http::Method::post);
            CHECK(call.headers.find("Content-Type") == "application/x-www-form-urlencoded");
            CHECK(call.timeout == seconds(5));
            CHECK(call.connect_timeout == seconds(2));
            auto const form = need(http::parse_parameters(call.body));
            auto const token = need(jose::parse_jwt(form.text("logout_token")));
            constexpr std::array allowed{jose::Algorithm::RS256};
            auto const key_of_issuer = key("idporten-signing").public_key();
            CHECK(jose::verify(token.jws, key_of_issuer, allowed).has_value());
            auto const& header = token.jws.header;
            CHECK(names(header) == std::vector<std::string>{"kid", "alg", "typ", "x5c"});
            CHECK(header.at("typ") == "logout+jwt");
            CHECK(header.at("kid") == "digitaliseringsdirektoratet--cert0");
            auto const chain = need(jose::certificates_from_x5c(header.at("x5c")));
            CHECK(need(chain.front().public_key()) == key_of_issuer);
            CHECK(names(token.claims) ==
                  std::vector<std::string>{"iss", "aud", "sub", "iat", "exp", "jti", "events", "sid"});
            CHECK(token.claims.at("aud") == (call.url == receiver ? "min-tjeneste" : "demotjeneste"));
            CHECK(token.claims.at("sid") == sid);
            ids.insert(token.claims.at("jti"));
        }
        CHECK(urls == std::vector<std::string>{receiver, "http://localhost:4706/backchannel-logout"});
        CHECK(ids.size() == 2);
    }

    TEST_CASE("the page says of each client what became of it, in every language") {
        struct Row {
            char const* name;
            std::function<Result<http::Response>(http::Call const&)> answer;
            std::map<std::string, std::string> texts;
            char const* log;
        };
        auto const silent = [](http::Call const& call) {
            return Result<http::Response>(
                Error{ErrorCode::bad_gateway, "No answer from " + call.url, {"", "timeout", "", ""}});
        };
        Row const rows[] = {
            {"accepted",
             [](http::Call const&) { return Result<http::Response>(http::text(200, "")); },
             {{"nb", "Har bekreftet at du er logget ut."}, {"en", "Has confirmed that you are logged out."}},
             "back-channel logout accepted client_id=min-tjeneste"},
            {"refused",
             [](http::Call const&) { return Result<http::Response>(http::text(400, "")); },
             {{"nb", "Svarte med feil (HTTP 400). Du kan fortsatt være logget inn der."},
              {"nn", "Svara med feil (HTTP 400). Du kan framleis vere logga inn der."}},
             "status 400"},
            {"silent",
             silent,
             {{"nb", "Svarte ikke. Du kan fortsatt være logget inn der."},
              {"se", "Ii vástidan. Don sáhtát ain leat loggejuvvon sisa doppe."}},
             "timeout"},
        };
        for (auto const& row : rows) {
            for (auto const& [language, text] : row.texts) {
                CAPTURE(row.name);
                CAPTURE(language);
                World world;
                world.outbound.answer = row.answer;
                register_ways(world, false, true);
                world.log_in();
                auto const page = log_out(world, {{"ui_locales", language}});
                CHECK(is_in(page, language));
                CHECK(has_mark(page, "logged-out-title"));
                CHECK(marked(page, "told-min-tjeneste") == text);
                CHECK(world.log.mentions(row.log));
            }
        }
    }

    TEST_CASE("a client that is told through the browser or not at all is shown as such") {
        World world;
        world.log_in();
        CHECK(marked(log_out(world), "told-min-tjeneste") ==
              "Har ikke registrert hvordan den vil få beskjed. Du kan fortsatt være logget inn der.");
        register_ways(world, true, true);
        everyone_accepts(world);
        world.log_in();
        CHECK(marked(log_out(world), "told-min-tjeneste") ==
              "Har bekreftet at du er logget ut. Får beskjed gjennom nettleseren din.");
    }

    TEST_CASE("a failing client is a warning in the log with its address and the reason") {
        World world;
        register_ways(world, false, true);
        world.log_in();
        CHECK(location(log_out(world, going_on())) == after + "?state=s-1");
        CHECK(world.log.mentions("back-channel logout failed"));
        CHECK(world.log.mentions(receiver));
    }

    TEST_CASE("a session that has ended by itself tells nobody") {
        World world;
        register_ways(world, true, true);
        world.log_in();
        world.clock.advance(seconds(1800));
        auto const page = log_out(world);
        CHECK(has_mark(page, "logged-out-title"));
        CHECK(!has_mark(page, "told-services"));
        CHECK(world.outbound.calls.empty());
    }

    TEST_CASE("a logout that comes twice tells the clients once") {
        World world;
        everyone_accepts(world);
        register_ways(world, true, true);
        world.log_in();
        auto const cookies = world.browser.cookies;
        log_out(world);
        world.browser.cookies = cookies;
        CHECK(!has_mark(log_out(world), "told-services"));
        CHECK(world.outbound.calls.size() == 1);
    }

    TEST_CASE("a logout that is refused tells nobody") {
        World world;
        register_ways(world, true, true);
        world.log_in();
        CHECK(log_out(world, {{"id_token_hint", "junk"}}).status == 400);
        CHECK(world.outbound.calls.empty());
    }

    TEST_CASE("[idporten 16.1] tokens that were only for logging in end, others and other sessions' do not") {
        World world;
        world.registrations.scope(
            "profile", [](Json& scope) { scope["enforced_aud_for_introspection"] = {"min-tjeneste"}; });
        auto const token = [&](std::string const& code) {
            return world.tokens(code).at("access_token").get<std::string>();
        };
        test::Browser elsewhere(world.router);
        auto const pure = token(world.log_in());
        auto const later = token(World::code_of(world.browser.get(World::authorize_url())));
        auto const with_scope = token(World::code_of(world.browser.get(
            World::authorize_url({{"scope", "openid profile krr:user/kontaktinformasjon.read"}}))));
        auto const other_session = token(World::log_in(elsewhere, {}));
        auto const headless = world.access_token();
        for (auto const& one : {pure, later, with_scope, other_session, headless})
            CHECK(world.userinfo(one).status == 200);
        log_out(world);
        CHECK(world.userinfo(pure).status == 401);
        CHECK(world.userinfo(later).status == 401);
        CHECK(world.introspection(pure).at("active") == false);
        CHECK(world.userinfo(with_scope).status == 200);
        CHECK(world.userinfo(other_session).status == 200);
        CHECK(world.userinfo(headless).status == 200);
    }

    TEST_CASE("[idporten 15] logging out of a session with an isolated client tells all of them") {
        World world;
        everyone_accepts(world);
        register_ways(world, false, true);
        world.registrations.client("min-tjeneste", [](Json& client) {
            client["sso_disabled"] = true;
            client["backchannel_logout_uri"] = receiver;
        });
        world.log_in();
        auto const page = world.browser.get(World::authorize_url(
            {{"client_id", "demotjeneste"}, {"redirect_uri", "http://localhost:4706/callback"}}));
        REQUIRE(is_login_page(page));
        World::choose(world.browser, page);
        log_out(world);
        CHECK(world.outbound.calls.size() == 2);
    }
}

}  // namespace
}  // namespace emulator::idporten
