// The commands of the program: what it does besides running, as `digdir-emulator certificate --orgnr …`.
#pragma once

#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/entropy.h"
#include "base/result.h"

namespace emulator::app {

// What a command stands on.
struct Surroundings {
    std::ostream& out;
    Clock const& clock;
    Entropy& entropy;
    bool is_terminal = false;  // whether a person looks at `out`
};

struct Command {
    std::string_view name;
    std::string_view what;  // one line of --help
    // `arguments` are those after the command's name. An invalid_request is an error of use.
    Result<> (*run)(std::vector<std::string> const& arguments, Surroundings const& surroundings);
};

std::span<Command const> commands();

// Whether the first argument names a command rather than an option.
bool asks_for_command(std::span<std::string const> arguments);

// Runs the command that the first argument names. Refused beside what the command refuses: an unknown name.
// REQUIRES: asks_for_command.
Result<> run_command(std::span<std::string const> arguments, Surroundings const& surroundings);

}  // namespace emulator::app
