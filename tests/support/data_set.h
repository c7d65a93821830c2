// The data set of fixtures/.
#pragma once

#include <memory>

#include "base/assets.h"
#include "base/clock.h"
#include "store/directory.h"

namespace emulator::test {

// Reads the files that are in the executable into an empty database. The emulator's own services stand at
// their usual ports.
std::unique_ptr<store::DirectoryStore> load_data_set(Assets const& assets, store::Database& database,
                                                     Instant now);

}  // namespace emulator::test
