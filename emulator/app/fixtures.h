// Reads the files of fixtures/, checks them, and writes them into a data set. fixtures/README.md tells their
// forms.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "app/json_place.h"
#include "base/assets.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/result.h"
#include "store/database.h"

namespace emulator::app {

// The entries of a file of that name: the document itself, or its member of that name. Nothing where neither
// is an array.
Json const* entries_of(Json const& document, std::string_view kind);

struct FixtureFault {
    std::string file;  // as people call it
    TextPlace place;
    std::string what;
};

// "fixtures/clients.json:12:5: entry 1 (client_id …): member 'scopes': …"
std::string text_of(FixtureFault const& fault);

// One file, as what is to be written for it.
struct FixtureKind {
    std::string name;  // "clients"
    std::size_t entries = 0;
    std::vector<std::function<void(store::Connection&)>> writes = {};
};

struct CheckedFixtures {
    std::vector<FixtureKind> kinds;  // in the order in which they are to be written
    std::vector<FixtureFault> faults;
};

// Reads every file and writes nothing. Durations in the files count from `now`.
CheckedFixtures check_fixtures(Assets const& assets, Instant now);

// Writes into an empty data set, as one step, and nothing where there is a fault: the error tells the first.
Result<> load_fixtures(Assets const& assets, store::Database& database, Instant now);

// Whether the data set holds clients, so that a kept one is not overwritten.
bool has_data(store::Database& database);

}  // namespace emulator::app
