// Assertions that were used (ProtocolState::spend_assertion), while somebody moves the clock.
#pragma once

#include "base/clock.h"
#include "store/database.h"

namespace emulator::store {

// They are remembered so much longer. For a clock that was moved ahead: what was made by the machine's time
// is still right by it, and would be taken a second time (RFC 7523 3, jti). Safe from any thread.
void keep_spent_assertions_longer(Database& database, seconds by);

}  // namespace emulator::store
