// What the endpoints stand on.
#pragma once

#include "base/clock.h"
#include "base/log.h"
#include "services/kontaktregisteret/answers.h"
#include "services/kontaktregisteret/rules.h"
#include "services/kontaktregisteret/warnings.h"
#include "store/directory.h"
#include "store/persons.h"

namespace emulator::kontaktregisteret {

// Everything referred to outlives the endpoints, and is safe from any thread.
struct Shared {
    store::Persons& persons;
    store::DirectoryStore& directory;
    Clock const& clock;
    Answers const& answers;
    Warnings& warnings;
    Expired expired;
    Log& log;
};

// The refusal of a token that holds but does not reach far enough, with a record of what was examined. Pure.
Error with_examination(Error error, Json const& claims);

// What the token and the Accept header of an answered request are worth a warning for, and `more`.
void warn(Shared const& shared, http::Request const& request, Json const& claims,
          std::vector<std::string> more = {});

}  // namespace emulator::kontaktregisteret
