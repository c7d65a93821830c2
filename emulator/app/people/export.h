// Writes everybody in the register, by number, in a form that import_people() reads.
#pragma once

#include <cstdint>
#include <ostream>

#include "app/people/import.h"
#include "store/database.h"

namespace emulator::app {

// Returns how many they are. Memory does not grow with their number.
std::int64_t export_people(std::ostream& out, PeopleForm form, store::Database& database);

}  // namespace emulator::app
