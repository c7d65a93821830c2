#include "app/fixture_times.h"

#include "base/encoding.h"
#include "base/times.h"

namespace emulator::app {

void read_time(model::JsonFields& fields, std::string_view name, Instant now, std::optional<Instant>& into) {
    std::string text;
    fields.text(name, text);
    if (text.empty()) return;
    into = text.starts_with('P') || text.starts_with("-P") ? moved(now, text) : parse_time(text);
    if (!into) {
        fields.fault(
            name, "\"" + shown(text, 40) + "\"",
            "a time such as 2026-01-31T12:00:00Z, or a duration from the moment of loading such as -P19M");
    }
}

}  // namespace emulator::app
