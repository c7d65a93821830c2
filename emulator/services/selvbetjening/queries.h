// Query parameters of the API. Pure.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "http/message.h"
#include "services/selvbetjening/versions.h"

namespace emulator::selvbetjening {

// true or false in any case of letters; nothing where it is absent. Refused: another value.
Result<std::optional<bool>> read_flag(http::Request const& request, std::string_view name);

// The value, or "".
Result<std::string> read_text(http::Request const& request, std::string_view name);
// Refused where it is absent.
Result<std::string> read_required(http::Request const& request, std::string_view name);

// If-Match (RFC 9110 13.1.1) as the version that it names; nothing where it is * or absent.
Version if_match(http::Request const& request);

}  // namespace emulator::selvbetjening
