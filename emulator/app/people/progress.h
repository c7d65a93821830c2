// Tells how far something long has come: at a terminal a bar that grows, elsewhere a line from time to time.
// One thread at a time.
#pragma once

#include <chrono>
#include <cstdint>
#include <ostream>

namespace emulator::app {

class Progress {
public:
    Progress(std::ostream& out, bool is_terminal, std::int64_t total);

    void update(std::int64_t done);
    // Leaves the line of the bar.
    void end();
    double seconds() const;  // since the beginning

private:
    using Time = std::chrono::steady_clock::time_point;

    std::ostream& out_;
    bool is_terminal_;
    std::int64_t total_;
    std::int64_t first_ = -1;
    Time begin_;
    Time told_;
};

}  // namespace emulator::app
