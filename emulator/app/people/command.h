// `digdir-emulator people generate|import|export`: the people of a data set.
#pragma once

#include <string>
#include <vector>

#include "app/commands.h"

namespace emulator::app {

// Beside what options, files and people are refused for: a generation that was interrupted by SIGINT or
// SIGTERM is a server_error that says how to go on.
Result<> run_people(std::vector<std::string> const& arguments, Surroundings const& surroundings);

}  // namespace emulator::app
