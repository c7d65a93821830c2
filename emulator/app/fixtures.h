// Reads the files of fixtures/ and writes them into an empty data set. fixtures/README.md tells their forms.
#pragma once

#include "base/assets.h"
#include "base/clock.h"
#include "base/result.h"
#include "store/database.h"

namespace emulator::app {

// Every file is read and checked before anything is written, as one step. Durations in the files count from
// `now`. The error names the file, the place in it, what stands there and what would be valid.
Result<> load_fixtures(Assets const& assets, store::Database& database, Instant now);

// Whether the data set holds clients, so that a kept one is not overwritten.
bool has_data(store::Database& database);

}  // namespace emulator::app
