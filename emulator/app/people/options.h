// The options of `digdir-emulator people`. Pure but for looking whether --fixtures is a folder.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "app/people/import.h"
#include "base/clock.h"
#include "base/result.h"

namespace emulator::app {

enum class PeopleAction { help, generate, import, export_ };

struct PeopleWish {
    PeopleAction action = PeopleAction::help;
    std::filesystem::path database;
    std::optional<std::filesystem::path> fixtures;  // absent: those in the executable
    std::int64_t count = 0;                         // generate
    std::uint64_t seed = 0;                         // generate
    std::optional<Instant> at;                      // generate; absent: the last midnight, UTC
    std::filesystem::path file;                     // import: what to read; export: what to write, or empty
    PeopleForm form = PeopleForm::json;             // import, export
    bool replace = false;                           // export
};

// `arguments` begin with generate, import or export. Refused, naming the option, what was received and what
// would be valid.
Result<PeopleWish> read_people_wish(std::vector<std::string> const& arguments);

// The text of `digdir-emulator people --help`.
std::string people_usage();

}  // namespace emulator::app
