// What people's entries went through by somebody's edit. Bounded: the newest of each person are kept.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "model/entry_change.h"
#include "store/database.h"

namespace emulator::store {

inline constexpr std::int64_t longest_history = 100;  // changes of a person

// Who changed an entry, and when by the emulator's clock.
struct Editor {
    std::string service;         // where it was done: minprofil, idporten, kontaktregisteret or konsoll
    std::string client_id = {};  // of a client that did it for the person, otherwise empty
    Instant at = {};

    bool operator==(Editor const&) const = default;
};

struct PastChange {
    Editor by;
    model::EntryChange change;
};

// The newest change first.
std::vector<PastChange> history_of(Connection& connection, model::PersonNumber person);

// Adds the changes of one edit, and forgets what is then too old.
void add_to_history(Connection& connection, model::PersonNumber person, Editor const& by,
                    std::span<model::EntryChange const> changes);

}  // namespace emulator::store
