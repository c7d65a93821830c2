// The emulator's clock as JSON and in the start page.
#pragma once

#include <string_view>

#include "base/json.h"
#include "base/movable_clock.h"
#include "http/pages.h"

namespace emulator::konsoll {

// {"now":"2026-11-22T12:31:00Z","offset_seconds":1860}
Json clock_document(MovableClock const& clock);

// The section CLOCK of the template konsoll. `locale` is the language that the page's address names, or
// empty.
void add_clock(http::Values& values, MovableClock const& clock, std::string_view locale);

}  // namespace emulator::konsoll
