// Which state of something a caller has read, so that nobody undoes unseen what another has changed. Pure.
#pragma once

#include <optional>
#include <string>

#include "base/json.h"
#include "base/result.h"

namespace emulator::selvbetjening {

// The entity tag (RFC 9110 8.8.3) of what the caller has read; nothing: whatever it is now.
using Version = std::optional<std::string>;

// The entity tag of a document.
std::string version_of(Json const& document);

// Refused: precondition_failed where the caller read another state, and conflict where `body` sends back
// another last_updated than that of `document`, the state as answers tell it. `object` is Client or Scope.
Result<> check_version(std::string_view object, Version const& read, std::string const& current);
Result<> check_last_updated(std::string_view object, Json const& body, Json const& document);

}  // namespace emulator::selvbetjening
