// The entries of fixtures/delegations.json, systemusers.json and consents.json. Pure. All are refused with
// invalid_request, naming the member.
#pragma once

#include "base/clock.h"
#include "base/json.h"
#include "base/result.h"
#include "model/altinn.h"

namespace emulator::app {

Result<model::Delegation> delegation_from_json(Json const& object);
Result<model::SystemUser> system_user_from_json(Json const& object);
// Times are RFC 3339 or ISO 8601 durations from `now`.
Result<model::Consent> consent_from_json(Json const& object, Instant now);

}  // namespace emulator::app
