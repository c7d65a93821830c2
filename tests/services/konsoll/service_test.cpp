// The start page for developers.
#include "base/encoding.h"
#include "services/konsoll/world.h"

namespace emulator::konsoll {
namespace {

using test::has_mark;
using test::marked;

std::size_t count(std::string const& text, std::string const& word) {
    std::size_t found = 0;
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + word.size()))
        ++found;
    return found;
}
bool shows(http::Response const& page, std::string const& text) {
    return page.body.find(html_escape(text)) != std::string::npos;
}
http::Refusal refusal(std::string const& number) {
    Error error{ErrorCode::invalid_grant,
                "description " + number,
                {"rule " + number, "received " + number, "expected " + number, "mend " + number},
                "MP-" + number,
                "trace-" + number};
    return {{}, "maskinporten", "POST /token", 400, error};
}

TEST_SUITE("konsoll/service") {
    TEST_CASE("the page lists the products, the people, the clients and the recipes") {
        World world;
        auto const page = world.browser.get("/");
        REQUIRE(page.status == 200);
        CHECK(page.headers.find("Cache-Control") == "no-store");
        CHECK(count(page.body, "data-testid=\"origin\"") == 2);
        CHECK(shows(page, "test.maskinporten.no"));
        CHECK(page.body.find("href=\"http://localhost:4701/jwk\"") != std::string::npos);
        auto const people = world.persons.listed();
        REQUIRE(people.size() >= 12);
        for (auto const& person : people) {
            CHECK(marked(page, "person-" + person.personidentifikator.digits()) ==
                  person.personidentifikator.digits());
            CHECK(shows(page, person.beskrivelse));
        }
        auto const directory = world.directory->now();
        REQUIRE(directory->clients.size() >= 9);
        for (auto const& [id, client] : directory->clients)
            CHECK(has_mark(page, "client-" + id));
        CHECK(shows(page, "IDPORTEN_CLIENT_SECRET=min-tjeneste-hemmelighet"));
        CHECK(has_mark(page, "recipe-headless"));
        CHECK(has_mark(page, "recipe-maskinporten"));
        CHECK(page.body.find("testid:" + people.front().personidentifikator.digits() + "_") !=
              std::string::npos);
        CHECK(marked(page, "database") == "in memory");
        CHECK(marked(page, "version") == EMULATOR_VERSION);
    }

    TEST_CASE("refusals are shown newest first, with everything that helps, and at most twenty") {
        World world;
        CHECK(has_mark(world.browser.get("/"), "no-refusals"));
        for (int i = 100; i < 121; ++i) {
            world.journal.keep(refusal(std::to_string(i)));
            world.machine.advance(seconds(1));
        }
        auto const page = world.browser.get("/");
        CHECK(!has_mark(page, "no-refusals"));
        CHECK(count(page.body, "data-testid=\"refusal\"") == 20);
        CHECK(page.body.find("trace-120") < page.body.find("trace-119"));
        CHECK(!shows(page, "trace-100"));
        for (auto const* text : {"MP-120", "description 120", "rule 120", "received 120", "expected 120",
                                 "mend 120", "trace-120", "maskinporten POST /token", "2026-11-22T12:00:20Z"})
            CHECK(shows(page, text));
        auto without_code = refusal("1");
        without_code.error.reference.clear();
        world.journal.keep(without_code);
        CHECK(world.browser.get("/").body.find("<code>invalid_grant</code>") != std::string::npos);
    }

    TEST_CASE("one refusal is shown with every rule that was tried, and given to scripts as JSON") {
        World world;
        auto one = refusal("7");
        one.error.record = R"({"header":{"alg":"RS256"},"claims":{"iss":"<b>"},"rules":[
            {"name":"first","says":"The first","outcome":"passed","measured":"alg RS256"},
            {"name":"second","says":"The second","outcome":"failed","measured":"aud x","expected":"aud y",
             "mend":"Set aud"},
            {"name":"third","says":"The third","outcome":"not examined","measured":"absent"}]})";
        world.journal.keep(one);
        auto const page = world.browser.get("/refusals/trace-7");
        CHECK(page.status == 200);
        for (auto const* text : {"description 7", "rule 7", "The first", "Holdt", "Brutt", "Ikke prøvd",
                                 "aud x", "aud y", "Set aud", "trace-7", "maskinporten POST /token"})
            CHECK(shows(page, text));
        CHECK(has_mark(page, "rule-second"));
        CHECK(has_mark(page, "header"));
        CHECK(has_mark(page, "claims"));
        CHECK(!has_mark(page, "parameters"));
        CHECK(page.body.find("<b>") == std::string::npos);

        auto const as_json = [&](std::string const& path) {
            http::Request request;
            REQUIRE(http::set_target(request, path));
            request.headers.add("Accept", "application/json");
            return test::answer(world.router, request);
        };
        auto const document = need(parse_json(as_json("/refusals/trace-7").body));
        CHECK(document.at("error") == "invalid_grant");
        CHECK(document.at("code") == "MP-7");
        CHECK(document.at("status") == 400);
        CHECK(document.at("explanation").at("mend") == "mend 7");
        CHECK(document.at("record").at("rules").size() == 3);

        world.journal.keep(
            {{}, "maskinporten", "POST /token", 200, {{}, "accepted, but", {}, {}, "trace-8"}, true});
        auto const list = need(parse_json(as_json("/refusals").body)).at("refusals");
        REQUIRE(list.size() == 2);
        CHECK(list[0].at("trace_id") == "trace-8");
        CHECK_FALSE(list[0].contains("error"));
        CHECK_FALSE(list[0].contains("explanation"));
        CHECK_FALSE(list[1].contains("record"));
        CHECK(shows(world.browser.get("/refusals/trace-8"), "Godtatt med varsel"));
        world.journal.keep(
            {{}, "idporten", "GET /authorize", 302, {ErrorCode::invalid_scope, "no", {}, {}, "9"}});
        CHECK(shows(world.browser.get("/refusals/9"), "Avvist: invalid_scope"));
        CHECK(as_json("/refusals/other").status == 404);
    }

    TEST_CASE("what came in from outside is escaped") {
        World world;
        auto hostile = refusal("1");
        hostile.error.explanation.received = "<script>alert(1)</script>";
        hostile.request = "GET /<b>";
        world.journal.keep(hostile);
        world.registrations.client("min-tjeneste", [](Json& client) {
            client["client_name"] = "</pre><script>alert(2)</script>";
            client["client_secret"] = "</pre><script>alert(3)</script>";
        });
        auto const page = world.browser.get("/");
        CHECK(page.body.find("<script>alert") == std::string::npos);
        CHECK(page.body.find("GET /<b>") == std::string::npos);
        CHECK(count(page.body, "&lt;script&gt;alert") >= 3);
    }

    TEST_CASE("the page shows what is registered now") {
        World world;
        CHECK(!has_mark(world.browser.get("/"), "client-my-own"));
        world.registrations.client("min-tjeneste", [](Json& client) { client["client_id"] = "my-own"; });
        CHECK(has_mark(world.browser.get("/"), "client-my-own"));
    }

    TEST_CASE("the page speaks four languages") {
        World world;
        for (std::string const language : {"nb", "nn", "en", "se"}) {
            CAPTURE(language);
            CHECK(world.browser.get("/?locale=" + language).body.find("<html lang=\"" + language + "\"") !=
                  std::string::npos);
        }
    }
}

}  // namespace
}  // namespace emulator::konsoll
