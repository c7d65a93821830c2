// What people's entries went through: who is told what, how much of it is kept.
#include "store/history.h"

#include <stdexcept>

#include "store/persons.h"
#include "store/support.h"

namespace emulator::store {
namespace {

using model::Changed;
using model::EntryChange;
using model::Person;
using model::PersonNumber;
using model::Registration;

PersonNumber const anna = need(PersonNumber::parse("28876895937"));
PersonNumber const berit = need(PersonNumber::parse("05895894984"));
Instant const at{seconds(1795348800)};
Editor const by_herself{"minprofil", {}, at};

auto setting_language(std::string code) {
    return [code = std::move(code)](Person& person) {
        person.status = Registration::AKTIV;
        person.spraak = code;
    };
}

std::vector<EntryChange> changes_of(Persons const& persons, PersonNumber person) {
    std::vector<EntryChange> list;
    for (auto const& past : persons.history(person))
        list.push_back(past.change);
    return list;
}

TEST_CASE("an edit by somebody stands in the history of its person alone, the newest first") {
    on_each([](Database& database) {
        Persons persons(database);
        Editor const by_a_service{"kontaktregisteret", "demotjeneste", at + seconds(60)};
        persons.edit(anna, by_herself, setting_language("nn"));
        persons.edit(anna, by_a_service, setting_language("se"));

        auto const history = persons.history(anna);
        REQUIRE(history.size() == 3);
        CHECK(history[0].by == by_a_service);
        CHECK(history[0].change == EntryChange{Changed::spraak, "nn", "se"});
        CHECK(history[1].by == by_herself);
        CHECK(history[1].change == EntryChange{Changed::spraak, "", "nn"});
        CHECK(history[2].change == EntryChange{Changed::registration, "", ""});
        CHECK(persons.history(berit).empty());
    });
}

TEST_CASE("an edit that changes nothing, one that fails, and one by nobody leave no trace") {
    on_each([](Database& database) {
        Persons persons(database);
        persons.edit(anna, setting_language("nn"));
        persons.edit(anna, by_herself, setting_language("nn"));
        auto const failing = [](Person& person) {
            person.spraak = "se";
            throw std::logic_error("no");
        };
        CHECK_THROWS_AS(persons.edit(anna, by_herself, failing), std::logic_error);
        CHECK(persons.history(anna).empty());
        CHECK(persons.find(anna)->spraak == "nn");
    });
}

TEST_CASE("the newest hundred changes of each person are kept") {
    on_each([](Database& database) {
        Persons persons(database);
        persons.edit(berit, by_herself, setting_language("se"));
        for (int i = 0; i < longest_history + 20; ++i)
            persons.edit(anna, by_herself, setting_language(i % 2 == 0 ? "nn" : "nb"));
        auto const history = changes_of(persons, anna);
        REQUIRE(history.size() == longest_history);
        CHECK(history.front() == EntryChange{Changed::spraak, "nn", "nb"});
        CHECK(history.back() == EntryChange{Changed::spraak, "nb", "nn"});
        CHECK(changes_of(persons, berit).size() == 2);
    });
}

TEST_CASE("history and entry are written as one step, and neither is lost in a file") {
    emulator::test::TemporaryFolder const folder;
    {
        auto const database = open_file(folder / "data.sqlite");
        Persons(*database).edit(anna, by_herself, setting_language("nn"));
        // Without the table the entry stays as it is, too.
        database->write([](Connection& connection) {
            connection.execute("alter table person_history rename to elsewhere");
        });
        CHECK_THROWS(Persons(*database).edit(anna, by_herself, setting_language("se")));
        CHECK(Persons(*database).find(anna)->spraak == "nn");
        CHECK(Persons(*database).last_change() == 1);
        database->write([](Connection& connection) {
            connection.execute("alter table elsewhere rename to person_history");
        });
    }
    auto const again = open_file(folder / "data.sqlite");
    CHECK(changes_of(Persons(*again), anna) ==
          std::vector<EntryChange>{{Changed::spraak, "", "nn"}, {Changed::registration, "", ""}});
}

TEST_CASE("edits of one person at once are each told of, one after the other") {
    on_each([](Database& database) {
        Persons persons(database);
        on_threads(4, [&](int thread) {
            for (int i = 0; i < 10; ++i)
                persons.edit(anna, by_herself, setting_language(std::to_string(thread * 10 + i)));
        });
        auto const history = changes_of(persons, anna);
        REQUIRE(history.size() == 41);
        for (std::size_t i = 1; i < 40; ++i)
            CHECK(history[i - 1].before == history[i].after);
        CHECK(history.front().after == persons.find(anna)->spraak);
    });
}

}  // namespace
}  // namespace emulator::store
