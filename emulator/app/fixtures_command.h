// `digdir-emulator fixtures export`: the data set as files.
#pragma once

#include <string>
#include <vector>

#include "app/commands.h"

namespace emulator::app {

Result<> run_fixtures(std::vector<std::string> const& arguments, Surroundings const& surroundings);

}  // namespace emulator::app
