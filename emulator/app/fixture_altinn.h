// The entries of fixtures/delegations.json, systemusers.json and consents.json: what could be read, with the
// faults noted in `fields`. Pure.
#pragma once

#include "base/clock.h"
#include "model/altinn.h"
#include "model/json_fields.h"

namespace emulator::app {

model::Delegation read_delegation(model::JsonFields& fields);
model::SystemUser read_system_user(model::JsonFields& fields);
// Times are RFC 3339 or ISO 8601 durations from `now`.
model::Consent read_consent(model::JsonFields& fields, Instant now);

}  // namespace emulator::app
