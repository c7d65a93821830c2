// Logins without pages: login_hint=testid:<synthetic pid>_<acr>.
#include "services/idporten/world.h"

namespace emulator::idporten {
namespace {

http::Response get(World& world, std::string const& hint, Fields const& changes = {}) {
    return world.browser.get(World::authorize_url(changed({{"login_hint", hint}}, changes)));
}
std::string hint(std::string const& pid, std::string const& acr = substantial_level) {
    return "testid:" + pid + "_" + acr;
}
std::vector<std::string> cookies_set(http::Response const& response) {
    std::vector<std::string> cookies;
    for (auto const& [name, value] : response.headers) {
        if (name == "Set-Cookie") cookies.push_back(value);
    }
    return cookies;
}

TEST_SUITE("idporten/headless") {
    TEST_CASE("[idporten 5] a synthetic person is logged in at once, at the level of the hint") {
        struct Row {
            std::string name;
            std::string pid;
            std::string acr;
            Fields changes;
        };
        for (auto const& row :
             {Row{"no acr_values", everything, substantial_level, {}},
              Row{"more than no acr_values need", everything, high_level, {}},
              Row{"just enough", everything, high_level, {{"acr_values", high_level}}},
              Row{"more than enough", everything, high_level, {{"acr_values", substantial_level}}},
              Row{"one of two",
                  everything,
                  substantial_level,
                  {{"acr_values", high_level + " " + substantial_level}}},
              Row{"the lowest is asked for",
                  everything,
                  substantial_level,
                  {{"acr_values", "idporten-loa-low"}}},
              Row{"a D-number", d_number, high_level, {}},
              Row{"a person who is not in the data set", unheard_of, substantial_level, {}},
              Row{"prompt=none", everything, substantial_level, {{"prompt", "none"}}},
              Row{"prompt=login", everything, substantial_level, {{"prompt", "login"}}}}) {
            CAPTURE(row.name);
            World world;
            auto const back = get(world, hint(row.pid, row.acr), row.changes);
            REQUIRE(back.status == 302);
            auto const query = query_of(location(back));
            CHECK(query.text("iss") == issuer);
            CHECK(query.text("state") == "state-1");
            auto const claims = world.id_token(query.text("code"));
            CHECK(claims.at("pid") == row.pid);
            CHECK(claims.at("acr") == row.acr);
            CHECK(claims.at("amr") == Json::array({"TestID"}));
            CHECK(claims.at("auth_time") == world.now());
        }
    }

    TEST_CASE("[idporten 5] a hint that names no synthetic person at a sufficient level is refused") {
        struct Row {
            std::string name;
            std::string hint;
            Fields changes;
            std::string description;
        };
        std::string const no_person = "login_hint has no synthetic person number";
        std::string const no_level = "login_hint has a level that does not satisfy acr_values";
        for (auto const& row :
             {Row{"a number that could be real", hint("28076895937"), {}, no_person},
              Row{"a wrong check digit", hint("28876895938"), {}, no_person},
              Row{"ten digits", hint("2887689593"), {}, no_person},
              Row{"letters", hint("2887689593x"), {}, no_person}, Row{"no person", hint(""), {}, no_person},
              Row{"nothing", "testid:", {}, no_person},
              Row{"blanks around the number", hint(" 28876895937"), {}, no_person},
              Row{"no level", "testid:28876895937", {}, no_level},
              Row{"an empty level", "testid:28876895937_", {}, no_level},
              Row{"an unknown level", hint(everything, "Level4"), {}, no_level},
              Row{"a level that no login gives", hint(everything, "idporten-loa-low"), {}, no_level},
              Row{"a foreign level", hint(everything, "eidas-loa-high"), {}, no_level},
              Row{"a level too low", hint(everything), {{"acr_values", high_level}}, no_level}}) {
            CAPTURE(row.name);
            World world;
            auto const [error, description] = told(world, get(world, row.hint, row.changes));
            CHECK(error == "access_denied");
            CHECK(description == row.description);
        }
    }

    TEST_CASE("the number that is refused goes to the Konsoll, and neither to the client nor to the log") {
        World world;
        auto const back = get(world, hint("28076895937"));
        CHECK(location(back).find("28076895937") == std::string::npos);
        CHECK(!world.log.mentions("28076895937"));
        auto const error = world.journal.newest(1).at(0).error;
        CHECK(error.record.find("testid:28076895937") != std::string::npos);
        auto const& why = error.explanation;
        CHECK(why.received == "'280768*****'");
        CHECK(why.expected.find("month + 80") != std::string::npos);
    }

    TEST_CASE("other hints are only hints") {
        World world;
        CHECK(is_login_page(get(world, "somebody@example.no")));
        CHECK(is_login_page(get(world, everything)));
        CHECK(is_login_page(get(world, "TESTID:" + everything + "_" + substantial_level)));
    }

    TEST_CASE("[idporten 5] it leaves no session and clears the cookies") {
        World world;
        auto const back = get(world, hint(everything));
        CHECK(cookies_set(back) ==
              std::vector<std::string>{"IDPORTEN_AUTH=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax",
                                       "IDPORTEN_SESSION=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax"});
        CHECK(told(world, world.browser.get(World::authorize_url({{"prompt", "none"}}))).error ==
              "login_required");
    }

    TEST_CASE("a session from before ends with it, for whoever holds its cookie") {
        World world;
        world.log_in();
        auto const cookies = world.browser.cookies;
        CHECK(cookies.contains("IDPORTEN_SESSION"));
        CHECK(get(world, hint(d_number)).status == 302);
        CHECK_FALSE(world.browser.cookies.contains("IDPORTEN_SESSION"));
        CHECK_FALSE(world.browser.cookies.contains("IDPORTEN_AUTH"));
        world.browser.cookies = cookies;
        CHECK(is_login_page(world.browser.get(World::authorize_url())));
    }

    TEST_CASE("each such login is a session of its own, for clients that are told which") {
        World world;
        world.registrations.client(
            "min-tjeneste", [](Json& client) { client["frontchannel_logout_session_required"] = true; });
        auto const first = world.id_token(world.headless_code()).at("sid");
        auto const second = world.id_token(world.headless_code()).at("sid");
        CHECK(first != second);
    }
}

}  // namespace
}  // namespace emulator::idporten
