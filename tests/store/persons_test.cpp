#include "store/persons.h"

#include <stdexcept>

#include "store/support.h"

namespace emulator::store {
namespace {

using model::Person;
using model::PersonNumber;
using model::Registration;

PersonNumber number_of(std::string_view digits) {
    return need(PersonNumber::parse(digits));
}

PersonNumber const anna = number_of("28876895937");
PersonNumber const leading_zero = number_of("05895894984");
PersonNumber const d_number = number_of("45840375084");
PersonNumber const stranger = number_of("20914695016");

Person full_person() {
    Person person;
    person.personidentifikator = anna;
    person.given_name = "Stødig";
    person.family_name = "Vind'mølle\"";
    person.beskrivelse = "Alt";
    person.status = Registration::AKTIV;
    person.reservasjon = true;
    person.reservasjon_oppdatert = Instant(seconds(1));
    person.spraak = "se";
    person.spraak_oppdatert = Instant(seconds(2));
    person.epostadresse = {"a@example.no", Instant(seconds(3)), Instant(seconds(4)), Instant(seconds(7))};
    person.mobiltelefonnummer = {"+4799999901", Instant(seconds(5)), Instant(seconds(6)),
                                 Instant(seconds(8))};
    person.postkasseadresse = "stodig#1";
    person.postkasseleverandoeradresse = "984661185";
    return person;
}

void put(Database& database, Person const& person, std::optional<std::int64_t> position = {}) {
    database.write([&](Connection& connection) { put_person(connection, person, position); });
}

void put_active(Database& database, PersonNumber number, std::string name,
                std::optional<std::int64_t> position = {}) {
    Person person;
    person.personidentifikator = number;
    person.given_name = std::move(name);
    person.status = Registration::AKTIV;
    put(database, person, position);
}

void check_same(Person const& left, Person const& right) {
    CHECK(left.personidentifikator == right.personidentifikator);
    CHECK(left.given_name == right.given_name);
    CHECK(left.family_name == right.family_name);
    CHECK(left.beskrivelse == right.beskrivelse);
    CHECK(left.status == right.status);
    CHECK(left.reservasjon == right.reservasjon);
    CHECK(left.reservasjon_oppdatert == right.reservasjon_oppdatert);
    CHECK(left.spraak == right.spraak);
    CHECK(left.spraak_oppdatert == right.spraak_oppdatert);
    for (auto const channel : {&Person::epostadresse, &Person::mobiltelefonnummer}) {
        CHECK((left.*channel).value == (right.*channel).value);
        CHECK((left.*channel).oppdatert == (right.*channel).oppdatert);
        CHECK((left.*channel).sist_verifisert == (right.*channel).sist_verifisert);
        CHECK((left.*channel).sist_validert == (right.*channel).sist_validert);
        CHECK((left.*channel).duplisert == (right.*channel).duplisert);
    }
    CHECK(left.postkasseadresse == right.postkasseadresse);
    CHECK(left.postkasseleverandoeradresse == right.postkasseleverandoeradresse);
}

// What a look-up visits, as numbers with names: "28876895937 Anna".
std::vector<std::string> looked_up(Database& database, std::vector<PersonNumber> const& numbers) {
    std::vector<std::string> visited;
    Persons(database).look_up(numbers, [&](Person const& person) {
        bool const known = person.status != Registration::IKKE_REGISTRERT;
        visited.push_back(person.personidentifikator.digits() + " " +
                          (known ? person.given_name : "unknown"));
    });
    return visited;
}

TEST_CASE("a person comes back as it was put, by find, by look-up and in the list") {
    on_each([](Database& database) {
        Persons const persons(database);
        auto const full = full_person();
        put(database, full, 0);
        auto const found = persons.find(anna);
        REQUIRE(found);
        check_same(*found, full);
        persons.look_up(std::vector{anna}, [&](Person const& person) { check_same(person, full); });
        auto const listed = persons.listed();
        REQUIRE(listed.size() == 1);
        check_same(listed[0], full);
        CHECK(persons.find(stranger) == std::nullopt);
    });
}

TEST_CASE("a person who has nothing comes back with nothing, also after one who has everything") {
    on_each([](Database& database) {
        Person bare;
        bare.personidentifikator = d_number;
        bare.status = Registration::SLETTET;
        put(database, full_person());
        put(database, bare);
        std::vector<Person> visited;
        Persons(database).look_up(std::vector{anna, d_number, stranger, anna},
                                  [&](Person const& person) { visited.push_back(person); });
        Person unknown;
        unknown.personidentifikator = stranger;
        REQUIRE(visited.size() == 4);
        check_same(visited[0], full_person());
        check_same(visited[1], bare);
        check_same(visited[2], unknown);
        check_same(visited[3], full_person());
    });
}

TEST_CASE("[kontaktregisteret 3] a look-up answers in the order asked, duplicates and strangers included") {
    on_each([](Database& database) {
        put_active(database, leading_zero, "Tål");
        put_active(database, anna, "Anna");
        CHECK(looked_up(database, {}).empty());
        CHECK(looked_up(database, {anna, stranger, leading_zero, anna, d_number, stranger}) ==
              std::vector<std::string>{"28876895937 Anna", "20914695016 unknown", "05895894984 Tål",
                                       "28876895937 Anna", "45840375084 unknown", "20914695016 unknown"});
        CHECK(looked_up(database, {leading_zero, anna}) ==
              std::vector<std::string>{"05895894984 Tål", "28876895937 Anna"});
    });
}

TEST_CASE("[kontaktregisteret 3] a look-up of a thousand keeps their order") {
    on_each([](Database& database) {
        std::vector<PersonNumber> numbers;
        database.write([&](Connection& connection) {
            for (std::int64_t i = 0; i < 1000; ++i) {
                // Neither ascending nor descending; the register does not look at check digits again.
                Person person;
                person.personidentifikator = PersonNumber::from_stored(1'810'000'000 + i * 7919 % 1000);
                person.status = Registration::AKTIV;
                person.given_name = std::to_string(i);
                put_person(connection, person, {});
                numbers.push_back(person.personidentifikator);
            }
        });
        std::size_t visited = 0;
        std::size_t misplaced = 0;
        Persons(database).look_up(numbers, [&](Person const& person) {
            misplaced += person.personidentifikator != numbers.at(visited) ||
                         person.given_name != std::to_string(visited);
            ++visited;
        });
        CHECK(visited == 1000);
        CHECK(misplaced == 0);
    });
}

TEST_CASE("what a visitor throws comes out, and the next look-up is whole") {
    on_each([](Database& database) {
        put_active(database, anna, "Anna");
        auto const throwing = [](Person const&) { throw std::logic_error("enough"); };
        CHECK_THROWS_AS(Persons(database).look_up(std::vector{anna, anna}, throwing), std::logic_error);
        CHECK(looked_up(database, {anna}) == std::vector<std::string>{"28876895937 Anna"});
    });
}

TEST_CASE("pages list the people that have a position, in its order; others are found all the same") {
    on_each([](Database& database) {
        put_active(database, anna, "second", 5);
        put_active(database, stranger, "first", 0);
        put_active(database, d_number, "unlisted");
        auto const listed = Persons(database).listed();
        REQUIRE(listed.size() == 2);
        CHECK(listed[0].given_name == "first");
        CHECK(listed[1].given_name == "second");
        CHECK(Persons(database).find(d_number));

        // Without a position a row keeps the one it has.
        put_active(database, stranger, "still first");
        CHECK(Persons(database).listed().at(0).given_name == "still first");
    });
}

TEST_CASE("an edit changes one person and returns what was written") {
    on_each([](Database& database) {
        Persons persons(database);
        put(database, full_person(), 0);
        put_active(database, stranger, "other", 1);
        auto const edited =
            persons.edit(anna, [](Person& person) { person.epostadresse.value = "new@example.no"; });
        auto expected = full_person();
        expected.epostadresse.value = "new@example.no";
        check_same(edited, expected);
        check_same(*persons.find(anna), expected);
        CHECK(persons.find(stranger)->epostadresse.value.empty());
        CHECK(persons.listed().at(0).personidentifikator == anna);
    });
}

TEST_CASE("an edit of someone unregistered registers them") {
    on_each([](Database& database) {
        Persons persons(database);
        persons.edit(stranger, [](Person& person) {
            CHECK(person.personidentifikator == stranger);
            CHECK(person.status == Registration::IKKE_REGISTRERT);
            person.status = Registration::AKTIV;
        });
        CHECK(persons.find(stranger)->status == Registration::AKTIV);
        CHECK(persons.listed().empty());
    });
}

TEST_CASE("an edit that throws leaves no trace") {
    on_each([](Database& database) {
        Persons persons(database);
        put(database, full_person());
        auto const throwing = [](Person& person) {
            person.given_name = "Gone";
            throw std::logic_error("no");
        };
        CHECK_THROWS_AS(persons.edit(anna, throwing), std::logic_error);
        CHECK_THROWS_AS(persons.edit(stranger, throwing), std::logic_error);
        check_same(*persons.find(anna), full_person());
        CHECK(persons.find(stranger) == std::nullopt);
    });
}

TEST_CASE("an edit cannot reach another person") {
    on_each([](Database& database) {
        Persons persons(database);
        put(database, full_person());
        put_active(database, stranger, "Other");
        auto const edited = persons.edit(anna, [](Person& person) { person.personidentifikator = stranger; });
        CHECK(edited.personidentifikator == anna);
        CHECK(persons.find(stranger)->given_name == "Other");
        check_same(*persons.find(anna), full_person());
    });
}

TEST_CASE("edits on many threads follow each other") {
    on_each([](Database& database) {
        Persons persons(database);
        on_threads(8, [&](int) {
            for (int i = 0; i < 20; ++i)
                persons.edit(anna, [](Person& person) { person.beskrivelse += 'x'; });
        });
        CHECK(persons.find(anna)->beskrivelse.size() == 160);
    });
}

}  // namespace
}  // namespace emulator::store
