#include "oauth/moved_clock.h"

namespace emulator::oauth {

ClaimedTimes claimed_times(Instant begins, Instant ends, Instant now, seconds moved, seconds skew) {
    auto const right_at = [&](Instant time) { return begins <= time + skew && ends >= time - skew; };
    if (moved == seconds(0) || right_at(now) || !right_at(now - moved)) return {begins, ends, false};
    return {begins + moved, ends + moved, true};
}

}  // namespace emulator::oauth
