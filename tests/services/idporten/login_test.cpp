// The login page and its form.
#include "services/idporten/login.h"

#include <functional>

#include "services/idporten/world.h"

namespace emulator::idporten {
namespace {

Fields form_of(http::Response const& page, Fields const& changes = {}) {
    return changed({{"csrf", input(page, "csrf")},
                    {"transaction", input(page, "transaction")},
                    {"acr", substantial_level}},
                   changes);
}
http::Response type(Browser& browser, http::Response const& page, std::string const& number,
                    std::string const& acr = substantial_level) {
    return browser.post(
        "/login/testid",
        parameters(form_of(page, {{"action", "typed"}, {"typed_pid", number}, {"acr", acr}})));
}
// A form that is refused with a page, without sending the browser anywhere.
std::string refused_form(http::Response const& response) {
    CHECK(response.status == 400);
    CHECK(!response.headers.find("Location"));
    CHECK(!response.headers.find("Set-Cookie"));
    return marked(response, "error-description");
}

std::string const foreign = "The form does not belong to this browser";
std::string const gone = "The login has ended or was finished already";

TEST_SUITE("idporten/login") {
    TEST_CASE("the page names the service, the levels and the people, and is not stored") {
        World world;
        auto const page = world.browser.get(World::authorize_url());
        REQUIRE(is_login_page(page));
        CHECK(marked(page, "service-name") == "Du er på vei til Min tjeneste.");
        CHECK(page.headers.find("Cache-Control") == "no-store");
        CHECK(page.headers.find("Content-Security-Policy"));
        auto const testid = World::open_eid(world.browser, page, "testid");
        CHECK(testid.headers.find("Cache-Control") == "no-store");
        CHECK(test::tag(testid, "level-" + substantial_level).find("checked") != std::string::npos);
        CHECK(test::tag(testid, "level-" + high_level).find("checked") == std::string::npos);
        auto const people = world.persons.listed();
        CHECK(people.size() >= 12);
        for (auto const& person : people)
            CHECK(has_mark(testid, "person-" + person.personidentifikator.digits()));
        CHECK(!has_mark(testid, "login-error"));
    }

    TEST_CASE("only levels that satisfy the request are offered") {
        World world;
        auto const selector = world.browser.get(World::authorize_url({{"acr_values", high_level}}));
        auto const page = World::open_eid(world.browser, selector, "testid");
        CHECK(!has_mark(page, "level-" + substantial_level));
        CHECK(test::tag(page, "level-" + high_level).find("checked") != std::string::npos);
    }

    TEST_CASE("the service's name is escaped") {
        World world;
        world.registrations.client("min-tjeneste",
                                   [](Json& client) { client["client_name"] = "<script>alert(1)</script>"; });
        auto const page = world.browser.get(World::authorize_url());
        CHECK(page.body.find("<script>alert") == std::string::npos);
        CHECK(page.body.find("&lt;script&gt;alert") != std::string::npos);
    }

    TEST_CASE("a person of the list or a typed number logs in, at the level that was chosen") {
        World world;
        auto const listed = world.id_token(world.log_in({}, d_number, high_level));
        CHECK(listed.at("pid") == d_number);
        CHECK(listed.at("acr") == high_level);
        Browser other(world.router);
        auto const page = other.get(World::authorize_url());
        auto const back = type(other, page, unheard_of);
        CHECK(back.status == 303);
        auto const typed = world.id_token(World::code_of(back));
        CHECK(typed.at("pid") == unheard_of);
        CHECK(typed.at("acr") == substantial_level);
        CHECK(query_of(location(back)).text("state") == "state-1");
    }

    TEST_CASE("the cookies are HttpOnly and SameSite, and Secure where the issuer is https") {
        World world;
        auto const page = world.browser.get(World::authorize_url());
        auto const browser_line = std::string(page.headers.find("Set-Cookie").value_or(""));
        CHECK(browser_line.starts_with("IDPORTEN_AUTH="));
        CHECK(browser_line.ends_with("; Path=/; HttpOnly; SameSite=Lax"));
        auto const back = World::choose(world.browser, page);
        auto const session_line = std::string(back.headers.find("Set-Cookie").value_or(""));
        CHECK(session_line.starts_with("IDPORTEN_SESSION="));
        CHECK(session_line.ends_with("; Path=/; HttpOnly; SameSite=Lax"));
        CHECK(world.browser.cookies.at("IDPORTEN_SESSION").size() == 43);
        // A browser that is known keeps its cookie, so that two tabs can log in.
        CHECK(!world.browser.get(World::authorize_url({{"prompt", "login"}})).headers.find("Set-Cookie"));
    }

    TEST_CASE("a form with another token, or from another browser, is refused and changes nothing") {
        struct Row {
            std::string name;
            Fields changes;
            std::function<void(Browser&)> browser;
            std::string description;
        };
        auto const same = [](Browser&) {};
        for (auto const& row :
             {Row{"another csrf", {{"csrf", "AAAAAAAAAAAAAAAAAAAAAA"}}, same, foreign},
              Row{"no csrf", {{"csrf", ""}}, same, foreign},
              Row{"another browser", {}, [](Browser& b) { b.cookies["IDPORTEN_AUTH"] = "another"; }, foreign},
              Row{"no cookie", {}, [](Browser& b) { b.cookies.clear(); }, foreign},
              Row{"an empty cookie", {}, [](Browser& b) { b.cookies["IDPORTEN_AUTH"] = ""; }, foreign},
              Row{"another transaction", {{"transaction", "unknown"}}, same, gone},
              Row{"no transaction", {{"transaction", ""}}, same, gone},
              Row{"cancelled by another browser",
                  {{"action", "cancel"}},
                  [](Browser& b) { b.cookies["IDPORTEN_AUTH"] = "another"; },
                  foreign}}) {
            CAPTURE(row.name);
            World world;
            auto const page = world.browser.get(World::authorize_url());
            auto const cookies = world.browser.cookies;
            row.browser(world.browser);
            auto const response = world.browser.post(
                "/login/testid", parameters(form_of(page, changed({{"pid", everything}}, row.changes))));
            CHECK(refused_form(response) == row.description);
            world.browser.cookies = cookies;
            CHECK(World::choose(world.browser, page).status == 303);
        }
    }

    TEST_CASE("the token of one login does not open another in the same browser") {
        World world;
        auto const first = world.browser.get(World::authorize_url());
        auto const second = world.browser.get(World::authorize_url());
        REQUIRE(input(first, "csrf") != input(second, "csrf"));
        auto const mixed =
            form_of(first, {{"transaction", input(second, "transaction")}, {"pid", everything}});
        CHECK(refused_form(world.browser.post("/login/testid", parameters(mixed))) == foreign);
    }

    TEST_CASE("a login is finished once") {
        World world;
        auto const page = world.browser.get(World::authorize_url());
        auto const code = World::code_of(World::choose(world.browser, page));
        CHECK(refused_form(World::choose(world.browser, page)) == gone);
        CHECK(refused_form(World::choose(world.browser, page, d_number)) == gone);
        CHECK(world.id_token(code).at("pid") == everything);
    }

    TEST_CASE("a login page waits for two hours") {
        World world;
        auto const page = world.browser.get(World::authorize_url());
        world.clock.advance(login_lifetime - seconds(1));
        auto const again = type(world.browser, page, "1");
        CHECK(again.status == 422);
        world.clock.advance(seconds(1));
        CHECK(refused_form(World::choose(world.browser, page)) == gone);
    }

    TEST_CASE("[idporten 3.6] who cancels goes back with access_denied, and the page is dead") {
        World world;
        auto const page = world.browser.get(World::authorize_url());
        auto const cancel = parameters(form_of(page, {{"action", "cancel"}}));
        auto const back = world.browser.post("/login", cancel);
        CHECK(back.status == 303);
        auto const [error, description] = told(world, back);
        CHECK(error == "access_denied");
        CHECK(description == "The user cancelled the login");
        CHECK(!world.browser.cookies.contains("IDPORTEN_SESSION"));
        CHECK(refused_form(world.browser.post("/login", cancel)) == gone);
        CHECK(refused_form(World::choose(world.browser, page)) == gone);
    }

    TEST_CASE("a number that is wrong is shown again with what is wrong with it, and can be mended") {
        struct Row {
            std::string name;
            std::string typed;
            std::string message;
        };
        for (auto const& row :
             {Row{"letters", "2887689593x", "login.error.not_digits"},
              Row{"blanks", "288768 95937", "login.error.not_digits"},
              Row{"a minus", "-8876895937", "login.error.not_digits"},
              Row{"digits of another script", "\xd9\xa1\xd9\xa2", "login.error.not_digits"},
              Row{"ten digits", "2887689593", "login.error.length"},
              Row{"twelve digits", "288768959370", "login.error.length"},
              Row{"a number that could be real", "28076895937", "login.error.not_synthetic"},
              Row{"another series", "28476895937", "login.error.not_synthetic"},
              Row{"a wrong check digit", "28876895938", "login.error.check_digits"},
              Row{"a day that does not exist", "32876895937", "login.error.check_digits"},
              Row{"nothing", "", "login.error.choose"}}) {
            CAPTURE(row.name);
            World world;
            auto const page = world.browser.get(World::authorize_url());
            auto const again = type(world.browser, page, row.typed, high_level);
            CHECK(again.status == 422);
            http::Values received;
            received.set("RECEIVED", row.typed);
            auto const message = world.pages->text(row.message, http::Language::nb, received);
            CHECK(again.body.find("<strong>" + html_escape(message) + "</strong>") != std::string::npos);
            CHECK(input(again, "typed_pid") == row.typed);
            CHECK(input(again, "transaction") == input(page, "transaction"));
            CHECK(test::tag(again, "level-" + high_level).find("checked") != std::string::npos);
            CHECK(!world.browser.cookies.contains("IDPORTEN_SESSION"));
            CHECK(type(world.browser, again, everything, high_level).status == 303);
        }
    }

    TEST_CASE("what was typed is escaped, and a long text is cut") {
        World world;
        auto const page = world.browser.get(World::authorize_url());
        auto const again = type(world.browser, page, "\"><script>alert(1)</script>");
        CHECK(again.status == 422);
        CHECK(again.body.find("<script>alert") == std::string::npos);
        CHECK(input(again, "typed_pid") == "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;");
        CHECK(type(world.browser, page, std::string(100000, '1')).body.size() < again.body.size() + 1000);
    }

    TEST_CASE("a level that was not offered is refused") {
        struct Row {
            std::string name;
            std::string acr_values;
            std::string acr;
        };
        for (auto const& row : {Row{"too low", high_level, substantial_level},
                                Row{"one that no login gives", "idporten-loa-low", "idporten-loa-low"},
                                Row{"unknown", "", "Level4"}, Row{"none", "", ""}}) {
            CAPTURE(row.name);
            World world;
            auto const page = world.browser.get(World::authorize_url({{"acr_values", row.acr_values}}));
            auto const again = World::choose(world.browser, page, everything, row.acr);
            CHECK(again.status == 422);
            CHECK(again.body.find("Velg en testperson") != std::string::npos);
            CHECK(!world.browser.cookies.contains("IDPORTEN_SESSION"));
            CHECK(World::choose(world.browser, page, everything, high_level).status == 303);
        }
    }

    TEST_CASE("a client that is removed while its login waits gets nobody") {
        World world;
        auto const page = world.browser.get(World::authorize_url());
        world.directory->change([](store::Connection& connection) {
            connection.query("delete from client where client_id = 'min-tjeneste'").run();
        });
        CHECK(refused_form(World::choose(world.browser, page)) == gone);
    }

    TEST_CASE("[idporten 3] the language: the user's choice, then ui_locales, then nb") {
        struct Row {
            std::string name;
            std::string cookie;
            Fields changes;
            std::string language;
        };
        for (auto const& row :
             {Row{"nothing", "", {}, "nb"}, Row{"ui_locales", "", {{"ui_locales", "se"}}, "se"},
              Row{"the first known of several", "", {{"ui_locales", "fr nn en"}}, "nn"},
              Row{"an unknown one", "", {{"ui_locales", "fr"}}, "nb"},
              Row{"the choice of before", "en", {{"ui_locales", "nn"}}, "en"},
              Row{"the language switch", "en", {{"ui_locales", "nn"}, {"locale", "se"}}, "se"}}) {
            CAPTURE(row.name);
            World world;
            world.browser.languages = "en";  // the browser's own languages do not count here
            if (!row.cookie.empty()) world.browser.cookies["IDPORTEN_SELECTED_LANGUAGE"] = row.cookie;
            auto const page = world.browser.get(World::authorize_url(row.changes));
            CHECK(is_in(page, row.language));
            // It stays for the form's answer, and goes into the id_token.
            CHECK(is_in(type(world.browser, page, "1"), row.language));
            CHECK(world.id_token(World::code_of(World::choose(world.browser, page))).at("locale") ==
                  row.language);
            bool const switched = row.changes.contains("locale");
            CHECK(world.browser.cookies["IDPORTEN_SELECTED_LANGUAGE"] == (switched ? "se" : row.cookie));
        }
    }

    TEST_CASE("the language switch of the page leads to the same login") {
        World world;
        auto const page = world.browser.get(World::authorize_url({{"ui_locales", "nb"}}));
        auto const switched = world.browser.get(link_of(page, "language-nn"));
        CHECK(is_login_page(switched));
        CHECK(is_in(switched, "nn"));
        auto const claims = world.id_token(World::code_of(World::choose(world.browser, switched)));
        CHECK(claims.at("nonce") == "nonce-1");
        CHECK(claims.at("locale") == "nn");
    }

    TEST_CASE("JSON is refused") {
        World world;
        CHECK(refusal(world.send(http::Method::post, "/login", "{}", {{"Content-Type", "application/json"}}))
                  .error == "invalid_request");
    }
}

}  // namespace
}  // namespace emulator::idporten
