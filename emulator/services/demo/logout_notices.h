// The newest calls by which ID-porten told of a logout, of any session, also of those that are gone. Bounded;
// safe from any thread.
#pragma once

#include <deque>
#include <mutex>
#include <vector>

#include "rp/logout_receiver.h"

namespace emulator::demo {

class LogoutNotices {
public:
    void keep(rp::LogoutNotice notice);
    // The newest first.
    std::vector<rp::LogoutNotice> newest() const;

private:
    mutable std::mutex mutex_;
    std::deque<rp::LogoutNotice> kept_;
};

}  // namespace emulator::demo
