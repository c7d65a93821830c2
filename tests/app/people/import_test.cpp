#include "app/people/import.h"

#include <doctest/doctest.h>

#include <sstream>

#include "app/fixtures.h"
#include "app/people/export.h"
#include "app/people/forms.h"
#include "app/people/generate.h"
#include "base/assets.h"
#include "store/persons.h"

namespace emulator::app {
namespace {

constexpr Instant now{seconds(1795348800)};

std::unique_ptr<store::Database> data_set() {
    auto database = need(store::Database::open(std::nullopt, Assets()));
    need(load_fixtures(Assets(), *database, now));
    return database;
}

Result<Imported> import(store::Database& database, std::string const& text, PeopleForm form) {
    std::istringstream in(text);
    return import_people(in, "people", form, database, now);
}

std::string exported(store::Database& database, PeopleForm form) {
    std::ostringstream out;
    export_people(out, form, database);
    return out.str();
}

std::optional<model::Person> find(store::Database& database, std::string_view number) {
    return store::Persons(database).find(need(model::PersonNumber::parse(number)));
}

std::string refusal(std::string const& text, PeopleForm form) {
    auto const database = data_set();
    auto const before = exported(*database, PeopleForm::json);
    auto const done = import(*database, text, form);
    CHECK(exported(*database, PeopleForm::json) == before);
    REQUIRE_FALSE(done.has_value());
    CHECK(done.error().code == ErrorCode::invalid_request);
    return done.error().description;
}

TEST_CASE("an export that is imported into an empty register gives the same people, in either form") {
    auto const from = data_set();
    need(fill(*from, {300, 3, now}, {}));
    for (auto const form : {PeopleForm::json, PeopleForm::csv}) {
        CAPTURE(static_cast<int>(form));
        auto const text = exported(*from, form);
        auto const into = data_set();
        auto const done = need(import(*into, text, form));
        CHECK(done.people == 300 + static_cast<std::int64_t>(store::Persons(*into).listed().size()));
        CHECK(exported(*into, form) == text);
        std::size_t different = 0;
        store::Persons(*from).all([&](model::Person const& person) {
            different += find(*into, person.personidentifikator.digits()) != person;
        });
        CHECK(different == 0);
        // Once more, and nothing changes.
        CHECK(need(import(*into, text, form)).changes == 0);
    }
}

TEST_CASE("columns may come in any order, and empty fields are left out") {
    auto const database = data_set();
    auto const done =
        need(import(*database,
                    "Status;personidentifikator;epostadresse;epostadresse_oppdatert;fornavn;beskrivelse\r\n"
                    "AKTIV;07866712381;\"ny@example.no\";-P1D;Åse;Ny\r\n"
                    "\r\n"
                    "SLETTET;07866712462;;;;\r\n",
                    PeopleForm::csv));
    CHECK(done.people == 2);
    auto const person = find(*database, "07866712381").value();
    CHECK(person.epostadresse.value == "ny@example.no");
    CHECK(person.epostadresse.oppdatert == now - seconds(86400));
    CHECK(person.given_name == "Åse");
    CHECK(find(*database, "07866712462")->status == model::Registration::SLETTET);
    // Who has a story joins the list, at its end.
    CHECK(store::Persons(*database).listed().back() == person);
}

TEST_CASE("[Tenor testdatasøk] what Tenor exports gives people who can log in and are not registered") {
    struct Row {
        std::string name;
        PeopleForm form;
        std::string text;
    };
    for (
        auto const& row :
        {Row{"CSV", PeopleForm::csv,
             "id,identifikator,foedselsdato,fornavn,etternavn,kjoenn,personstatus\n"
             "07866712381,07866712381,1967-10-07,ÅPENHJERTIG,KIKKERT,kvinne,bosatt\n"},
         Row{"CSV with the shown name", PeopleForm::csv,
             "foedselsnummer;visningnavn;sivilstand\n07866712381;ÅPENHJERTIG KIKKERT;ugift\n"},
         Row{"the answer of the search", PeopleForm::json,
             R"({"treff":1,"dokumentListe":[{"id":"07866712381","identifikator":["07866712381"],
                  "visningnavn":"ÅPENHJERTIG KIKKERT","tenorMetadata":{"kildedata":"{}"}}]})"},
         Row{"a list of documents", PeopleForm::json,
             R"([{"identifikator":["07866712381","28876895937"],"fornavn":"ÅPENHJERTIG","etternavn":"KIKKERT"}])"}}) {
        CAPTURE(row.name);
        auto const database = data_set();
        CHECK(need(import(*database, row.text, row.form)).people == 1);
        auto const person = find(*database, "07866712381").value();
        CHECK(person.name() == "ÅPENHJERTIG KIKKERT");
        CHECK(person.status == model::Registration::IKKE_REGISTRERT);
    }
}

TEST_CASE("[Tenor testdatasøk] of who is there already, what Tenor exports changes the name alone") {
    auto const database = data_set();
    auto expected = find(*database, "28876895937").value();
    REQUIRE_FALSE(expected.epostadresse.value.empty());
    auto const unnamed = find(*database, "20914695016");
    auto const done = need(import(
        *database, "fnr,Fornavn,Etternavn\n28876895937,NY,PERSON\n07866712381,KARI,KIKKERT\n20914695016,,\n",
        PeopleForm::csv));
    CHECK(done.people == 3);
    CHECK(done.changes == 1);  // the one who was not there
    expected.given_name = "NY";
    expected.family_name = "PERSON";
    CHECK(find(*database, "28876895937") == expected);
    CHECK(find(*database, "07866712381")->status == model::Registration::IKKE_REGISTRERT);
    CHECK(find(*database, "20914695016") == unnamed);
}

TEST_CASE("fixtures/persons.json as it is can be imported, and changes nothing where it is loaded") {
    auto const database = data_set();
    auto const done =
        need(import(*database, Assets().find("fixtures/persons.json").value(), PeopleForm::json));
    CHECK(done.people == static_cast<std::int64_t>(store::Persons(*database).listed().size()));
    CHECK(done.changes == 0);
}

TEST_CASE("every line that is wrong is named, and then nothing is imported") {
    struct Row {
        std::string name;
        PeopleForm form;
        std::string text;
        std::vector<std::string> told;
    };
    std::string const header = "personidentifikator,status,epostadresse,epostadresse_oppdatert\n";
    for (auto const& row : {
             Row{"an empty file", PeopleForm::csv, "", {"people:1: the file is empty"}},
             Row{"no number", PeopleForm::csv, "fornavn,status\n", {"people:1: no column"}},
             Row{"an unknown column",
                 PeopleForm::csv,
                 "personidentifikator,epost\n",
                 {"people:1: unknown column 'epost'"}},
             Row{"a column twice",
                 PeopleForm::csv,
                 "personidentifikator,status,Status\n",
                 {"people:1: column 'status'"}},
             Row{"three faults beside a right line",
                 PeopleForm::csv,
                 header +
                     "07866712381,AKTIV,,\n47906701518,AKTIV,,\n07866712462,AKTIV\n20914695016,WRONG,,\n",
                 {"3 faults", "people:3: ", "check digits", "people:4: received 2 fields, expected 4",
                  "people:5: ", "status"}},
             Row{"a real person's number",
                 PeopleForm::csv,
                 header + "01010112345,AKTIV,,\n",
                 {"people:2: ", "synthetic"}},
             Row{"a person twice",
                 PeopleForm::csv,
                 header + "07866712381,AKTIV,,\n07866712381,SLETTET,,\n",
                 {"people:3: the person stands on line 2 too"}},
             Row{"a time",
                 PeopleForm::csv,
                 header + "07866712381,AKTIV,a@example.no,soon\n",
                 {"people:2: ", "epostadresse_oppdatert"}},
             Row{"a quote",
                 PeopleForm::csv,
                 header + "07866712381,AKTIV,a\"b,\n",
                 {"people:2: there is a quote"}},
             Row{"Latin-1",
                 PeopleForm::csv,
                 "personidentifikator,fornavn,status\n07866712462,Kari,AKTIV\n07866712381,\xD8rn,AKTIV\n",
                 {"1 fault,", "people:3: column 'fornavn': received \".rn\", which is not UTF-8; save"}},
             Row{"a header in Latin-1",
                 PeopleForm::csv,
                 "f\xF8"
                 "dselsnummer,fornavn\n07866712381,Kari\n",
                 {"people:1: column 'f.dselsnummer': the name is not UTF-8; save"}},
             Row{"UTF-16",
                 PeopleForm::csv,
                 std::string("\xFF\xFEi\0d\0\n\0", 8),
                 {"people:1: there is a NUL; save the file as UTF-8"}},
             Row{"JSON in Latin-1",
                 PeopleForm::json,
                 "[\n{\"personidentifikator\":\"07866712381\",\"status\":\"AKTIV\",\"fornavn\":\"\xD8rn\"}]",
                 {"1 fault,", "people:2: the object is not UTF-8; save the file as UTF-8"}},
             Row{"the line of a document of Tenor",
                 PeopleForm::json,
                 "{\"dokumentListe\": [\n  {\"id\": \"07866712381\"},\n  {\"id\": \"01010112345\"}\n]}",
                 {"1 fault,", "people:3: "}},
             Row{"no JSON", PeopleForm::json, "[\n{\"a\":}\n]", {"people:2: "}},
             Row{"no object", PeopleForm::json, "[\n1]", {"people:2: expected an object"}},
             Row{"an unknown member",
                 PeopleForm::json,
                 "[{\"personidentifikator\":\"07866712381\",\"status\":\"AKTIV\"},\n"
                 "{\"personidentifikator\":\"07866712462\",\"status\":\"AKTIV\",\"navn\":\"x\"}]",
                 {"1 fault,", "people:2: ", "navn"}},
             Row{"an operator",
                 PeopleForm::json,
                 R"({"personidentifikator":"07866712381","status":"AKTIV",
                     "digital_post":{"postkasseadresse":"a#1","postkasseleverandoeradresse":"310222224"}})",
                 {"people:1: member 'postkasseleverandoeradresse': received \"310222224\"",
                  "postboxes.json"}},
         }) {
        CAPTURE(row.name);
        auto const description = refusal(row.text, row.form);
        CAPTURE(description);
        for (auto const& words : row.told)
            CHECK(description.find(words) != std::string::npos);
    }
}

TEST_CASE("only the first twenty faults are told, and how many more there are") {
    std::string text = "personidentifikator,status\n";
    for (int i = 0; i < 25; ++i)
        text += "1,AKTIV\n";
    auto const description = refusal(text, PeopleForm::csv);
    CHECK(description.starts_with("people: 25 faults, nothing was imported"));
    CHECK(description.find("people:21: ") != std::string::npos);
    CHECK(description.find("people:22: ") == std::string::npos);
    CHECK(description.ends_with("and 5 more"));
}

}  // namespace
}  // namespace emulator::app
