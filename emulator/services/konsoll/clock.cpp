#include "services/konsoll/clock.h"

#include <nlohmann/json.hpp>

#include "base/times.h"

namespace emulator::konsoll {

Json clock_document(MovableClock const& clock) {
    return {{"now", format_utc(clock.now())}, {"offset_seconds", clock.offset().count()}};
}

void add_clock(http::Values& values, MovableClock const& clock, std::string_view locale) {
    auto& section = values.add("CLOCK");
    section.set("NOW", format_utc(clock.now()));
    section.show(clock.offset() == seconds(0) ? "OF_MACHINE" : "MOVED");
    if (http::parse_language(locale)) section.add("LOCALE").set("CODE", std::string(locale));
}

}  // namespace emulator::konsoll
