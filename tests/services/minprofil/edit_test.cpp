// Changing contact information, and what is refused.
#include "services/minprofil/documents.h"
#include "services/minprofil/world.h"

using namespace emulator;
using namespace emulator::test;

namespace {

http::Response save(World& world, http::Response const& page,
                    std::map<std::string, std::string> const& changed, std::string const& action = "save") {
    return world.browser.post("/", form_of(page, changed, action));
}

bool same_entry(model::Person const& left, model::Person const& right) {
    return minprofil::contact_of(left) == minprofil::contact_of(right) && left.status == right.status &&
           left.epostadresse.oppdatert == right.epostadresse.oppdatert &&
           left.epostadresse.sist_verifisert == right.epostadresse.sist_verifisert &&
           left.mobiltelefonnummer.oppdatert == right.mobiltelefonnummer.oppdatert &&
           left.mobiltelefonnummer.sist_verifisert == right.mobiltelefonnummer.sist_verifisert &&
           left.spraak_oppdatert == right.spraak_oppdatert &&
           left.reservasjon_oppdatert == right.reservasjon_oppdatert;
}

}  // namespace

TEST_SUITE("minprofil/edit") {
    TEST_CASE("[minprofil 3] a changed number is stored with its dates, and the page says so once") {
        World world;
        auto const page = world.log_in();
        auto const before = world.person();
        auto const answer = save(world, page, {{"mobiltelefonnummer", "412 34 567"}});
        REQUIRE(answer.status == 303);
        CHECK(location(answer) == "http://localhost:4704/");
        auto const after = world.person();
        CHECK(after.mobiltelefonnummer.value == "+4741234567");
        CHECK(after.mobiltelefonnummer.oppdatert == world.clock.now());
        CHECK(after.mobiltelefonnummer.sist_verifisert == world.clock.now());
        CHECK(after.epostadresse.value == before.epostadresse.value);
        CHECK(after.epostadresse.oppdatert == before.epostadresse.oppdatert);
        CHECK(after.epostadresse.sist_verifisert == before.epostadresse.sist_verifisert);
        CHECK(after.spraak_oppdatert == before.spraak_oppdatert);
        CHECK(after.reservasjon_oppdatert == before.reservasjon_oppdatert);
        CHECK(after.postkasseadresse == before.postkasseadresse);
        auto const saved = world.browser.get("/");
        CHECK(has_mark(saved, "saved"));
        CHECK(input(saved, "mobiltelefonnummer") == "+4741234567");
        CHECK(marked(saved, "mobile-updated") == "22.11.2026");
        CHECK(!has_mark(world.browser.get("/"), "saved"));
    }

    TEST_CASE("[minprofil 3] e-mail, language and reservation are stored with their dates") {
        World world;
        auto const page = world.log_in();
        REQUIRE(
            save(world, page, {{"epostadresse", "ny@example.no"}, {"spraak", "se"}, {"reservasjon", "JA"}})
                .status == 303);
        auto const after = world.person();
        CHECK(after.epostadresse.value == "ny@example.no");
        CHECK(after.epostadresse.oppdatert == world.clock.now());
        CHECK(after.spraak == "se");
        CHECK(after.spraak_oppdatert == world.clock.now());
        CHECK(after.reservasjon);
        CHECK(after.reservasjon_oppdatert == world.clock.now());
        auto const saved = world.browser.get("/");
        CHECK(tag(saved, "spraak-se").find("checked") != std::string::npos);
        CHECK(tag(saved, "reservation-yes").find("checked") != std::string::npos);
        CHECK(tag(saved, "reservation-no").find("checked") == std::string::npos);
    }

    TEST_CASE("[minprofil 3] a postbox is chosen among the operators, and an operator of nobody is refused") {
        World world;
        auto page = world.log_in();
        REQUIRE(save(world, page, {{"postkasse", "922020175"}}).status == 303);
        CHECK(world.person().postkasseleverandoeradresse == "922020175");
        page = world.browser.get("/");
        CHECK(marked(page, "postbox-address").starts_with("stodig.vindmolle#"));
        CHECK(save(world, page, {{"postkasse", "310222224"}}).status == 400);
        CHECK(world.person().postkasseleverandoeradresse == "922020175");
        REQUIRE(save(world, page, {{"postkasse", ""}}).status == 303);
        CHECK(world.person().postkasseleverandoeradresse.empty());
        CHECK_FALSE(has_mark(world.browser.get("/"), "postbox-address"));
    }

    TEST_CASE("saving an unchanged page changes no date") {
        World world;
        auto const page = world.log_in();
        auto const before = world.person();
        REQUIRE(save(world, page, {}).status == 303);
        CHECK(same_entry(before, world.person()));
    }

    TEST_CASE("[krr_attributter] a confirmation moves the dates of verification only") {
        World world;
        auto const page = world.log_in();
        auto const before = world.person();
        REQUIRE(save(world, page, {}, "confirm").status == 303);
        auto const after = world.person();
        CHECK(after.epostadresse.oppdatert == before.epostadresse.oppdatert);
        CHECK(after.epostadresse.sist_verifisert == world.clock.now());
        CHECK(after.mobiltelefonnummer.oppdatert == before.mobiltelefonnummer.oppdatert);
        CHECK(after.mobiltelefonnummer.sist_verifisert == world.clock.now());
    }

    TEST_CASE("a confirmation without the other fields takes nothing away") {
        World world;
        auto const page = world.log_in();
        http::Parameters form;
        form.add("csrf", input(page, "csrf"));
        form.add("action", "confirm");
        REQUIRE(world.browser.post("/", form).status == 303);
        CHECK(world.person().epostadresse.value == "stodig.vindmolle@example.no");
        CHECK(world.person().epostadresse.sist_verifisert == world.clock.now());
    }

    TEST_CASE("an emptied field takes the channel away") {
        World world;
        auto const page = world.log_in();
        REQUIRE(save(world, page, {{"epostadresse", ""}}).status == 303);
        CHECK(world.person().epostadresse.value.empty());
        CHECK(!world.person().epostadresse.oppdatert);
        CHECK(!has_mark(world.browser.get("/"), "email-updated"));
    }

    TEST_CASE("unregistered and deleted people are registered when they save") {
        for (auto const& digits : {unregistered, deleted, std::string("06819774798")}) {
            CAPTURE(digits);
            World world;
            world.idporten.pid = digits;
            auto const page = world.log_in();
            REQUIRE(save(world, page, {{"epostadresse", "jeg@example.no"}, {"spraak", "nn"}}).status == 303);
            auto const after = world.person(digits);
            CHECK(after.status == model::Registration::AKTIV);
            CHECK(after.epostadresse.value == "jeg@example.no");
            CHECK(after.spraak == "nn");
            CHECK(!has_mark(world.browser.get("/"), "unregistered"));
        }
    }

    TEST_CASE("invalid input is told at its field, keeps what was typed, and saves nothing") {
        struct Row {
            char const* name;
            std::map<std::string, std::string> typed;
            char const* email_error;
            char const* mobile_error;
        };
        Row const rows[] = {
            {"address", {{"epostadresse", "ola"}}, "Skriv e-postadressen som navn@eksempel.no.", ""},
            {"long address",
             {{"epostadresse", std::string(45, 'a') + "@b.example.no"}},
             "E-postadressen kan ha høyst 50 tegn.",
             ""},
            {"number",
             {{"mobiltelefonnummer", "22222222"}},
             "",
             "Et norsk mobilnummer har åtte siffer og begynner på 4 eller 9."},
            {"short number", {{"mobiltelefonnummer", "123"}}, "", "Mobilnummeret må ha mellom 8 og 20 tegn."},
            {"letters in the number",
             {{"mobiltelefonnummer", "ring meg"}},
             "",
             "Mobilnummeret kan bare ha siffer, mellomrom, bindestrek, understrek og + først."},
            {"both, beside a right change",
             {{"epostadresse", "@"}, {"mobiltelefonnummer", "1"}, {"spraak", "en"}, {"reservasjon", "JA"}},
             "Skriv e-postadressen som navn@eksempel.no.",
             "Mobilnummeret må ha mellom 8 og 20 tegn."},
        };
        for (auto const& row : rows) {
            CAPTURE(row.name);
            World world;
            auto const page = world.log_in();
            auto const before = world.person();
            auto const answer = save(world, page, row.typed);
            CHECK(answer.status == 422);
            CHECK(marked(answer, "email-error") == row.email_error);
            CHECK(marked(answer, "mobile-error") == row.mobile_error);
            for (auto const& [name, value] : row.typed) {
                if (name == "spraak" || name == "reservasjon") continue;
                CHECK(input(answer, name) == value);
            }
            if (row.typed.contains("spraak"))
                CHECK(tag(answer, "spraak-en").find("checked") != std::string::npos);
            if (row.typed.contains("reservasjon"))
                CHECK(tag(answer, "reservation-yes").find("checked") != std::string::npos);
            CHECK(same_entry(before, world.person()));
            // The page that shows the fault can be mended and sent.
            CHECK(save(world, answer, {{"epostadresse", "ny@example.no"}, {"mobiltelefonnummer", "99999901"}})
                      .status == 303);
            CHECK(world.person().epostadresse.value == "ny@example.no");
            CHECK(world.person().mobiltelefonnummer.oppdatert == before.mobiltelefonnummer.oppdatert);
        }
    }

    TEST_CASE("what people type is shown as text, never as markup") {
        World world;
        auto const page = world.log_in();
        auto const answer = save(world, page,
                                 {{"epostadresse", "\"><script>alert(1)</script>@example.no"},
                                  {"mobiltelefonnummer", "<img src=x onerror=alert(1)>"}});
        CHECK(answer.status == 422);
        CHECK(answer.body.find("<script>alert") == std::string::npos);
        CHECK(answer.body.find("<img") == std::string::npos);
        CHECK(answer.body.find("&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;@example.no") !=
              std::string::npos);
        auto const policy = answer.headers.find("Content-Security-Policy").value_or("");
        CHECK(policy.find("default-src 'none'") != std::string_view::npos);
        CHECK(policy.find("unsafe-inline") == std::string_view::npos);
    }

    TEST_CASE("an address that needs escaping comes back from the register as text") {
        World world;
        auto const page = world.log_in();
        REQUIRE(save(world, page, {{"epostadresse", "\"<i>&\"@example.no"}}).status == 303);
        CHECK(world.person().epostadresse.value == "\"<i>&\"@example.no");
        auto const saved = world.browser.get("/");
        CHECK(saved.body.find("<i>") == std::string::npos);
        CHECK(saved.body.find("value=\"&quot;&lt;i&gt;&amp;&quot;@example.no\"") != std::string::npos);
    }

    TEST_CASE("an edit does not carry old values of other fields back") {
        World world;
        auto const page = world.log_in();
        // Meanwhile a service sets the language, and another device changes the number.
        auto const meanwhile = [](model::Person& person) {
            person.spraak = "se";
            person.mobiltelefonnummer.value = "+4741234567";
        };
        world.persons.edit(number(everything), meanwhile);
        REQUIRE(save(world, page, {{"epostadresse", "ny@example.no"}}).status == 303);
        auto const after = world.person();
        CHECK(after.epostadresse.value == "ny@example.no");
        CHECK(after.spraak == "se");
        CHECK(after.mobiltelefonnummer.value == "+4741234567");
    }

    TEST_CASE("the same holds for the page that showed a fault in between") {
        World world;
        auto const page = world.log_in();
        world.persons.edit(number(everything), [](model::Person& person) { person.spraak = "se"; });
        auto const faulty = save(world, page, {{"epostadresse", "ny"}});
        REQUIRE(faulty.status == 422);
        REQUIRE(save(world, faulty, {{"epostadresse", "ny@example.no"}}).status == 303);
        CHECK(world.person().spraak == "se");
    }

    TEST_CASE("a form with another csrf, or none, saves nothing") {
        struct Row {
            char const* name;
            std::string csrf;
        };
        Row const rows[] = {{"none", ""}, {"guessed", "guessed"}, {"of another session", "other"}};
        for (auto const& row : rows) {
            CAPTURE(row.name);
            World world;
            auto const page = world.log_in();
            Browser other(world.router);
            auto const csrf = row.csrf == "other" ? input(world.log_in(other), "csrf") : row.csrf;
            REQUIRE(csrf != input(page, "csrf"));
            auto const before = world.person();
            auto const answer = save(world, page, {{"csrf", csrf}, {"epostadresse", "ny@example.no"}});
            CHECK(answer.status == 403);
            CHECK(marked(answer, "error-message") ==
                  "Skjemaet er for gammelt. Se over opplysningene og lagre på nytt.");
            CHECK(same_entry(before, world.person()));
        }
    }

    TEST_CASE("a form without a live session saves nothing") {
        World world;
        auto const page = world.log_in();
        auto const before = world.person();
        world.clock.advance(seconds(1800));
        CHECK(save(world, page, {{"epostadresse", "ny@example.no"}}).status == 403);
        world.browser.cookies.clear();
        CHECK(save(world, page, {{"epostadresse", "ny@example.no"}}).status == 403);
        CHECK(same_entry(before, world.person()));
    }

    TEST_CASE("a form that no page sends is refused and saves nothing") {
        struct Row {
            char const* name;
            std::map<std::string, std::string> changed;
        };
        Row const rows[] = {{"another language", {{"spraak", "de"}}},
                            {"another reservation", {{"reservasjon", "kanskje"}}},
                            {"another action", {{"action", "slett"}}},
                            {"no action", {{"action", ""}}}};
        for (auto const& row : rows) {
            CAPTURE(row.name);
            World world;
            auto const page = world.log_in();
            auto const before = world.person();
            auto changed = row.changed;
            changed["epostadresse"] = "ny@example.no";
            CHECK(save(world, page, changed).status == 400);
            CHECK(same_entry(before, world.person()));
        }
    }

    TEST_CASE("a person edits no other entry than the own one") {
        World world;
        auto const page = world.log_in();
        auto const other = world.person(only_mobile);
        REQUIRE(save(world, page,
                     {{"epostadresse", "ny@example.no"}, {"pid", only_mobile}, {"person", only_mobile}})
                    .status == 303);
        CHECK(same_entry(other, world.person(only_mobile)));
    }

    TEST_CASE("the log tells which fields were changed, and neither values nor persons") {
        World world;
        auto const page = world.log_in();
        REQUIRE(save(world, page, {{"epostadresse", "ny@example.no"}}).status == 303);
        CHECK(world.log.mentions("changed=epostadresse"));
        CHECK(!world.log.mentions("ny@example.no"));
        CHECK(!world.log.mentions(everything));
    }
}
