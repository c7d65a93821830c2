// What was acknowledged is there after the process was killed, whatever it was doing then.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstring>

#include "store/grants.h"
#include "store/persons.h"
#include "store/protocol_state.h"
#include "store/support.h"
#include "support/world.h"

namespace emulator::store {
namespace {

constexpr std::int64_t most = 100'000'000;
constexpr Instant later{seconds(4'000'000'000)};

std::string id_of(std::int64_t number) {
    return std::to_string(number);
}

// Tells the number of something that is now written; ends the process when nobody listens.
void tell(int pipe, std::int64_t number) {
    if (write(pipe, &number, sizeof number) != sizeof number) _exit(1);
}

// Writes a document; in one further transaction, two rows; and a refresh token in place of another one. Then
// tells its number.
[[noreturn]] void write_until_killed(std::filesystem::path const& file, int pipe, std::int64_t first) {
    try {
        auto const database = open_file(file);
        emulator::test::FixedClock const clock;
        ProtocolState state(*database, clock);
        Grants grants(*database, clock);
        for (auto i = first; i < most; ++i) {
            auto const id = id_of(i);
            state.put({"session", id}, std::string(1000, 'x') + id, later);
            database->write([&](Connection& connection) {
                for (auto const* half : {"first", "second"}) {
                    connection.query("insert into scope_access (scope, consumer_orgno) values (?, ?)")
                        .bind(id)
                        .bind(half)
                        .run();
                }
            });
            grants.begin({id, "client", later, "", false, "", id, later});
            grants.spend(Credential::code, id, {"a" + id, later, "", id, later});
            grants.spend(Credential::refresh_token, id, {"b" + id, later, "", "next " + id, later});
            tell(pipe, i);
        }
    } catch (std::exception const&) {
    }
    _exit(1);
}

constexpr std::int64_t people = 50;

// The person whom the edit of that number changes.
model::PersonNumber edited_by(std::int64_t number) {
    return model::PersonNumber::from_stored(1'810'000'000 + number * 7 % people);
}

// Every edit is a change, and no two people share a value, so edit and change have the same number.
[[noreturn]] void edit_until_killed(std::filesystem::path const& file, int pipe, std::int64_t first) {
    try {
        auto const database = open_file(file);
        Persons persons(*database);
        for (auto i = first; i < most; ++i) {
            persons.edit(edited_by(i), [&](model::Person& person) {
                person.status = model::Registration::AKTIV;
                person.epostadresse = {id_of(i), later, later};
            });
            tell(pipe, i);
        }
    } catch (std::exception const&) {
    }
    _exit(1);
}

// The last number that came through the pipe; reads until the other end is gone.
std::int64_t last_number(int pipe, std::int64_t last) {
    std::int64_t number = 0;
    while (read(pipe, &number, sizeof number) == sizeof number)
        last = number;
    return last;
}

// Lets a child do `write` for so long, kills it, and returns the last number that it told.
std::int64_t killed_after(std::filesystem::path const& file, std::int64_t first,
                          std::chrono::milliseconds time,
                          void (*write)(std::filesystem::path const&, int, std::int64_t)) {
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    auto const child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        close(ends[0]);
        write(file, ends[1], first);
    }
    close(ends[1]);
    // Its first word, so that every round has something to lose.
    std::int64_t told = 0;
    REQUIRE(read(ends[0], &told, sizeof told) == sizeof told);
    usleep(static_cast<useconds_t>(time.count() * 1000));
    kill(child, SIGKILL);
    told = last_number(ends[0], told);
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    CHECK(WIFSIGNALED(status));
    return told;
}

TEST_CASE("every acknowledged write outlives a process that is killed") {
    emulator::test::TemporaryFolder const folder;
    auto const file = folder / "data.sqlite";
    emulator::test::FixedClock const clock;
    std::int64_t first = 0;
    std::int64_t checked = 0;
    for (int round = 0; round < 20; ++round) {
        CAPTURE(round);
        auto const last = killed_after(file, first, std::chrono::milliseconds(round * 3), write_until_killed);
        CHECK(last >= first);

        auto const database = open_file(file);
        ProtocolState state(*database, clock);
        Grants const grants(*database, clock);
        std::int64_t missing = 0;
        std::int64_t unspent = 0;
        for (std::int64_t i = 0; i <= last; ++i) {
            auto const id = id_of(i);
            missing += state.get({"session", id}) != std::string(1000, 'x') + id;
            auto const next = grants.find(Credential::refresh_token, "next " + id);
            missing += !next || next->used || !grants.access_token("b" + id);
            auto const spent = grants.find(Credential::refresh_token, id);
            unspent += !spent || !spent->used;
        }
        CHECK(missing == 0);
        CHECK(unspent == 0);
        CHECK(number(*database,
                     "select count(*) from (select scope from scope_access group by scope "
                     "having count(*) <> 2)") == 0);
        CHECK(number(*database, "select count(distinct scope) from scope_access") >= last + 1);
        database->read([](Connection& connection) {
            auto row = connection.query("pragma integrity_check");
            REQUIRE(row.step());
            CHECK(row.text(0) == "ok");
        });
        // What was begun and not told is taken away, so that the next child can begin with it.
        database->write([&](Connection& connection) {
            connection.query("delete from scope_access where cast(scope as integer) > ?").bind(last).run();
            connection.query("delete from authorization_grant where cast(id as integer) > ?")
                .bind(last)
                .run();
            connection.query("delete from grant_credential where cast(grant_id as integer) > ?")
                .bind(last)
                .run();
            connection.query("delete from access_token where cast(grant_id as integer) > ?").bind(last).run();
        });
        checked = last + 1;
        first = last + 1;
    }
    CHECK(checked >= 20);
}

TEST_CASE("every acknowledged change of a person outlives a hundred kills, and the feed has no gap") {
    emulator::test::TemporaryFolder const folder;
    auto const file = folder / "data.sqlite";
    std::int64_t committed = 0;
    for (int round = 0; round < 100; ++round) {
        CAPTURE(round);
        auto const told =
            killed_after(file, committed + 1, std::chrono::milliseconds(round % 20), edit_until_killed);
        auto const database = open_file(file);
        auto const last = Persons(*database).last_change();
        CHECK(told > committed);
        // The last edit may have been written and not told.
        CHECK(last >= told);
        CHECK(last <= told + 1);
        std::int64_t visited = 0;
        auto const page = Persons(*database).changes(0, 1000, [&](model::Person const& person) {
            // The people of the newest changes, one by one, each with the value of that very change.
            auto const change = std::max<std::int64_t>(last - std::min(last, people), 0) + ++visited;
            CHECK(person.personidentifikator == edited_by(change));
            CHECK(person.epostadresse.value == id_of(change));
        });
        CHECK(visited == std::min(last, people));
        CHECK(page.to == last);
        committed = last;
    }
}

}  // namespace
}  // namespace emulator::store
