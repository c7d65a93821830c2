// What the tests of the store share. Every rule holds in memory and in a file alike, so most run on each
// kind.
#pragma once

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "base/assets.h"
#include "store/database.h"
#include "support/temporary_folder.h"

namespace emulator::store {

inline std::unique_ptr<Database> open_file(std::filesystem::path const& file) {
    return need(Database::open(file, Assets()));
}
inline std::unique_ptr<Database> open_memory() {
    return need(Database::open(std::nullopt, Assets()));
}

// As an older version of the program had it: with the migrations whose names come before `name` only, copied
// into the folder.
inline Assets assets_before(std::string_view name, emulator::test::TemporaryFolder const& folder) {
    Assets older;
    auto const migrations = folder / "migrations";
    for (auto const& path : older.names_below("emulator/store/migrations")) {
        auto const file = std::filesystem::path(path).filename();
        if (file.string() < name) emulator::test::write_file(migrations / file.string(), *older.find(path));
    }
    older.read_from_disk("emulator/store/migrations", migrations);
    return older;
}

// Runs `test` on a fresh database in memory, on one that is used in turns, and on one in a file.
template <class F>
void on_each(F const& test) {
    {
        INFO("in memory");
        auto const database = open_memory();
        test(*database);
    }
    {
        INFO("in memory, in turns");
        auto const database = Database::open_in_turns(Assets());
        test(*database);
    }
    INFO("in a file");
    emulator::test::TemporaryFolder const folder;
    auto const database = open_file(folder / "data.sqlite");
    test(*database);
}

// Runs `work(i)` on so many threads at once, and waits for all.
template <class F>
void on_threads(int count, F const& work) {
    std::vector<std::thread> threads;
    for (int i = 0; i < count; ++i)
        threads.emplace_back([&work, i] { work(i); });
    for (auto& thread : threads)
        thread.join();
}

// The first column of the first row. `sql` must be a literal.
inline std::int64_t number(Connection& connection, char const* sql) {
    auto row = connection.query(sql);
    REQUIRE(row.step());
    return row.number(0);
}
inline std::int64_t number(Database& database, char const* sql) {
    return database.read([&](Connection& connection) { return number(connection, sql); });
}

}  // namespace emulator::store
