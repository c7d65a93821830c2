#include "base/times.h"

#include <array>
#include <charconv>
#include <cstdio>

namespace emulator {
namespace {

namespace chr = std::chrono;

struct Parts {
    chr::year_month_day date;
    chr::hh_mm_ss<seconds> time;
};

Parts parts(Instant time) {
    auto const day = chr::floor<chr::days>(time);
    return {chr::year_month_day(day), chr::hh_mm_ss<seconds>(time - day)};
}

std::string date_text(chr::year_month_day date) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    return text.data();
}

std::string date_time_text(Instant time) {
    auto const [date, clock] = parts(time);
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "T%02d:%02d:%02d", static_cast<int>(clock.hours().count()),
                  static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count()));
    return date_text(date) + text.data();
}

Instant last_sunday_at_one(chr::year year, chr::month month) {
    return chr::sys_days(year / month / chr::Sunday[chr::last]) + chr::hours(1);
}

chr::hours oslo_offset(Instant time) {
    auto const year = parts(time).date.year();
    bool const summer =
        time >= last_sunday_at_one(year, chr::March) && time < last_sunday_at_one(year, chr::October);
    return chr::hours(summer ? 2 : 1);
}

// Takes digits of fixed or free length off the front of a text.
class Digits {
public:
    explicit Digits(std::string_view text) : rest_(text) {}

    std::optional<int> take(std::size_t least, std::size_t most) {
        std::size_t count = 0;
        while (count < most && count < rest_.size() && rest_[count] >= '0' && rest_[count] <= '9')
            ++count;
        if (count < least) return std::nullopt;
        int value = 0;
        std::from_chars(rest_.data(), rest_.data() + count, value);
        rest_.remove_prefix(count);
        return value;
    }
    bool skip(char c) {
        if (rest_.empty() || rest_.front() != c) return false;
        rest_.remove_prefix(1);
        return true;
    }
    char take_any() {
        auto const c = rest_.empty() ? '\0' : rest_.front();
        if (!rest_.empty()) rest_.remove_prefix(1);
        return c;
    }
    bool done() const { return rest_.empty(); }

private:
    std::string_view rest_;
};

// "Z", "+02", "+0200" or "+02:00".
std::optional<seconds> parse_offset(Digits& text) {
    auto const sign = text.take_any();
    if (sign == 'Z') return seconds(0);
    if (sign != '+' && sign != '-') return std::nullopt;
    auto const hours = text.take(2, 2);
    if (!hours || *hours > 14) return std::nullopt;
    bool const colon = text.skip(':');
    auto const minutes = text.take(2, 2);
    if ((colon && !minutes) || minutes.value_or(0) > 59) return std::nullopt;
    auto const offset = chr::hours(*hours) + chr::minutes(minutes.value_or(0));
    return sign == '-' ? -seconds(offset) : seconds(offset);
}

}  // namespace

std::string format_utc(Instant time) {
    return date_time_text(time) + "Z";
}

std::string format_oslo(Instant time) {
    auto const offset = oslo_offset(time);
    return date_time_text(time + offset) + (offset == chr::hours(2) ? "+02" : "+01");
}

std::string format_oslo_date(Instant time) {
    auto const date = parts(time + oslo_offset(time)).date;
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%02u.%02u.%04d", static_cast<unsigned>(date.day()),
                  static_cast<unsigned>(date.month()), static_cast<int>(date.year()));
    return text.data();
}

std::optional<Instant> parse_time(std::string_view text) {
    Digits digits(text);
    auto const year = digits.take(4, 4);
    if (!year || !digits.skip('-')) return std::nullopt;
    auto const month = digits.take(2, 2);
    if (!month || !digits.skip('-')) return std::nullopt;
    auto const day = digits.take(2, 2);
    if (!day || !digits.skip('T')) return std::nullopt;
    auto const hour = digits.take(2, 2);
    if (!hour || !digits.skip(':')) return std::nullopt;
    auto const minute = digits.take(2, 2);
    if (!minute || !digits.skip(':')) return std::nullopt;
    auto const second = digits.take(2, 2);
    if (!second || (digits.skip('.') && !digits.take(1, 9))) return std::nullopt;
    auto const offset = parse_offset(digits);
    auto const date = chr::year(*year) / chr::month(static_cast<unsigned>(*month)) / static_cast<int>(*day);
    if (!offset || !digits.done() || !date.ok() || *hour > 23 || *minute > 59 || *second > 60)
        return std::nullopt;
    return chr::sys_days(date) + chr::hours(*hour) + chr::minutes(*minute) + seconds(*second) - *offset;
}

Instant plus_months(Instant time, int months) {
    auto const day = chr::floor<chr::days>(time);
    auto date = chr::year_month_day(day) + chr::months(months);
    if (!date.ok()) date = date.year() / date.month() / chr::last;
    return chr::sys_days(date) + (time - day);
}

std::optional<Instant> moved(Instant time, std::string_view duration) {
    Digits text(duration);
    int const sign = text.skip('-') ? -1 : 1;
    if (!text.skip('P') || text.done()) return std::nullopt;
    bool clock_part = false;
    int months = 0;
    seconds rest(0);
    while (!text.done()) {
        if (!clock_part && text.skip('T')) clock_part = true;
        auto const count = text.take(1, 6);
        if (!count) return std::nullopt;
        auto const unit = text.take_any();
        if (!clock_part && unit == 'Y')
            months += 12 * *count;
        else if (!clock_part && unit == 'M')
            months += *count;
        else if (!clock_part && unit == 'W')
            rest += chr::weeks(*count);
        else if (!clock_part && unit == 'D')
            rest += chr::days(*count);
        else if (clock_part && unit == 'H')
            rest += chr::hours(*count);
        else if (clock_part && unit == 'M')
            rest += chr::minutes(*count);
        else if (clock_part && unit == 'S')
            rest += seconds(*count);
        else
            return std::nullopt;
    }
    return plus_months(time, sign * months) + sign * rest;
}

}  // namespace emulator
