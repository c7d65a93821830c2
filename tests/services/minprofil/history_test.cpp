// What a person is told of the changes of their entry.
#include "services/minprofil/history.h"

#include "base/times.h"
#include "services/minprofil/world.h"

using namespace emulator;
using namespace emulator::test;

namespace {

using model::Changed;

http::Response history_of(World& world, std::string const& locale = "nb") {
    auto page = world.browser.get("/history?locale=" + locale);
    REQUIRE(page.status == 200);
    REQUIRE(has_mark(page, "history-title"));
    return page;
}

bool holds(http::Response const& page, std::string const& text) {
    return page.body.find(text) != std::string::npos;
}

// The outcome of that kind of change in the newest edit that has it, as it stands in the page.
std::string told(http::Response const& page, std::string const& changed) {
    return between(page.body, "data-testid=\"history-" + changed + "\">", "</dd>");
}

}  // namespace

TEST_SUITE("minprofil/history") {
    TEST_CASE("who has changed nothing is told so, under their name, and who is not logged in logs in") {
        World world;
        CHECK(world.browser.get("/history").status == 302);
        auto const start = world.log_in();
        CHECK(has_mark(start, "history-link"));
        auto const page = history_of(world);
        CHECK(has_mark(page, "history-none"));
        CHECK_FALSE(has_mark(page, "history-edit"));
        CHECK(holds(page, "</span> Stødig Vindmølle</p>"));
        CHECK_FALSE(holds(page, "stodig.vindmolle@example.no"));
    }

    TEST_CASE("each edit in MinProfil is told with its time, its hand, and the values before and after") {
        World world;
        auto const start = world.log_in();
        REQUIRE(world.browser
                    .post("/", form_of(start, {{"epostadresse", "ny@example.no"},
                                               {"mobiltelefonnummer", ""},
                                               {"reservasjon", "JA"}}))
                    .status == 303);
        auto const page = history_of(world);
        CHECK(marked(page, "history-date") ==
              minprofil::written_time(*world.pages, http::Language::nb, world.clock.now()));
        CHECK(marked(page, "history-who") == "Av deg, i MinProfil");
        CHECK(told(page, "epostadresse") == "ny@example.no<small>Før: stodig.vindmolle@example.no</small>");
        CHECK(told(page, "mobiltelefonnummer") == "Fjernet<small>Før: +4799999901</small>");
        CHECK(told(page, "reservasjon") == "Jeg reserverer meg<small>Før: Jeg vil ha post på nett</small>");
        CHECK_FALSE(has_mark(page, "history-none"));
        CHECK_FALSE(has_mark(page, "history-spraak"));
        CHECK(marked(history_of(world, "en"), "history-who") == "By you, in MinProfil");
    }

    TEST_CASE("a confirmation, a deletion and a new registration are told, a page that is only seen is not") {
        World world;
        auto start = world.log_in();
        REQUIRE(world.browser.post("/", form_of(start, {}, "confirm")).status == 303);
        CHECK(told(history_of(world), "epostadresse") ==
              "stodig.vindmolle@example.no<small>Bekreftet uendret</small>");

        world.clock.advance(seconds(60));
        http::Parameters form;
        form.add("csrf", input(world.browser.get("/delete"), "csrf"));
        REQUIRE(world.browser.post("/delete", form).status == 303);
        auto const deleted_page = history_of(world);
        CHECK(told(deleted_page, "deletion") == "Slettet fra registeret");
        CHECK_FALSE(has_mark(deleted_page, "history-registration"));

        world.clock.advance(seconds(60));
        start = world.browser.get("/");
        REQUIRE(world.browser.post("/", form_of(start, {{"spraak", "se"}})).status == 303);
        auto const page = history_of(world);
        CHECK(told(page, "registration") == "Registrert");
        CHECK(told(page, "spraak") == "Davvisámegiella");
        // The newest edit comes first.
        CHECK(page.body.find("history-registration") < page.body.find("history-deletion"));
        CHECK(page.body.find("history-deletion") < page.body.find("history-epostadresse"));
    }

    TEST_CASE("what others did for the person is told with their names, and postboxes with theirs") {
        World world;
        auto const now = world.clock.now();
        world.persons.edit(number(everything), {"kontaktregisteret", "demotjeneste", now},
                           [](model::Person& person) { person.spraak = "nn"; });
        world.persons.edit(number(everything), {"kontaktregisteret", "no-such-client", now},
                           [](model::Person& person) { person.postkasseleverandoeradresse = "922020175"; });
        world.persons.edit(number(everything), {"idporten", {}, now},
                           [](model::Person& person) { person.epostadresse.value = "<b>@example.no"; });
        world.log_in();
        auto const page = history_of(world);
        CHECK(holds(page, "Av deg, da du logget inn med ID-porten"));
        CHECK(holds(page, "Av tjenesten Demotjeneste, for deg"));
        CHECK(holds(page, "Av tjenesten no-such-client, for deg"));
        CHECK(told(page, "postkasse") == "e-Boks<small>Før: Digipost</small>");
        CHECK(told(page, "spraak") == "Nynorsk<small>Før: Bokmål</small>");
        CHECK(holds(page, "&lt;b&gt;@example.no"));
        CHECK_FALSE(holds(page, "<b>"));
    }

    TEST_CASE("a time is written in the words of its language, in Norwegian time") {
        World const world;
        auto const time = parse_time("2026-06-05T22:07:00Z").value();
        struct Row {
            http::Language language;
            char const* text;
        };
        for (auto const& row : {Row{http::Language::nb, "6. juni 2026 kl. 00.07"},
                                Row{http::Language::nn, "6. juni 2026 kl. 00.07"},
                                Row{http::Language::en, "6 June 2026 at 00:07"},
                                Row{http::Language::se, "geassemánu 6. b. 2026 dii. 00.07"}}) {
            CAPTURE(row.text);
            CHECK(minprofil::written_time(*world.pages, row.language, time) == row.text);
        }
        for (auto month = 1; month <= 12; ++month) {
            CAPTURE(month);
            auto const day = moved(time, "P" + std::to_string(month) + "M").value();
            for (auto const language : http::languages)
                CHECK(minprofil::written_time(*world.pages, language, day).find("time.") ==
                      std::string::npos);
        }
    }

    TEST_CASE("one edit after another in the same words stay apart by their time") {
        World const world;
        auto const now = world.clock.now();
        std::vector<store::PastChange> const changes{
            {{"minprofil", {}, now + seconds(60)}, {Changed::spraak, "nb", "nn"}},
            {{"minprofil", {}, now}, {Changed::spraak, "", "nb"}},
            {{"minprofil", {}, now}, {Changed::registration, "", ""}}};
        auto const values =
            minprofil::history_values(*world.pages, http::Language::nb, *world.directory->now(), changes);
        REQUIRE(values.sections.size() == 2);
        CHECK(values.sections[0].second.sections.size() == 1);
        CHECK(values.sections[1].second.sections.size() == 2);
    }
}
