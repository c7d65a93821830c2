// Times in fixtures. Pure.
#pragma once

#include <optional>
#include <string_view>

#include "base/clock.h"
#include "model/json_fields.h"

namespace emulator::app {

// The member as RFC 3339, or as an ISO 8601 duration from `now`, so that the data does not age.
void read_time(model::JsonFields& fields, std::string_view name, Instant now, std::optional<Instant>& into);

}  // namespace emulator::app
