// Fills a database with synthetic inhabitants.
#pragma once

#include <cstdint>
#include <functional>

#include "app/people/population.h"
#include "base/result.h"
#include "store/database.h"

namespace emulator::app {

struct Filling {
    // Told of every step: how many people are done.
    std::function<void(std::int64_t)> progress = [](std::int64_t) {};
    // Asked between two steps.
    std::function<bool()> is_over = [] { return false; };
    std::size_t people_a_step = 4'000;
};

struct Filled {
    std::int64_t added = 0;     // by this run
    std::int64_t left_out = 0;  // by all runs: their numbers were taken
    bool complete = false;
};

// Adds the people of the plan who are not there yet, and goes on where an earlier run ended. `at` of the plan
// counts at the first run only. Refused: a database that was filled by another plan.
Result<Filled> fill(store::Database& database, PopulationPlan plan, Filling const& filling);

}  // namespace emulator::app
