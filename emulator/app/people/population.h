// Synthetic inhabitants: person numbers by the ages of a population, Norwegian-looking names, and what the
// register would know of them. The same plan gives the same people on every machine: only whole numbers are
// reckoned with, and every draw belongs to a place in the order. Pure.
#pragma once

#include <cstdint>
#include <vector>

#include "base/clock.h"
#include "model/person.h"

namespace emulator::app {

struct PopulationPlan {
    std::int64_t count = 0;  // 1 to most_people
    std::uint64_t seed = 0;
    Instant at = {};  // what happened to them lies before it
};

// More people would not find enough numbers on the birthdays of the largest years.
constexpr std::int64_t most_people = 10'000'000;

// The people of a plan one by one, in the order of their numbers, `duplisert` included. Its memory does not
// grow with their count. For one thread at a time.
class Population {
public:
    // The first to come has the place `from`; places count from 0.
    explicit Population(PopulationPlan plan, std::int64_t from = 0);

    // Assigns the next one; false after the last.
    bool next(model::Person& person);

private:
    void open_next_birthday();

    PopulationPlan plan_;
    std::int64_t next_;                  // place of the next person
    std::int64_t first_ = 0;             // place of the first person of this birthday
    std::size_t birthday_ = 0;           // the one after the open one
    std::vector<std::int64_t> numbers_;  // of those born on it
};

}  // namespace emulator::app
