// Times as text. Pure; safe from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace emulator {

// "2026-11-22T13:56:20Z"
std::string format_utc(Instant time);

// Kontaktregisteret's form: Norwegian time with the offset in hours only, "2023-06-10T21:00:01+02".
// Summer time by the rule of the European Union since 1996 (last Sunday of March to last Sunday of October,
// both at 01:00 UTC).
std::string format_oslo(Instant time);
// The same at the end of `out`; fast, for answers with thousands of times.
void append_oslo_time(std::string& out, Instant time);

// "22.11.2026", Norwegian date.
std::string format_oslo_date(Instant time);

// Reads what format_utc and format_oslo write, and RFC 3339 (offset with minutes, fractions cut off).
std::optional<Instant> parse_time(std::string_view text);

// `time` moved by an ISO 8601 duration of years, months, days, hours, minutes and seconds, with a sign:
// "-P19M", "-P3DT2H". Months and years move the calendar date. Nothing where the text is not of that form.
std::optional<Instant> moved(Instant time, std::string_view duration);

// `time` moved by whole calendar months; the 31st becomes the last day of a shorter month.
Instant plus_months(Instant time, int months);

}  // namespace emulator
