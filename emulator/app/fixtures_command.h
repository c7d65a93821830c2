// `digdir-emulator fixtures check|export`: every fault of a folder of fixtures; a data set as such a folder.
#pragma once

#include <string>
#include <vector>

#include "app/commands.h"

namespace emulator::app {

Result<> run_fixtures(std::vector<std::string> const& arguments, Surroundings const& surroundings);

}  // namespace emulator::app
