#include "services/demo/logout_notices.h"

namespace emulator::demo {
namespace {

constexpr std::size_t most = 50;

}  // namespace

void LogoutNotices::keep(rp::LogoutNotice notice) {
    std::lock_guard const lock(mutex_);
    kept_.push_front(std::move(notice));
    if (kept_.size() > most) kept_.pop_back();
}

std::vector<rp::LogoutNotice> LogoutNotices::newest() const {
    std::lock_guard const lock(mutex_);
    return {kept_.begin(), kept_.end()};
}

}  // namespace emulator::demo
