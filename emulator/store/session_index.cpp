#include "store/session_index.h"

#include <nlohmann/json.hpp>

#include "base/json.h"

namespace emulator::store {

void SessionIndex::put(std::string const& id, std::string_view document, Instant expires,
                       std::vector<std::string> const& owners, seconds listed) {
    std::lock_guard const lock(mutex_);
    state_.put({kind_, id}, document, expires);
    for (auto const& owner : owners)
        list(owner, id, listed);
}

// REQUIRES: mutex_ is locked.
void SessionIndex::list(std::string const& owner, std::string const& id, seconds listed) {
    auto ids = Json::array();
    if (auto const kept = state_.get({list_kind_, owner})) {
        for (auto const& other : need(parse_json(*kept))) {
            if (state_.get({kind_, other.get<std::string>()})) ids.push_back(other);
        }
    }
    ids.push_back(id);
    state_.put({list_kind_, owner}, ids.dump(), clock_.now() + listed);
}

std::size_t SessionIndex::end_all(std::string const& owner) {
    std::lock_guard const lock(mutex_);
    auto const kept = state_.take({list_kind_, owner});
    if (!kept) return 0;
    std::size_t ended = 0;
    for (auto const& id : need(parse_json(*kept))) {
        if (state_.take({kind_, id.get<std::string>()})) ++ended;
    }
    return ended;
}

}  // namespace emulator::store
