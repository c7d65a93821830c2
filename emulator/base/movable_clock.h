// The time that the emulator lives in: the machine's, until somebody moves it.
#pragma once

#include <atomic>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace emulator {

// Safe from any thread.
class MovableClock : public Clock {
public:
    explicit MovableClock(Clock const& machine) : machine_(machine) {}

    Instant now() const override { return machine_.now() + offset_.load(); }
    seconds offset() const { return offset_; }

    // "PT31M" or "-P1D" (ISO 8601) moves it from where it is, "2027-01-01T00:00:00Z" (RFC 3339) sets it
    // there, and "machine" back to the machine's time; it runs on afterwards. Refused with invalid_request,
    // and nothing is moved: other texts, and times outside 2000 to 2099.
    Result<> move(std::string_view to);

private:
    Clock const& machine_;
    std::atomic<seconds> offset_{seconds{0}};
};

}  // namespace emulator
