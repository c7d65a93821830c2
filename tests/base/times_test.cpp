#include "base/times.h"

#include <doctest/doctest.h>

namespace emulator {
namespace {

Instant utc(std::string_view text) {
    auto const time = parse_time(text);
    REQUIRE(time.has_value());
    return *time;
}

TEST_CASE("times are written in UTC") {
    CHECK(format_utc(Instant(seconds(0))) == "1970-01-01T00:00:00Z");
    CHECK(format_utc(Instant(seconds(1795348800))) == "2026-11-22T12:00:00Z");
    CHECK(format_utc(Instant(seconds(-1))) == "1969-12-31T23:59:59Z");
    CHECK(format_utc(Instant(seconds(951782400))) == "2000-02-29T00:00:00Z");
    CHECK(format_utc(Instant(seconds(253402300799))) == "9999-12-31T23:59:59Z");
}

TEST_CASE("Norwegian time changes on the last Sundays of March and October at 01:00 UTC") {
    struct Row {
        std::string at;
        std::string oslo;
    };
    for (auto const& row : {
             Row{"2026-01-15T12:00:00Z", "2026-01-15T13:00:00+01"},
             Row{"2026-07-15T12:00:00Z", "2026-07-15T14:00:00+02"},
             Row{"2026-03-29T00:59:59Z", "2026-03-29T01:59:59+01"},
             Row{"2026-03-29T01:00:00Z", "2026-03-29T03:00:00+02"},
             Row{"2026-10-25T00:59:59Z", "2026-10-25T02:59:59+02"},
             Row{"2026-10-25T01:00:00Z", "2026-10-25T02:00:00+01"},
             // Where the last Sunday is the 31st, and where it is the 25th.
             Row{"2024-03-31T00:59:59Z", "2024-03-31T01:59:59+01"},
             Row{"2024-03-31T01:00:00Z", "2024-03-31T03:00:00+02"},
             Row{"2018-03-25T01:00:00Z", "2018-03-25T03:00:00+02"},
             Row{"2021-10-31T00:59:59Z", "2021-10-31T02:59:59+02"},
             Row{"2021-10-31T01:00:00Z", "2021-10-31T02:00:00+01"},
             Row{"2025-12-31T23:30:00Z", "2026-01-01T00:30:00+01"},
             Row{"2024-02-28T23:00:00Z", "2024-02-29T00:00:00+01"},
             Row{"2023-06-10T19:00:01Z", "2023-06-10T21:00:01+02"},
         }) {
        CAPTURE(row.at);
        auto const time = utc(row.at);
        CHECK(format_oslo(time) == row.oslo);
        CHECK(parse_time(row.oslo) == time);
        std::string out = "x";
        append_oslo_time(out, time);
        CHECK(out == "x" + row.oslo);
    }
}

TEST_CASE("every hour of many years is read back as it was written") {
    auto const first = utc("1996-01-01T00:00:00Z");
    auto const last = utc("2041-01-01T00:00:00Z");
    int wrong = 0;
    // 17 hours and 13 minutes wander through all times of day.
    for (auto time = first; time < last; time += seconds(17 * 3600 + 13 * 60 + 7)) {
        auto const oslo = format_oslo(time);
        std::string appended;
        append_oslo_time(appended, time);
        wrong += parse_time(oslo) != time || appended != oslo || parse_time(format_utc(time)) != time;
    }
    CHECK(wrong == 0);
}

TEST_CASE("times are written the same in any order, across years and back") {
    for (auto const* at :
         {"2026-07-15T12:00:00Z", "1999-01-01T00:00:00Z", "2026-07-15T12:00:00Z", "2040-03-25T01:00:00Z",
          "1969-12-31T23:59:59Z", "2026-07-15T23:59:59Z", "2026-07-16T00:00:00Z"}) {
        CAPTURE(at);
        auto const time = utc(at);
        CHECK(format_utc(time) == at);
        CHECK(parse_time(format_oslo(time)) == time);
    }
}

TEST_CASE("a Norwegian date is the day in Norway") {
    CHECK(format_oslo_date(utc("2026-11-22T12:00:00Z")) == "22.11.2026");
    CHECK(format_oslo_date(utc("2025-12-31T22:59:59Z")) == "31.12.2025");
    CHECK(format_oslo_date(utc("2025-12-31T23:00:00Z")) == "01.01.2026");
    CHECK(format_oslo_date(utc("2026-06-30T22:00:00Z")) == "01.07.2026");
}

TEST_CASE("[RFC 3339 5.6] times are read with their offset; fractions are cut off") {
    struct Row {
        std::string text;
        std::string utc;
    };
    for (auto const& row : {
             Row{"2026-11-22T12:00:00Z", "2026-11-22T12:00:00Z"},
             Row{"2026-11-22T12:00:00.999Z", "2026-11-22T12:00:00Z"},
             Row{"2026-11-22T12:00:00.123456789+01:00", "2026-11-22T11:00:00Z"},
             Row{"2026-11-22T12:00:00+01", "2026-11-22T11:00:00Z"},
             Row{"2026-11-22T12:00:00+00:00", "2026-11-22T12:00:00Z"},
             Row{"2026-11-22T12:00:00-05:30", "2026-11-22T17:30:00Z"},
             Row{"2026-01-01T00:30:00+01:00", "2025-12-31T23:30:00Z"},
             Row{"2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z"},
             Row{"1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z"},
         }) {
        CAPTURE(row.text);
        auto const time = parse_time(row.text);
        REQUIRE(time.has_value());
        CHECK(format_utc(*time) == row.utc);
    }
}

TEST_CASE("what is no time is not read") {
    for (std::string const text : {"",
                                   "2026",
                                   "2026-11-22",
                                   "2026-11-22T12:00:00",
                                   "2026-11-22T12:00Z",
                                   "2026-11-22 12:00:00Z",
                                   "2026-11-22T12:00:00ZZ",
                                   "2026-11-22T12:00:00Z ",
                                   " 2026-11-22T12:00:00Z",
                                   "26-11-22T12:00:00Z",
                                   "2026-13-01T00:00:00Z",
                                   "2026-00-01T00:00:00Z",
                                   "2026-02-29T00:00:00Z",
                                   "2026-04-31T00:00:00Z",
                                   "2026-11-00T00:00:00Z",
                                   "2026-11-22T24:00:00Z",
                                   "2026-11-22T12:60:00Z",
                                   "2026-11-22T12:00:61Z",
                                   "2026-11-22T12:00:00+1",
                                   "2026-11-22T12:00:00+01:",
                                   "2026-11-22T12:00:00+01:6",
                                   "2026-11-22T12:00:00+01:60",
                                   "2026-11-22T12:00:00+15",
                                   "2026-11-22T12:00:00.Z",
                                   "2026-11-22T12:00:00.1234567890Z",
                                   "2026-1-22T12:00:00Z",
                                   "+026-11-22T12:00:00Z",
                                   "-026-11-22T12:00:00Z",
                                   "2026-11-22T12:00:-1Z"}) {
        CAPTURE(text);
        CHECK(parse_time(text) == std::nullopt);
    }
}

TEST_CASE("a month later is the same day, or the last one of a shorter month") {
    struct Row {
        std::string from;
        int months;
        std::string to;
    };
    for (auto const& row : {
             Row{"2026-01-15T10:20:30Z", 1, "2026-02-15T10:20:30Z"},
             Row{"2026-01-31T10:20:30Z", 1, "2026-02-28T10:20:30Z"},
             Row{"2024-01-31T00:00:00Z", 1, "2024-02-29T00:00:00Z"},
             Row{"2024-02-29T00:00:00Z", 12, "2025-02-28T00:00:00Z"},
             Row{"2024-02-29T00:00:00Z", 48, "2028-02-29T00:00:00Z"},
             Row{"2026-12-31T23:59:59Z", 2, "2027-02-28T23:59:59Z"},
             Row{"2026-03-31T00:00:00Z", -1, "2026-02-28T00:00:00Z"},
             Row{"2026-01-01T00:00:00Z", -1, "2025-12-01T00:00:00Z"},
             Row{"2026-11-22T12:00:00Z", -18, "2025-05-22T12:00:00Z"},
             Row{"2026-11-22T12:00:00Z", 0, "2026-11-22T12:00:00Z"},
             Row{"1970-01-31T00:00:01Z", -2, "1969-11-30T00:00:01Z"},
         }) {
        CAPTURE(row.from);
        CAPTURE(row.months);
        CHECK(format_utc(plus_months(utc(row.from), row.months)) == row.to);
    }
}

TEST_CASE("a time is moved by a duration, calendar parts by the calendar") {
    auto const now = utc("2026-11-22T12:00:00Z");
    struct Row {
        std::string duration;
        std::string to;
    };
    for (auto const& row : {
             Row{"P1Y", "2027-11-22T12:00:00Z"},
             Row{"-P1Y", "2025-11-22T12:00:00Z"},
             Row{"-P19M", "2025-04-22T12:00:00Z"},
             Row{"-P9M", "2026-02-22T12:00:00Z"},
             Row{"P1Y2M3DT4H5M6S", "2028-01-25T16:05:06Z"},
             Row{"-P3DT2H", "2026-11-19T10:00:00Z"},
             Row{"PT1M", "2026-11-22T12:01:00Z"},
             Row{"P1M", "2026-12-22T12:00:00Z"},
             Row{"-PT0S", "2026-11-22T12:00:00Z"},
             Row{"P30D", "2026-12-22T12:00:00Z"},
             Row{"-P90D", "2026-08-24T12:00:00Z"},
             Row{"-P3M", "2026-08-22T12:00:00Z"},
         }) {
        CAPTURE(row.duration);
        auto const time = moved(now, row.duration);
        REQUIRE(time.has_value());
        CHECK(format_utc(*time) == row.to);
    }
    CHECK(format_utc(*moved(utc("2026-08-31T00:00:00Z"), "-P6M")) == "2026-02-28T00:00:00Z");
}

TEST_CASE("what is no duration moves nothing") {
    for (std::string const text : {"",
                                   "P",
                                   "-",
                                   "-P",
                                   "PT",
                                   "-PT",
                                   "P1",
                                   "1D",
                                   "P1DT",
                                   "P1H",
                                   "PT1D",
                                   "PT1Y",
                                   "PD",
                                   "P-1D",
                                   "P+1D",
                                   "P1.5D",
                                   "p1d",
                                   "P1d",
                                   "P 1D",
                                   "P1D ",
                                   "+P1D",
                                   "--P1D",
                                   "P1X",
                                   "P1DT1H1D",
                                   "P1DTT1H",
                                   "2026-11-22T12:00:00Z",
                                   "P12345678901Y"}) {
        CAPTURE(text);
        CHECK(moved(Instant(seconds(0)), text) == std::nullopt);
    }
}

}  // namespace
}  // namespace emulator
