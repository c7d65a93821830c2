#include "model/entry_change.h"

#include <doctest/doctest.h>

#include <functional>

namespace emulator::model {
namespace {

Instant const then{seconds(1700000000)};
Instant const now{seconds(1795348800)};

Person registered() {
    Person person;
    person.given_name = "Ola";
    person.status = Registration::AKTIV;
    person.epostadresse = {"old@example.no", then, then};
    person.mobiltelefonnummer = {"+4799999901", then, then};
    person.spraak = "nb";
    person.postkasseleverandoeradresse = "984661185";
    return person;
}

TEST_CASE("an edit is told as what it changed") {
    struct Row {
        char const* name;
        std::function<void(Person&)> edit;
        std::vector<EntryChange> changes;
    };
    Row const rows[] = {
        {"nothing", [](Person&) {}, {}},
        {"a new address",
         [](Person& p) {
             p.epostadresse = {"new@example.no", now, now};
         },
         {{Changed::epostadresse, "old@example.no", "new@example.no"}}},
        {"a channel that is taken away",
         [](Person& p) { p.mobiltelefonnummer = {}; },
         {{Changed::mobiltelefonnummer, "+4799999901", ""}}},
        {"language, reservation and postbox",
         [](Person& p) {
             p.postkasseleverandoeradresse.clear();
             p.reservasjon = true;
             p.spraak = "se";
         },
         {{Changed::spraak, "nb", "se"},
          {Changed::reservasjon, "NEI", "JA"},
          {Changed::postkasse, "984661185", ""}}},
        {"a confirmation of what is there",
         [](Person& p) {
             p.epostadresse.sist_verifisert = now;
             p.mobiltelefonnummer.sist_verifisert = now;
         },
         {{Changed::epostadresse, "old@example.no", "old@example.no"},
          {Changed::mobiltelefonnummer, "+4799999901", "+4799999901"}}},
        {"one channel is new and the other confirmed",
         [](Person& p) {
             p.epostadresse.sist_verifisert = now;
             p.mobiltelefonnummer = {"+4799999902", now, now};
         },
         {{Changed::epostadresse, "old@example.no", "old@example.no"},
          {Changed::mobiltelefonnummer, "+4799999901", "+4799999902"}}},
        {"the same language chosen once more",
         [](Person& p) { p.spraak_oppdatert = now; },
         {{Changed::spraak, "nb", "nb"}}},
        {"a deletion does not repeat what was deleted",
         [](Person& p) {
             p.status = Registration::SLETTET;
             p.epostadresse = p.mobiltelefonnummer = {};
             p.spraak.clear();
         },
         {{Changed::deletion, "", ""}}},
        {"names, stories, validation and duplicates are no edit of the person's",
         [](Person& p) {
             p.given_name = "Kari";
             p.beskrivelse = "story";
             p.epostadresse.sist_validert = now;
             p.epostadresse.duplisert = true;
         },
         {}},
    };
    for (auto const& row : rows) {
        CAPTURE(row.name);
        auto person = registered();
        row.edit(person);
        CHECK(changes_between(registered(), person) == row.changes);
    }
}

TEST_CASE("who was unregistered or deleted is told of the registration, and of what came with it") {
    for (auto const before : {Registration::IKKE_REGISTRERT, Registration::SLETTET}) {
        Person nobody;
        nobody.status = before;
        auto person = nobody;
        person.status = Registration::AKTIV;
        person.epostadresse = {"new@example.no", now, now};
        CHECK(changes_between(nobody, person) ==
              std::vector<EntryChange>{{Changed::registration, "", ""},
                                       {Changed::epostadresse, "", "new@example.no"}});
    }
}

TEST_CASE("a value that was said once more is a confirmation, and nothing else is") {
    CHECK(EntryChange{Changed::spraak, "nb", "nb"}.is_confirmation());
    CHECK_FALSE(EntryChange{Changed::spraak, "nb", "nn"}.is_confirmation());
    CHECK_FALSE(EntryChange{Changed::deletion, "", ""}.is_confirmation());
}

TEST_CASE("each kind of change has a name of its own, which reads back") {
    for (auto i = 0; i <= static_cast<int>(Changed::postkasse); ++i) {
        auto const changed = static_cast<Changed>(i);
        CAPTURE(changed_name(changed));
        CHECK(changed_from_name(changed_name(changed)) == changed);
    }
}

}  // namespace
}  // namespace emulator::model
