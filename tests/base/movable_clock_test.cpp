#include "base/movable_clock.h"

#include <doctest/doctest.h>

#include <thread>
#include <vector>

#include "base/times.h"
#include "support/world.h"

namespace emulator {
namespace {

struct Moving {
    test::FixedClock machine;  // 2026-11-22T12:00:00Z
    MovableClock clock{machine};
    std::string now() const { return format_utc(clock.now()); }
};

TEST_CASE("the clock is moved by a duration from where it is, or to a time") {
    struct Row {
        std::string to;
        std::string now;
    };
    Moving moving;
    for (auto const& row : std::vector<Row>{
             {"PT31M", "2026-11-22T12:31:00Z"},
             {"PT31M", "2026-11-22T13:02:00Z"},
             {"-PT2M", "2026-11-22T13:00:00Z"},
             {"P18M", "2028-05-22T13:00:00Z"},
             {"2030-06-15T14:00:00+02:00", "2030-06-15T12:00:00Z"},
             {"-P1Y", "2029-06-15T12:00:00Z"},
             {"2000-01-01T00:00:00Z", "2000-01-01T00:00:00Z"},
             {"2099-12-31T23:59:59Z", "2099-12-31T23:59:59Z"},
             {"machine", "2026-11-22T12:00:00Z"},
         }) {
        CAPTURE(row.to);
        CHECK(moving.clock.move(row.to).has_value());
        CHECK(moving.now() == row.now);
    }
    CHECK(moving.clock.offset() == seconds(0));
}

TEST_CASE("a moved clock runs on") {
    Moving moving;
    CHECK(moving.clock.move("2027-01-01T00:00:00Z").has_value());
    moving.machine.advance(seconds(90));
    CHECK(moving.now() == "2027-01-01T00:01:30Z");
}

TEST_CASE("what is no duration and no time, and what is out of reach, moves nothing") {
    Moving moving;
    REQUIRE(moving.clock.move("PT31M").has_value());
    auto const before = moving.now();
    for (std::string const to : {"",
                                 "now",
                                 "MACHINE",
                                 "31",
                                 "P",
                                 "PT",
                                 "PT31",
                                 "P31M2H",
                                 "31M",
                                 "+PT31M",
                                 "2027-01-01",
                                 "2027-02-30T00:00:00Z",
                                 "2027-01-01T00:00:00",
                                 "1999-12-31T23:59:59Z",
                                 "2100-01-01T00:00:00Z",
                                 "P100Y",
                                 "-P100Y",
                                 "P999999Y999999Y999999Y999999Y999999Y99Y",
                                 "PT999999999999H",
                                 "PT31M PT31M",
                                 "PT31M\r\nX: y",
                                 "PT\xf0\x9f\x95\xb0M"}) {
        CAPTURE(to);
        auto const refused = moving.clock.move(to);
        REQUIRE(refused.has_error());
        CHECK(refused.error().code == ErrorCode::invalid_request);
        CHECK_FALSE(refused.error().explanation.mend.empty());
        CHECK(moving.now() == before);
    }
}

TEST_CASE("of moves at once, none is lost") {
    Moving moving;
    constexpr int movers = 4;
    constexpr int moves = 500;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < movers; ++i) {
            threads.emplace_back([&] {
                for (int j = 0; j < moves; ++j)
                    CHECK(moving.clock.move("PT1S").has_value());
            });
        }
    }
    CHECK(moving.clock.offset() == seconds(movers * moves));
}

}  // namespace
}  // namespace emulator
