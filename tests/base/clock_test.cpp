#include "base/clock.h"

#include <doctest/doctest.h>

namespace emulator {
namespace {

TEST_CASE("the clock goes with the machine's") {
    using std::chrono::floor, std::chrono::system_clock;
    SystemClock const clock;
    auto const before = floor<seconds>(system_clock::now());
    auto const now = clock.now();
    auto const after = floor<seconds>(system_clock::now());
    CHECK(now >= before);
    CHECK(now <= after);
}

}  // namespace
}  // namespace emulator
