#include "app/people/progress.h"

#include <string>

namespace emulator::app {
namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr std::size_t width = 30;

}  // namespace

Progress::Progress(std::ostream& out, bool is_terminal, std::int64_t total)
    : out_(out), is_terminal_(is_terminal), total_(total), begin_(Clock::now()), told_(begin_) {}

double Progress::seconds() const {
    return std::chrono::duration<double>(Clock::now() - begin_).count();
}

void Progress::update(std::int64_t done) {
    if (first_ < 0) first_ = done;  // of a run that goes on, what was there is not its work
    auto const now = Clock::now();
    if (now - told_ < (is_terminal_ ? 100ms : 10s)) return;
    told_ = now;
    auto const a_second = static_cast<std::int64_t>(static_cast<double>(done - first_) / seconds());
    auto const text = std::to_string(done) + " of " + std::to_string(total_) + " people, " +
                      std::to_string(a_second) + " a second";
    if (!is_terminal_) {
        out_ << text << std::endl;
        return;
    }
    auto const full = static_cast<std::size_t>(done) * width / static_cast<std::size_t>(total_);
    out_ << "\r[" << std::string(full, '#') << std::string(width - full, ' ') << "] " << text << "  "
         << std::flush;
}

void Progress::end() {
    if (is_terminal_) out_ << "\r" << std::string(width + 60, ' ') << "\r" << std::flush;
}

}  // namespace emulator::app
