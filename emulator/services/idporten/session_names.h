// The names of sessions: SHA-256 of their cookies. Every login gives its session a new one, so that a cookie
// which somebody planted is worth nothing (session fixation); a request that was under way meanwhile still
// knows the name before. Safe from any thread.
#pragma once

#include "services/idporten/deps.h"

namespace emulator::idporten {

// Says before it happens that the session goes on under another name, for as long as requests take.
void announce_new_name(Deps const& deps, std::string_view name, std::string_view new_name);

// The name that the session of `name` has got since; nothing where it has none.
std::optional<std::string> newer_name(Deps const& deps, std::string_view name);

// Applies `use` to the name, and to the names that followed it, until it says true. False where it never
// does: the session has ended.
template <class Use>
bool with_session(Deps const& deps, std::string_view name, Use const& use) {
    for (std::optional<std::string> now(name); now; now = newer_name(deps, *now)) {
        if (use(*now)) return true;
    }
    return false;
}

}  // namespace emulator::idporten
