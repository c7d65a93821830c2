#include "base/clock.h"

namespace emulator {

Instant SystemClock::now() const {
    return std::chrono::floor<seconds>(std::chrono::system_clock::now());
}

}  // namespace emulator
