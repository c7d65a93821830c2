// What clients sign while the emulator's clock is moved. Pure; safe from any thread.
#pragma once

#include "base/clock.h"

namespace emulator::oauth {

// The times of an assertion that its client made now. A client knows nothing of a moved clock: its library
// takes the machine's time, and without this no client could ask for anything until the clock is back.
struct ClaimedTimes {
    Instant begins, ends;  // as they are to be compared with the emulator's time
    bool by_machine;       // moved along, as they are right by the machine's time and by that alone
};

// `moved`: how far the emulator's time `now` is from the machine's. Times that are right by neither clock
// stay as they are.
ClaimedTimes claimed_times(Instant begins, Instant ends, Instant now, seconds moved, seconds skew);

// For the developer.
inline constexpr auto judged_by_machine =
    "its times are the machine's and were judged by it, for the emulator's clock is moved";

}  // namespace emulator::oauth
