// The people whom a browser has used lately stand first.
#include "services/idporten/recent_people.h"

#include "services/idporten/world.h"

namespace emulator::idporten {
namespace {

std::string joined(std::vector<model::PersonNumber> const& people) {
    std::string list;
    for (auto const& person : people)
        list.append(list.empty() ? "" : " ").append(person.digits());
    return list;
}

http::Response testid(World& world) {
    return World::open_eid(world.browser, world.browser.get(World::authorize_url({{"prompt", "login"}})),
                           "testid");
}

TEST_SUITE("idporten/recent_people") {
    TEST_CASE("only synthetic numbers are read from the cookie, each once, and no more than are shown") {
        struct Row {
            char const* name;
            std::string cookie;
            std::string people;
        };
        Row const rows[] = {
            {"nothing", "", ""},
            {"one", everything, everything},
            {"two, in their order", d_number + "." + everything, d_number + " " + everything},
            {"twice the same", everything + "." + everything, everything},
            {"a number that could be real", "01010012345." + everything, everything},
            {"wrong check digits", "28876895938", ""},
            {"anything else", "<script>.x..;." + everything + ".", everything},
            {"too many", everything + "." + d_number + "." + unheard_of + ".20914695016.21879498012",
             everything + " " + d_number + " " + unheard_of + " 20914695016"},
        };
        for (auto const& row : rows) {
            CAPTURE(row.name);
            CHECK(joined(read_recent_people(row.cookie)) == row.people);
        }
        CHECK(read_recent_people(std::string(100'000, '.')).empty());
    }

    TEST_CASE("a login puts its person first, and the oldest falls out") {
        auto const number = [](std::string const& digits) {
            return need(model::PersonNumber::parse(digits));
        };
        CHECK(with_recent_person("", number(everything)) == everything);
        CHECK(with_recent_person(d_number + "." + everything, number(everything)) ==
              everything + "." + d_number);
        std::string cookie;
        for (auto const* digits : {"28876895937", "47906701517", "06819774798", "20914695016", "21879498012"})
            cookie = with_recent_person(cookie, number(digits));
        CHECK(cookie == "21879498012.20914695016.06819774798.47906701517");
        CHECK(with_recent_person("<b>", number(everything)) == everything);
    }

    TEST_CASE(
        "who has logged in stands first on the next login page of this browser, once, and on no other") {
        World world;
        CHECK_FALSE(has_mark(testid(world), "recent-people"));
        world.log_in({}, d_number);
        auto const page = testid(world);
        REQUIRE(has_mark(page, "recent-people"));
        auto const mark = "data-testid=\"person-" + d_number + "\"";
        auto const first = page.body.find(mark);
        CHECK(first < page.body.find("data-testid=\"person-" + everything + "\""));
        CHECK(page.body.find(mark, first + 1) == std::string::npos);

        world.log_in({{"prompt", "login"}}, everything);
        auto const both = testid(world);
        CHECK(both.body.find("person-" + everything) < both.body.find("person-" + d_number));
        Browser another(world.router);
        CHECK_FALSE(has_mark(World::open_eid(another, another.get(World::authorize_url()), "testid"),
                             "recent-people"));
    }

    TEST_CASE("somebody whom the data set does not have is offered by number, and can be pressed") {
        World world;
        auto const typed = World::answer(world.browser, testid(world), "/login/testid",
                                         {{"acr", substantial_level}, {"typed_pid", unheard_of}});
        World::code_of(typed);
        auto const page = testid(world);
        REQUIRE(has_mark(page, "person-" + unheard_of));
        auto const back = World::answer(world.browser, page, "/login/testid",
                                        {{"acr", substantial_level}, {"pid", unheard_of}});
        CHECK(world.id_token(World::code_of(back)).at("pid") == unheard_of);
    }

    TEST_CASE("a cookie that somebody has tampered with brings nothing into the page") {
        World world;
        world.browser.cookies["IDPORTEN_RECENT_PEOPLE"] = "01010012345.\"><script>alert(1)</script>";
        auto const page = testid(world);
        CHECK(page.status == 200);
        CHECK_FALSE(has_mark(page, "recent-people"));
        CHECK(page.body.find("01010012345") == std::string::npos);
        CHECK(page.body.find("<script>alert") == std::string::npos);
    }

    TEST_CASE("a headless login is not remembered, a wrong one neither") {
        World world;
        world.headless_code({}, everything);
        auto const page = testid(world);
        CHECK(World::answer(world.browser, page, "/login/testid",
                            {{"acr", substantial_level}, {"typed_pid", "01010012345"}})
                  .status == 422);
        CHECK_FALSE(world.browser.cookies.contains("IDPORTEN_RECENT_PEOPLE"));
    }
}

}  // namespace
}  // namespace emulator::idporten
