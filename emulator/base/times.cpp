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

// `utc` is the date of `time`. The change days are reckoned only in the two months that have one: that is the
// dear part.
bool is_summer_in_oslo(Instant time, chr::year_month_day utc) {
    auto const month = utc.month();
    if (month == chr::March) return time >= last_sunday_at_one(utc.year(), month);
    if (month == chr::October) return time < last_sunday_at_one(utc.year(), month);
    return month > chr::March && month < chr::October;
}

chr::hours oslo_offset(Instant time) {
    return chr::hours(is_summer_in_oslo(time, parts(time).date) ? 2 : 1);
}

char* put_two(char* at, unsigned value) {
    *at++ = static_cast<char>('0' + value / 10);
    *at++ = static_cast<char>('0' + value % 10);
    return at;
}

// `separator` and two digits.
char* put_part(char* at, char separator, unsigned value) {
    *at++ = separator;
    return put_two(at, value);
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
    std::string text;
    append_oslo_time(text, time);
    return text;
}

// By hand, since a look-up of a thousand persons has six thousand times, which would take most of its time.
void append_oslo_time(std::string& out, Instant time) {
    auto const utc_day = chr::floor<chr::days>(time);
    chr::year_month_day date(utc_day);
    bool const summer = is_summer_in_oslo(time, date);
    auto const local = time + chr::hours(summer ? 2 : 1);
    auto const day = chr::floor<chr::days>(local);
    if (day != utc_day) date = day;
    auto const year = static_cast<int>(date.year());
    if (year < 0 || year > 9999) {
        out.append(date_time_text(local)).append(summer ? "+02" : "+01");
        return;
    }
    auto const second = static_cast<unsigned>((local - day).count());
    std::array<char, 22> text{};
    auto* at = put_two(text.data(), static_cast<unsigned>(year) / 100);
    at = put_two(at, static_cast<unsigned>(year) % 100);
    at = put_part(at, '-', static_cast<unsigned>(date.month()));
    at = put_part(at, '-', static_cast<unsigned>(date.day()));
    at = put_part(at, 'T', second / 3600);
    at = put_part(at, ':', second / 60 % 60);
    at = put_part(at, ':', second % 60);
    put_part(at, '+', summer ? 2 : 1);
    out.append(text.data(), text.size());
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
