// What becomes of a client when the body of a PUT takes its place. Pure.
#pragma once

#include "base/clock.h"
#include "services/selvbetjening/input.h"

namespace emulator::selvbetjening {

// `before` with the attributes of `body`, active. Which client it is, its integration_type and whose it is
// never change: bodies that say otherwise have faults. Keys, customers and its beginning stay, and so does
// the secret as long as the method has one.
Input<model::Client> replacement(model::Client const& before, Json const& body, Instant now);

// Whether its method of authentication is a secret.
bool uses_secret(model::Client const& client);

// Registered or changed at `now`. What changes twice within a second tells a later time, so that last_updated
// tells each state from the one before.
void touch(model::Registered& registered, Instant now);

}  // namespace emulator::selvbetjening
