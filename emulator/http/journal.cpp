#include "http/journal.h"

#include <algorithm>

namespace emulator::http {

void Journal::keep(Refusal refusal) {
    refusal.at = clock_.now();
    std::lock_guard const lock(mutex_);
    kept_.push_front(std::move(refusal));
    if (kept_.size() > most_) kept_.pop_back();
}

std::vector<Refusal> Journal::newest(std::size_t most) const {
    std::lock_guard const lock(mutex_);
    auto const count = static_cast<std::ptrdiff_t>(std::min(most, kept_.size()));
    return {kept_.begin(), kept_.begin() + count};
}

}  // namespace emulator::http
