// Fills the register with millions of made-up people, and remembers how far it came: a process that was
// killed goes on where it was. For one thread and one process at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "model/person.h"
#include "store/database.h"

namespace emulator::store {

// What was asked for. One file is filled once.
struct GenerationOrder {
    std::int64_t count = 0;
    std::int64_t seed = 0;
    Instant at = {};
};

class Generation {
public:
    explicit Generation(Database& database) : database_(database) {}

    // Nothing where none was begun.
    std::optional<GenerationOrder> order() const;
    std::int64_t done() const;      // how many of them have been dealt with
    std::int64_t left_out() const;  // how many of those were there already
    bool complete() const;

    // REQUIRES: order() is nothing. Takes away the indexes that would slow the filling down.
    void begin(GenerationOrder const& order);
    // Adds the next people, as one step. Who is there already stays as they are. REQUIRES: numbers that
    // ascend, and `duplisert` as it will be among all who are added.
    void add(std::span<model::Person const> people);
    // Brings what is in the write-ahead log to its place in the file, so that add() need not stop for it. May
    // run beside add(), on another thread.
    void settle();
    // Makes the indexes, and sets right whose values are shared with people that were there before, or that
    // others wrote meanwhile. Seconds for millions of people.
    void finish();

private:
    std::int64_t number(char const* sql) const;

    Database& database_;
};

}  // namespace emulator::store
