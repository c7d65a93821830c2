// Back-channel logout: a signed logout_token to every client of a session that has an address for it (OpenID
// Connect Back-Channel Logout 1.0).
#pragma once

#include <vector>

#include "base/task.h"
#include "services/idporten/deps.h"
#include "services/idporten/logout_notices.h"

namespace emulator::idporten {

// Calls the clients side by side, once each, and returns their outcomes in the order of the notices, after
// backchannel_whole at the latest. Whoever does not accept is written to the log. REQUIRES: runs on one
// thread.
Task<std::vector<Outcome>> tell_backchannel(Deps const& deps, Session const& session,
                                            std::vector<Notice> const& notices);

}  // namespace emulator::idporten
