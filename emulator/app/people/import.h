// Reads people from a file into the register.
#pragma once

#include <cstdint>
#include <filesystem>
#include <istream>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "store/database.h"

namespace emulator::app {

enum class PeopleForm { json, csv };

struct Imported {
    std::int64_t people = 0;
    std::int64_t changes = 0;  // of the register; people who were there just so make none
};

// Writes everybody as one step; somebody with a `beskrivelse` joins those that pages list. Of somebody who is
// there already, an entry of Tenor changes the name alone. Durations count from `now`. Refused, and nothing
// written: any line that is wrong. The error has a line "name:line: what" for each of the first twenty.
// Memory grows by some bytes for each person, to find who stands twice.
Result<Imported> import_people(std::istream& in, std::string const& name, PeopleForm form,
                               store::Database& database, Instant now);

}  // namespace emulator::app
