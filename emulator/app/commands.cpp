#include "app/commands.h"

#include <algorithm>
#include <array>

#include "app/certificate_command.h"
#include "app/fixtures_command.h"
#include "app/options.h"
#include "app/people/command.h"
#include "base/encoding.h"

namespace emulator::app {
namespace {

constexpr std::array table{
    Command{"certificate", "make a business certificate (virksomhetssertifikat) for tests, right or wrong",
            make_certificate_files},
    Command{"fixtures", "check the files of fixtures, or write a data set as such files", run_fixtures},
    Command{"people", "fill a data set with synthetic people, or import and export them", run_people},
};

}  // namespace

std::span<Command const> commands() {
    return table;
}

bool asks_for_command(std::span<std::string const> arguments) {
    return !arguments.empty() && !arguments.front().empty() && !arguments.front().starts_with('-');
}

Result<> run_command(std::span<std::string const> arguments, Surroundings const& surroundings) {
    auto const& name = arguments.front();
    auto const* const found =
        std::find_if(table.begin(), table.end(), [&](Command const& c) { return c.name == name; });
    if (found != table.end()) return found->run({arguments.begin() + 1, arguments.end()}, surroundings);
    std::vector<std::string> names;
    for (auto const& command : table)
        names.emplace_back(command.name);
    auto const nearest = nearest_word(name, names);
    auto const hint = nearest.empty() ? "" : "did you mean " + std::string(nearest) + "? ";
    return wrong_use("unknown command '" + shown(name, 60) + "'; " + hint + "See --help");
}

}  // namespace emulator::app
