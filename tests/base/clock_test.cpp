#include "base/clock.h"

#include <doctest/doctest.h>

namespace emulator {
namespace {

TEST_CASE("the clock goes with the machine's, moved by its offset") {
    using std::chrono::floor, std::chrono::system_clock;
    SystemClock clock;
    auto const before = floor<seconds>(system_clock::now());
    auto const now = clock.now();
    auto const after = floor<seconds>(system_clock::now());
    CHECK(clock.offset() == seconds(0));
    CHECK(now >= before);
    CHECK(now <= after);

    constexpr seconds three_years{3 * 365 * 86400};
    clock.set_offset(three_years);
    CHECK(clock.offset() == three_years);
    CHECK(clock.now() >= before + three_years);
    clock.set_offset(-three_years);
    CHECK(clock.now() < before);
}

}  // namespace
}  // namespace emulator
