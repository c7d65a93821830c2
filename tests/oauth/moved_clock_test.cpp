#include "oauth/moved_clock.h"

#include <doctest/doctest.h>

#include <string>

namespace emulator::oauth {
namespace {

TEST_CASE("while the clock is moved, what is right by the machine's clock alone moves along") {
    constexpr seconds skew{10}, year = std::chrono::days(365);
    Instant const machine{seconds(1'800'000'000)};
    struct Row {
        std::string name;
        seconds begins, ends;  // from the machine's time
        seconds moved;
        bool by_machine;
    };
    for (auto const& row : {
             Row{"the clock is not moved", seconds(0), seconds(60), seconds(0), false},
             Row{"the machine's time, a year ahead here", seconds(0), seconds(60), year, true},
             Row{"the machine's time, a year behind here", seconds(0), seconds(60), -year, true},
             Row{"the emulator's time", year, year + seconds(60), year, false},
             Row{"right by both", seconds(0), seconds(60), seconds(30), false},
             Row{"right by neither", seconds(-100), seconds(-50), year, false},
             Row{"at the border of the skew", seconds(10), seconds(60), year, true},
             Row{"beyond it", seconds(11), seconds(60), year, false},
             Row{"just ended", seconds(-60), seconds(-10), year, true},
             Row{"ended before that", seconds(-60), seconds(-11), year, false},
         }) {
        CAPTURE(row.name);
        auto const times =
            claimed_times(machine + row.begins, machine + row.ends, machine + row.moved, row.moved, skew);
        auto const shift = row.by_machine ? row.moved : seconds(0);
        CHECK(times.by_machine == row.by_machine);
        CHECK(times.begins == machine + row.begins + shift);
        CHECK(times.ends == machine + row.ends + shift);
    }
}

}  // namespace
}  // namespace emulator::oauth
