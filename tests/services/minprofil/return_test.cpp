// The way back to the service that sent the person here.
#include "services/minprofil/world.h"

using namespace emulator;
using namespace emulator::test;

namespace {

std::string const demo = "/?gotoUrl=http%3a%2f%2flocalhost%3a4706%2fmin-side%3fa%3db";

}  // namespace

TEST_SUITE("minprofil/return") {
    TEST_CASE(
        "[minprofil 4] a right gotoUrl survives ID-porten, the page and saving, and is only ever a link") {
        World world;
        auto const page = world.log_in(demo);
        REQUIRE(page.status == 200);
        CHECK(tag(page, "return-link").find("href=\"http://localhost:4706/min-side?a=b\"") !=
              std::string::npos);
        CHECK(marked(page, "return-link").find("localhost:4706") != std::string::npos);
        auto const saved = world.browser.post("/", form_of(page, {{"epostadresse", "ny@example.no"}}));
        CHECK(location(saved) == "http://localhost:4704/");
        CHECK(has_mark(world.browser.get("/"), "return-link"));
        auto const faulty = world.browser.post("/", form_of(page, {{"epostadresse", "ny"}}));
        CHECK(has_mark(faulty, "return-link"));
    }

    TEST_CASE("[minprofil 4] a gotoUrl of a later visit replaces the one before") {
        World world;
        CHECK(!has_mark(world.log_in(), "return-link"));
        CHECK(has_mark(world.browser.get(demo), "return-link"));
        auto const other = world.browser.get("/?gotoUrl=http://localhost:3000/");
        CHECK(tag(other, "return-link").find("href=\"http://localhost:3000/\"") != std::string::npos);
        CHECK(!has_mark(world.browser.get("/?gotoUrl=http://evil.example/"), "return-link"));
        CHECK(!has_mark(world.browser.get("/"), "return-link"));
    }

    TEST_CASE(
        "[minprofil 4] a gotoUrl that is not right is as absent: only logging out is offered, and the log "
        "says why") {
        struct Row {
            char const* name;
            char const* query;
            char const* told;
        };
        Row const rows[] = {
            {"not registered", "gotoUrl=https://evil.example/", "registered with Digdir"},
            {"script", "gotoUrl=javascript:alert(1)", "valid URL"},
            {"upper case", "gotoUrl=http://localhost:4706/Min", "lower case"},
            {"line break", "gotoUrl=http://localhost:4706/%0d%0aSet-Cookie:%20a=b", "lower case"},
            {"line break in lower case", "gotoUrl=http://localhost:4706/%0d%0aset-cookie:%20a=b",
             "valid URL"},
            {"old name", "goto=http://localhost:4706/", "Rename the parameter"},
            {"twice", "gotoUrl=http://localhost:4706/&gotoUrl=http://localhost:4706/", "Remove the others"},
        };
        for (auto const& row : rows) {
            CAPTURE(row.name);
            World world;
            auto const page = world.log_in("/?" + std::string(row.query));
            CHECK(page.status == 200);
            CHECK(!has_mark(page, "return-link"));
            CHECK(has_mark(page, "logout"));
            CHECK(world.log.mentions(row.told));
            auto const kept = world.journal.newest(1);
            REQUIRE(kept.size() == 1);
            CHECK(kept.front().accepted);
            CHECK_FALSE(kept.front().error.explanation.mend.empty());
            for (auto const& line : world.log.lines())
                CHECK(line.find('\n') == line.size() - 1);
        }
    }

    TEST_CASE("no gotoUrl is told of where none was given") {
        World world;
        world.log_in();
        CHECK(!world.log.mentions("gotoUrl"));
    }

    TEST_CASE("an address taken out of the registry is no longer linked to") {
        World world;
        REQUIRE(has_mark(world.log_in(demo), "return-link"));
        world.directory->change(
            [](store::Connection& connection) { connection.execute("delete from goto_url"); });
        CHECK(!has_mark(world.browser.get("/"), "return-link"));
    }
}
