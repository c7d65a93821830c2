// The change feed of the register, and who shares an address or a number with whom.
#include <stdexcept>

#include "store/persons.h"
#include "store/support.h"

namespace emulator::store {
namespace {

using model::Person;
using model::PersonNumber;
using model::Registration;
using Numbers = std::vector<std::string>;

PersonNumber number_of(std::string_view digits) {
    return need(PersonNumber::parse(digits));
}

PersonNumber const anna = number_of("28876895937");
PersonNumber const berit = number_of("05895894984");
PersonNumber const carl = number_of("20914695016");

void be_active(Person& person) {
    person.status = Registration::AKTIV;
}

struct Page {
    Numbers persons;
    std::int64_t from = 0, to = 0, last = 0;

    bool operator==(Page const&) const = default;
};

std::ostream& operator<<(std::ostream& out, Page const& page) {
    out << page.from << " to " << page.to << " of " << page.last << ":";
    for (auto const& person : page.persons)
        out << ' ' << person;
    return out;
}

Page changes(Database& database, std::int64_t after, std::size_t most = 1000) {
    Page page;
    auto const reached = Persons(database).changes(after, most, [&](Person const& person) {
        page.persons.push_back(person.personidentifikator.digits());
    });
    page.from = reached.from;
    page.to = reached.to;
    page.last = reached.last;
    return page;
}

TEST_CASE("an empty register has no changes") {
    on_each([](Database& database) {
        CHECK(changes(database, 0) == Page{{}, 0, 0, 0});
        CHECK(changes(database, 7) == Page{{}, 7, 0, 0});
    });
}

TEST_CASE("[kontaktregisteret 8] changes are numbered from one on, and the lower bound is exclusive") {
    on_each([](Database& database) {
        Persons persons(database);
        persons.edit(berit, be_active);
        persons.edit(anna, be_active);
        CHECK(changes(database, 0) == Page{{berit.digits(), anna.digits()}, 0, 2, 2});
        CHECK(changes(database, 1) == Page{{anna.digits()}, 1, 2, 2});
        CHECK(changes(database, 2) == Page{{}, 2, 2, 2});
    });
}

TEST_CASE("who changes twice comes once, with what is true now") {
    on_each([](Database& database) {
        Persons persons(database);
        persons.edit(anna, be_active);
        persons.edit(berit, be_active);
        persons.edit(anna, [](Person& person) { person.spraak = "nn"; });
        CHECK(changes(database, 0) == Page{{berit.digits(), anna.digits()}, 0, 3, 3});
        persons.changes(2, 1000, [](Person const& person) { CHECK(person.spraak == "nn"); });
    });
}

TEST_CASE("[kontaktregisteret 8] a full page ends at its last person, the last one at the last change") {
    on_each([](Database& database) {
        Persons persons(database);
        for (auto const number : {anna, berit, carl})
            persons.edit(number, be_active);
        CHECK(changes(database, 0, 2) == Page{{anna.digits(), berit.digits()}, 0, 2, 3});
        CHECK(changes(database, 2, 2) == Page{{carl.digits()}, 2, 3, 3});
        CHECK(changes(database, 0, 3) == Page{{anna.digits(), berit.digits(), carl.digits()}, 0, 3, 3});
    });
}

TEST_CASE("[kontaktregisteret 8] the deleted are told, the unregistered are not") {
    on_each([](Database& database) {
        Persons persons(database);
        persons.edit(anna, be_active);
        persons.edit(berit, [](Person& person) { person.status = Registration::SLETTET; });
        persons.edit(carl, [](Person& person) { person.given_name = "Carl"; });
        CHECK(changes(database, 0) == Page{{anna.digits(), berit.digits()}, 0, 3, 3});
        persons.edit(anna, [](Person& person) { person.status = Registration::SLETTET; });
        CHECK(changes(database, 0) == Page{{berit.digits(), anna.digits()}, 0, 4, 4});
    });
}

TEST_CASE("what the register tells counts as a change, and nothing else does") {
    struct Row {
        std::string name;
        void (*edit)(Person&);
        bool is_change;
    };
    static constexpr Instant then{seconds(1'700'000'000)};
    Row const rows[] = {
        {"nothing", [](Person&) {}, false},
        {"the same again", [](Person& person) { person.spraak = "nb"; }, false},
        {"a name", [](Person& person) { person.given_name = "Other"; }, false},
        {"a story", [](Person& person) { person.beskrivelse = "Other"; }, false},
        {"the store's own flag", [](Person& person) { person.epostadresse.duplisert = true; }, false},
        {"a language", [](Person& person) { person.spraak = "se"; }, true},
        {"when the language was set", [](Person& person) { person.spraak_oppdatert = then; }, true},
        {"a status", [](Person& person) { person.status = Registration::SLETTET; }, true},
        {"a reservation", [](Person& person) { person.reservasjon = true; }, true},
        {"an address", [](Person& person) { person.epostadresse.value = "b@example.no"; }, true},
        {"a confirmation", [](Person& person) { person.epostadresse.sist_verifisert = then; }, true},
        {"a validation", [](Person& person) { person.mobiltelefonnummer.sist_validert = then; }, true},
        {"a postbox", [](Person& person) { person.postkasseadresse = "anna#1"; }, true},
    };
    on_each([&](Database& database) {
        Persons persons(database);
        for (auto const& row : rows) {
            CAPTURE(row.name);
            persons.edit(anna, [](Person& person) {
                auto const number = person.personidentifikator;
                person = Person();
                person.personidentifikator = number;
                person.status = Registration::AKTIV;
                person.spraak = "nb";
                person.epostadresse.value = "a@example.no";
            });
            auto const before = changes(database, 0).last;
            persons.edit(anna, row.edit);
            CHECK(changes(database, 0).last == before + row.is_change);
        }
    });
}

TEST_CASE("an edit that throws uses no number") {
    on_each([](Database& database) {
        Persons persons(database);
        auto const throwing = [](Person&) { throw std::logic_error("no"); };
        CHECK_THROWS_AS(persons.edit(anna, throwing), std::logic_error);
        persons.edit(anna, be_active);
        CHECK(changes(database, 0) == Page{{anna.digits()}, 0, 1, 1});
    });
}

TEST_CASE("no number is used twice or left out, whoever writes at the same time") {
    on_each([](Database& database) {
        constexpr int edits = 50;
        on_threads(4, [&](int thread) {
            Persons persons(database);
            for (int i = 0; i < edits; ++i) {
                persons.edit(PersonNumber::from_stored(1'810'000'000 + thread * 1000 + i),
                             [](Person& person) { person.status = Registration::AKTIV; });
            }
        });
        CHECK(number(database, "select count(distinct change_number) from person") == 4 * edits);
        CHECK(number(database, "select max(change_number) from person") == 4 * edits);
    });
}

// Whose e-mail address is shared, as the register tells it.
Numbers shared(Database& database) {
    Numbers found;
    for (auto const number : {anna, berit, carl}) {
        auto const person = Persons(database).find(number);
        if (person && person->epostadresse.duplisert) found.push_back(number.digits());
    }
    return found;
}

void have(Database& database, PersonNumber number, std::string const& address,
          Registration status = Registration::AKTIV) {
    auto const edited = Persons(database).edit(number, [&](Person& person) {
        person.status = status;
        person.epostadresse = {address};
    });
    CHECK(edited == *Persons(database).find(number));
}

TEST_CASE(
    "[kontaktregisteret 6] duplisert is true of all active persons with the same value, while they have it") {
    on_each([](Database& database) {
        have(database, anna, "a@example.no");
        have(database, berit, "b@example.no");
        CHECK(shared(database).empty());
        have(database, berit, "a@example.no");
        CHECK(shared(database) == Numbers{anna.digits(), berit.digits()});
        have(database, carl, "a@example.no");
        CHECK(shared(database) == Numbers{anna.digits(), berit.digits(), carl.digits()});
        have(database, anna, "b@example.no");
        CHECK(shared(database) == Numbers{berit.digits(), carl.digits()});
        have(database, carl, "a@example.no", Registration::SLETTET);
        CHECK(shared(database).empty());
        have(database, carl, "a@example.no");
        CHECK(shared(database) == Numbers{berit.digits(), carl.digits()});
        have(database, berit, "");
        have(database, anna, "");
        CHECK(shared(database).empty());
    });
}

TEST_CASE("the two channels are shared one by one, also with different people") {
    on_each([](Database& database) {
        Persons persons(database);
        have(database, anna, "a@example.no");
        have(database, berit, "a@example.no");
        for (auto const number : {anna, carl}) {
            persons.edit(number, [](Person& person) {
                person.status = Registration::AKTIV;
                person.mobiltelefonnummer.value = "+4799999901";
            });
        }
        CHECK(shared(database) == Numbers{anna.digits(), berit.digits()});
        CHECK(persons.find(anna)->mobiltelefonnummer.duplisert);
        CHECK_FALSE(persons.find(berit)->mobiltelefonnummer.duplisert);
        CHECK(persons.find(carl)->mobiltelefonnummer.duplisert);
    });
}

TEST_CASE("whose value is shared now, or no longer, has changed too; who still shares has not") {
    on_each([](Database& database) {
        have(database, anna, "a@example.no");
        have(database, berit, "a@example.no");
        auto after = changes(database, 0).last;
        CHECK(after == 3);
        CHECK(changes(database, 1).persons == Numbers{anna.digits(), berit.digits()});
        have(database, carl, "a@example.no");
        CHECK(changes(database, after) == Page{{carl.digits()}, 3, 4, 4});
        have(database, carl, "c@example.no");
        CHECK(changes(database, 4) == Page{{carl.digits()}, 4, 5, 5});
        have(database, berit, "b@example.no");
        CHECK(changes(database, 5) == Page{{anna.digits(), berit.digits()}, 5, 7, 7});
    });
}

TEST_CASE("a file from before the change feed gets numbers and finds who shares") {
    emulator::test::TemporaryFolder const folder;
    auto const file = folder / "data.sqlite";
    need(Database::open(file, assets_before("007", folder)))->write([](Connection& connection) {
        connection.execute(
            "insert into person (personidentifikator, status, epostadresse) values (28876895937, 0, "
            "'a@example.no'), "
            "(5895894984, 0, 'a@example.no'), (20914695016, 1, 'a@example.no')");
    });
    auto const database = open_file(file);
    CHECK(changes(*database, 0) == Page{{berit.digits(), carl.digits(), anna.digits()}, 0, 3, 3});
    CHECK(shared(*database) == Numbers{anna.digits(), berit.digits()});
}

}  // namespace
}  // namespace emulator::store
