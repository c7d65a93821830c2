#include "app/people/generate.h"

#include <doctest/doctest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sstream>

#include "app/fixtures.h"
#include "app/people/export.h"
#include "base/assets.h"
#include "store/persons.h"
#include "support/temporary_folder.h"

namespace emulator::app {
namespace {

constexpr Instant now{seconds(1795348800)};
constexpr std::int64_t count = 2'250;
constexpr std::size_t step = 1'000;  // so two whole ones and a part of one
PopulationPlan const plan{count, 1, now};
Filling const in_steps{.people_a_step = step};

// Is over after so many steps.
Filling ending_after(int steps) {
    return {.is_over = [steps]() mutable { return steps-- == 0; }, .people_a_step = step};
}

std::unique_ptr<store::Database> data_set(std::optional<std::filesystem::path> const& file = {}) {
    auto database = need(store::Database::open(file, Assets()));
    if (!has_data(*database)) need(load_fixtures(Assets(), *database, now));
    return database;
}

std::string everybody(store::Database& database) {
    std::ostringstream out;
    export_people(out, PeopleForm::json, database);
    return out.str();
}

std::vector<model::Person> all(store::Database& database) {
    std::vector<model::Person> people;
    store::Persons(database).all([&](model::Person const& person) { people.push_back(person); });
    return people;
}

// How often `duplisert` is not what the other people make it.
std::size_t wrongly_marked(store::Database& database) {
    std::size_t wrong = 0;
    auto const people = all(database);
    for (auto const channel : {&model::Person::epostadresse, &model::Person::mobiltelefonnummer}) {
        std::map<std::string, int> owners;
        for (auto const& person : people)
            owners[(person.*channel).value] += person.status == model::Registration::AKTIV;
        for (auto const& person : people) {
            bool const shared = person.status == model::Registration::AKTIV &&
                                !(person.*channel).value.empty() && owners[(person.*channel).value] > 1;
            wrong += (person.*channel).duplisert != shared;
        }
    }
    return wrong;
}

TEST_CASE("a filled data set has the fixtures and the generated people, who are not listed") {
    auto const database = data_set();
    auto const fixtures = store::Persons(*database).listed();
    auto const done = need(fill(*database, plan, in_steps));
    CHECK(done.added == count);
    CHECK(done.left_out == 0);
    CHECK(done.complete);
    CHECK(store::Persons(*database).listed() == fixtures);
    CHECK(all(*database).size() == static_cast<std::size_t>(count) + fixtures.size());
    CHECK(wrongly_marked(*database) == 0);
}

TEST_CASE("every generated person is a change, numbered without a gap") {
    auto const database = data_set();
    store::Persons const persons(*database);
    auto const before = persons.last_change();
    need(fill(*database, plan, in_steps));
    CHECK(persons.last_change() == before + count);
    std::int64_t after = 0;
    std::int64_t told = 0;
    for (bool more = true; more;) {
        auto const page = persons.changes(after, 1000, [&](model::Person const&) { ++told; });
        after = page.to;
        more = page.to != page.last;
    }
    std::int64_t registered = 0;
    for (auto const& person : all(*database))
        registered += person.status != model::Registration::IKKE_REGISTRERT;
    CHECK(told == registered);
}

TEST_CASE("a filling that was stopped goes on, and ends with the same people") {
    test::TemporaryFolder const folder;
    auto const whole = data_set();
    need(fill(*whole, plan, in_steps));
    auto const file = folder / "people.sqlite";
    std::int64_t added = 0;
    for (int run = 0; run < 3; ++run) {
        auto const database = data_set(file);
        auto const done = need(fill(*database, {count, 1, now + seconds(86400 * run)}, ending_after(1)));
        added += done.added;
        CHECK(done.complete == (run == 2));
    }
    CHECK(added == count);
    auto const database = data_set(file);
    CHECK(everybody(*database) == everybody(*whole));
    CHECK(wrongly_marked(*database) == 0);
    // Asked for once more, there is nothing to do.
    auto const again = need(fill(*database, plan, in_steps));
    CHECK(again.added == 0);
    CHECK(again.complete);
}

// Fills until it is killed, or done.
[[noreturn]] void fill_until_killed(std::filesystem::path const& file) {
    try {
        auto const done = fill(*data_set(file), plan, {.people_a_step = 50});
        _exit(done ? 0 : 2);
    } catch (std::exception const&) {
        _exit(1);
    }
}

TEST_CASE("a filling that is killed again and again ends with the same people") {
    test::TemporaryFolder const folder;
    auto const file = folder / "people.sqlite";
    need(fill(*data_set(file), plan, ending_after(0)));
    int kills = 0;
    for (int round = 0;; ++round) {
        REQUIRE(round < 200);
        auto const child = fork();
        REQUIRE(child >= 0);
        if (child == 0) fill_until_killed(file);
        usleep(static_cast<useconds_t>(2'000 + round * 5'000));
        kill(child, SIGKILL);
        int status = 0;
        waitpid(child, &status, 0);
        if (!WIFSIGNALED(status)) {
            CHECK(status == 0);
            break;
        }
        ++kills;
    }
    CHECK(kills > 0);
    auto const whole = data_set();
    need(fill(*whole, plan, in_steps));
    auto const database = data_set(file);
    CHECK(everybody(*database) == everybody(*whole));
    CHECK(store::Persons(*database).last_change() == store::Persons(*whole).last_change());
    CHECK(wrongly_marked(*database) == 0);
}

TEST_CASE("a data set that was filled by another plan is refused") {
    auto const database = data_set();
    need(fill(*database, {100, 1, now}, {}));
    for (auto const& other : {PopulationPlan{101, 1, now}, PopulationPlan{100, 2, now}}) {
        auto const refused = fill(*database, other, {});
        REQUIRE_FALSE(refused.has_value());
        CHECK(refused.error().code == ErrorCode::invalid_request);
        CHECK(refused.error().description.find("--count 100 --seed 1") != std::string::npos);
    }
}

TEST_CASE("who was there before stays as they are, and shares are right around them") {
    // What the plan would make of some people, so that they can be there in another form before.
    auto const whole = data_set();
    need(fill(*whole, plan, in_steps));
    std::vector<model::Person> before;
    for (auto const& person : all(*whole)) {
        if (person.epostadresse.duplisert && person.beskrivelse.empty() && before.size() < 3)
            before.push_back(person);
    }
    REQUIRE(before.size() == 3);
    auto const database = data_set();
    store::Persons persons(*database);
    auto const number_alone = [&](model::Person& person) { person.status = model::Registration::AKTIV; };
    persons.edit(before[0].personidentifikator, number_alone);
    auto const stranger = need(model::PersonNumber::parse("28876895937"));
    persons.edit(stranger,
                 [&](model::Person& person) { person.epostadresse = {before[2].epostadresse.value}; });
    auto const done = need(fill(*database, plan, in_steps));
    CHECK(done.left_out == 1);
    CHECK(persons.find(before[0].personidentifikator)->epostadresse.value.empty());
    CHECK(persons.find(stranger)->epostadresse.duplisert);
    CHECK(wrongly_marked(*database) == 0);
}

TEST_CASE("people among those who were there before are added as they are without them, few or many") {
    auto const whole = data_set();
    need(fill(*whole, plan, in_steps));
    auto const database = data_set();
    store::Persons persons(*database);
    std::vector<model::Person> strangers(700);  // many above the first steps, few above the last
    Population others({700, 2, now});
    for (auto& stranger : strangers) {
        REQUIRE(others.next(stranger));
        persons.edit(stranger.personidentifikator,
                     [&](model::Person& person) { person.given_name = stranger.given_name; });
    }
    auto const before = persons.last_change();
    auto const done = need(fill(*database, plan, {.people_a_step = 100}));
    CHECK(done.complete);
    CHECK(persons.last_change() == before + count - done.left_out);
    auto const is_stranger = [&](model::Person const& person) {
        return std::any_of(strangers.begin(), strangers.end(), [&](auto const& stranger) {
            return stranger.personidentifikator == person.personidentifikator;
        });
    };
    std::int64_t met = 0;
    for (auto const& person : all(*whole)) {
        if (is_stranger(person))
            ++met;
        else if (person.beskrivelse.empty() && !person.epostadresse.duplisert &&
                 !person.mobiltelefonnummer.duplisert)
            CHECK(persons.find(person.personidentifikator) == person);
    }
    CHECK(done.left_out == met);
    for (auto const& stranger : strangers)
        CHECK(persons.find(stranger.personidentifikator)->given_name == stranger.given_name);
    CHECK(wrongly_marked(*database) == 0);
}

TEST_CASE("edits are right while a filling is not finished") {
    auto const database = data_set();
    need(fill(*database, plan, ending_after(1)));
    auto const people = all(*database);
    auto const other = std::find_if(people.begin(), people.end(), [](auto const& person) {
        return person.beskrivelse.empty() && !person.epostadresse.value.empty() &&
               !person.epostadresse.duplisert;
    });
    REQUIRE(other != people.end());
    store::Persons persons(*database);
    persons.edit(need(model::PersonNumber::parse("28876895937")),
                 [&](model::Person& person) { person.epostadresse = {other->epostadresse.value}; });
    CHECK(persons.find(other->personidentifikator)->epostadresse.duplisert);
    need(fill(*database, plan, in_steps));
    CHECK(wrongly_marked(*database) == 0);
}

TEST_CASE("edits between two runs of a filling are right among all its people") {
    auto const whole = data_set();
    need(fill(*whole, plan, in_steps));
    auto const people = all(*whole);
    auto const with_address = [&](auto const begin, auto const end) {
        return *std::find_if(begin, end, [](auto const& person) {
            return person.beskrivelse.empty() && person.status == model::Registration::AKTIV &&
                   !person.epostadresse.value.empty() && !person.epostadresse.duplisert;
        });
    };
    auto const early = with_address(people.begin(), people.end());
    auto const late = with_address(people.rbegin(), people.rend());
    struct Row {
        std::string name;
        model::PersonNumber edited;
        std::string epostadresse;
    };
    for (auto const& row :
         {Row{"who was there takes the address of one to come",
              need(model::PersonNumber::parse("28876895937")), late.epostadresse.value},
          Row{"one who was made does", early.personidentifikator, late.epostadresse.value},
          Row{"one who was made gives theirs up", early.personidentifikator, "ny@example.no"}}) {
        CAPTURE(row.name);
        auto const database = data_set();
        need(fill(*database, plan, ending_after(1)));
        store::Persons(*database).edit(
            row.edited, [&](model::Person& person) { person.epostadresse = {row.epostadresse}; });
        need(fill(*database, plan, in_steps));
        CHECK(wrongly_marked(*database) == 0);
    }
}

}  // namespace
}  // namespace emulator::app
