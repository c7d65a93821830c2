// A reader of the change feed that keeps a copy of the register in a file of its own, while others write:
// killed at any moment, it goes on with what it had kept, and ends with a copy that equals the register.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <map>

#include "store/persons.h"
#include "store/support.h"

namespace emulator::store {
namespace {

using model::Person;
using model::PersonNumber;
using model::Registration;

constexpr int writers = 4;
constexpr int edits_each = 400;
constexpr int people = 60;  // few, so that everybody changes often

PersonNumber number_at(int index) {
    return PersonNumber::from_stored(1'810'000'000 + index);
}

// The copy is a register too; it keeps where it is in the feed in the table of addresses to go back to.
std::int64_t kept_place(Database& copy) {
    return number(copy, "select coalesce(max(cast(url as integer)), 0) from goto_url");
}

// One poll: a page and the place after it are kept as one step, or not at all. Whether there is more.
bool poll(Persons const& from, Database& copy) {
    auto const after = kept_place(copy);
    std::vector<Person> page_of;
    auto const page = from.changes(after, 7, [&](Person const& person) { page_of.push_back(person); });
    if (page.to < after) throw std::logic_error("the feed went back");
    copy.write([&](Connection& connection) {
        for (auto const& person : page_of)
            put_person(connection, person, std::nullopt);
        connection.query("delete from goto_url").run();
        connection.query("insert into goto_url (url) values (?)").bind(std::to_string(page.to)).run();
    });
    return page.to != page.last;
}

[[noreturn]] void poll_until_killed(std::filesystem::path const& file,
                                    std::filesystem::path const& copy_file) {
    try {
        auto const database = open_file(file);
        auto const copy = open_file(copy_file);
        Persons const persons(*database);
        for (;;)
            poll(persons, *copy);
    } catch (std::exception const&) {
    }
    _exit(1);
}

void write_some(std::filesystem::path const& file, int writer) {
    auto const database = open_file(file);
    Persons persons(*database);
    for (int i = 0; i < edits_each; ++i) {
        persons.edit(number_at((writer * 7 + i * 13) % people), [&](Person& person) {
            person.status = i % 17 == 0 ? Registration::SLETTET : Registration::AKTIV;
            person.epostadresse = {"shared" + std::to_string(i % 5) + "@example.no", Instant(seconds(i))};
            person.beskrivelse = std::to_string(writer) + "/" + std::to_string(i);
        });
    }
}

// Everybody as the feed tells them.
std::map<PersonNumber, Person> told(Database& database) {
    std::map<PersonNumber, Person> all;
    Persons(database).all([&](Person const& person) {
        auto one = person;
        one.beskrivelse.clear();
        all.emplace(one.personidentifikator, one);
    });
    return all;
}

TEST_CASE("a copy that is kept by the feed, killed and started again, ends equal to the register") {
    emulator::test::TemporaryFolder const folder;
    auto const file = folder / "register.sqlite";
    auto const copy_file = folder / "copy.sqlite";
    open_file(file);
    open_file(copy_file);
    // Writers are processes, so that this one has no threads when it forks.
    std::vector<pid_t> children;
    for (int writer = 0; writer < writers; ++writer) {
        auto const child = fork();
        REQUIRE(child >= 0);
        if (child == 0) {
            try {
                write_some(file, writer);
                _exit(0);
            } catch (std::exception const&) {
                _exit(1);
            }
        }
        children.push_back(child);
    }
    for (int round = 0; round < 20; ++round) {
        auto const reader = fork();
        REQUIRE(reader >= 0);
        if (reader == 0) poll_until_killed(file, copy_file);
        usleep(static_cast<useconds_t>(20'000 + round * 1000));
        kill(reader, SIGKILL);
        int status = 0;
        waitpid(reader, &status, 0);
        CHECK(WIFSIGNALED(status));  // it did not end by itself, as it would by an exception
    }
    for (auto const child : children) {
        int status = 0;
        waitpid(child, &status, 0);
        CHECK(status == 0);
    }
    auto const database = open_file(file);
    auto const copy = open_file(copy_file);
    Persons const persons(*database);
    while (poll(persons, *copy)) {
    }
    CHECK(told(*copy) == told(*database));
    CHECK(told(*database).size() == people);
    CHECK(number(*database, "select count(distinct change_number) from person") == people);
}

}  // namespace
}  // namespace emulator::store
