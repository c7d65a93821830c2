#include "base/movable_clock.h"

#include "base/encoding.h"
#include "base/times.h"

namespace emulator {
namespace {

using namespace std::chrono;
constexpr Instant earliest = sys_days(2000y / January / 1);
constexpr Instant end = sys_days(2100y / January / 1);
constexpr std::size_t longest = 40;  // keeps the arithmetic of durations far from its limits

Error refused(std::string description, std::string received) {
    return {ErrorCode::invalid_request,
            std::move(description),
            {"The emulator's clock is moved by a duration or to a time, between the years 2000 and 2099",
             std::move(received), "PT31M, -P1D, P18M, 2027-01-01T00:00:00Z or machine",
             "Write durations as in ISO 8601 and times as in RFC 3339, with an offset or Z."}};
}

Result<Instant> time_asked(std::string_view to, Instant machine, Instant now) {
    if (to == "machine") return machine;
    auto const short_enough = to.substr(0, longest);
    auto time = parse_time(short_enough);
    if (!time) time = moved(now, short_enough);
    if (!time || to.size() > longest)
        return refused("The clock can be moved by a duration or to a time", shown(to, 60));
    if (*time < earliest || *time >= end)
        return refused("The clock stays between the years 2000 and 2099", shown(to, 60));
    return *time;
}

}  // namespace

Result<> MovableClock::move(std::string_view to) {
    auto const machine = machine_.now();
    auto before = offset_.load();
    while (true) {
        auto const time = EMULATOR_TRY(time_asked(to, machine, machine + before));
        if (offset_.compare_exchange_weak(before, time - machine)) return {};
    }
}

}  // namespace emulator
