// Sessions that belong to an owner known elsewhere, so that all of them end when the owner's end is told: the
// browser sessions of one session at an identity provider. Safe from any thread.
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "store/protocol_state.h"

namespace emulator::store {

class SessionIndex {
public:
    // The sessions are documents of that kind.
    SessionIndex(ProtocolState& state, Clock const& clock, std::string kind)
        : state_(state), clock_(clock), kind_(std::move(kind)), list_kind_(kind_ + "_list") {}

    // Keeps a session's document until `expires`, as ProtocolState::put(), and lists it under its owners for
    // `listed`. An owner's id is what the caller shows, or better its SHA-256.
    void put(std::string const& id, std::string_view document, Instant expires,
             std::vector<std::string> const& owners, seconds listed);

    // Ends every session of that owner. How many.
    std::size_t end_all(std::string const& owner);

private:
    void list(std::string const& owner, std::string const& id, seconds listed);

    ProtocolState& state_;
    Clock const& clock_;
    std::string kind_;
    std::string list_kind_;
    std::mutex mutex_;  // a login and a logout at once: the session is listed before anyone looks
};

}  // namespace emulator::store
