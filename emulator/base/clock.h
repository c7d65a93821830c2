// The one source of time. Every expiry reads it, so that a test, and later the Konsoll, can move time.
#pragma once

#include <chrono>

namespace emulator {

// UTC, whole seconds: the resolution of every time on the wire here (NumericDate, RFC 7519 2).
using Instant = std::chrono::sys_seconds;
using std::chrono::seconds;

class Clock {
public:
    virtual ~Clock() = default;
    virtual Instant now() const = 0;  // safe from any thread
};

// The machine's clock.
class SystemClock : public Clock {
public:
    Instant now() const override;
};

}  // namespace emulator
