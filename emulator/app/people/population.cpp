#include "app/people/population.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "app/people/names.h"

namespace emulator::app {
namespace {

using model::Person;
using model::Registration;
__extension__ typedef unsigned __int128 Wide;

constexpr int oldest = 105;
constexpr int newest_year = 2025;
constexpr int first_registered_age = 13;

// Thousands of inhabitants of each fifth age, from 0 to 105, after Statistics Norway's table of 2024; between
// them in straight lines.
constexpr std::array<int, 22> inhabitants{52, 57, 63, 66, 66, 70, 76, 76, 72, 70, 75,
                                          75, 67, 62, 56, 52, 36, 20, 10, 3,  1,  0};
constexpr int weight_of_age(int age) {
    auto const below = static_cast<std::size_t>(age / 5);
    if (below + 1 >= inhabitants.size()) return 0;
    return inhabitants[below] * (5 - age % 5) + inhabitants[below + 1] * (age % 5);
}

// Of 32 people one has a D-number.
constexpr int weight_of_birth_numbers = 31;

struct Birthday {
    int day;  // as in the number: 41 to 71 for D-numbers
    int month;
    int year;
    std::int64_t until;  // where it ends on the line on which every birthday has its weight as length
};

bool exists(int day, int month, int year) {
    std::chrono::year_month_day const date{std::chrono::year(year),
                                           std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day))};
    return date.ok();
}

// In the order of the numbers: by day, month, the two digits of the year, and century.
std::vector<Birthday> make_birthdays() {
    std::vector<Birthday> all;
    std::int64_t until = 0;
    auto const add = [&](int day, int month, int year) {
        int const age = newest_year - year;
        if (age < 0 || age > oldest || !exists(day % 40, month, year)) return;
        until += weight_of_age(age) * (day < 40 ? weight_of_birth_numbers : 1);
        all.push_back({day, month, year, until});
    };
    for (int day = 1; day <= 71; ++day) {
        for (int month = 1; month <= 12; ++month) {
            for (int digits = 0; digits < 100; ++digits) {
                add(day, month, 1900 + digits);
                add(day, month, 2000 + digits);
            }
        }
    }
    return all;
}

std::vector<Birthday> const& birthdays() {
    static auto const all = make_birthdays();
    return all;
}

// Well mixed bits of three numbers; the finisher is that of SplitMix64.
constexpr std::uint64_t mixed(std::uint64_t seed, std::uint64_t place, std::uint64_t purpose) {
    auto bits = seed * 0x9e3779b97f4a7c15U + place * 0xd1b54a32d192ed03U + purpose * 0x8cb92ba72f3d8dd7U;
    bits = (bits ^ bits >> 30) * 0xbf58476d1ce4e5b9U;
    bits = (bits ^ bits >> 27) * 0x94d049bb133111ebU;
    return bits ^ bits >> 31;
}

enum Purpose : std::uint64_t { position, choice, standing, details, couple, codes };

// A row of draws that belongs to one place.
class Draws {
public:
    Draws(std::uint64_t seed, std::int64_t place, Purpose purpose)
        : state_(mixed(seed, static_cast<std::uint64_t>(place), purpose)) {}

    std::uint32_t next() {
        state_ += 0x9e3779b97f4a7c15U;
        return static_cast<std::uint32_t>(mixed(state_, 0, 0) >> 32);
    }
    // 0 to limit - 1
    std::uint32_t below(std::uint32_t limit) {
        return static_cast<std::uint32_t>(std::uint64_t{next()} * limit >> 32);
    }
    bool one_of_thousand(std::uint32_t times) { return below(1000) < times; }

private:
    std::uint64_t state_;
};

// Where the person of a place stands on the line of birthdays: somewhere in an equal share of it, so that
// every age has its part at any count.
std::int64_t position_of(PopulationPlan const& plan, std::int64_t place) {
    auto const jitter = mixed(plan.seed, static_cast<std::uint64_t>(place), position) >> 32;
    auto const share = Wide{static_cast<std::uint64_t>(place)} << 32 | jitter;
    auto const length = static_cast<std::uint64_t>(birthdays().back().until);
    return static_cast<std::int64_t>(share * length / (Wide{static_cast<std::uint64_t>(plan.count)} << 32));
}

int birth_year(PopulationPlan const& plan, std::int64_t place) {
    auto const at = position_of(plan, place);
    auto const& all = birthdays();
    return std::upper_bound(
               all.begin(), all.end(), at,
               [](std::int64_t value, Birthday const& birthday) { return value < birthday.until; })
        ->year;
}

// Individual numbers tell the century of the birth (Skatteetaten).
constexpr bool fits(int individual, int year) {
    if (year >= 2000) return individual >= 500;
    return individual < 500 || (year >= 1940 && individual >= 900);
}

constexpr int weighted(int individual, int hundreds, int tens, int ones) {
    return individual / 100 * hundreds + individual / 10 % 10 * tens + individual % 10 * ones;
}

// What the individual number of each place adds to the two sums modulo 11.
struct Share {
    int first, second;
};
constexpr auto shares = [] {
    std::array<Share, 1000> all{};
    for (int individual = 0; individual < 1000; ++individual) {
        all[static_cast<std::size_t>(individual)] = {weighted(individual, 4, 5, 2) % 11,
                                                     weighted(individual, 5, 4, 3) % 11};
    }
    return all;
}();

// The check digit of a sum; 10 stands for none. As a table, because each birthday asks two thousand times.
constexpr auto check_digits = [] {
    std::array<int, 40> all{};
    for (std::size_t sum = 0; sum < all.size(); ++sum)
        all[sum] = (11 - static_cast<int>(sum) % 11) % 11;
    return all;
}();
constexpr int check_digit(int sum) {
    return check_digits[static_cast<std::size_t>(sum)];
}

// Every number of that birthday with right check digits, ascending.
void find_numbers(Birthday const& birthday, std::vector<std::int64_t>& numbers) {
    int const month = birthday.month + 80;
    int const year = birthday.year % 100;
    std::array const date{birthday.day / 10, birthday.day % 10, month / 10, month % 10, year / 10, year % 10};
    constexpr std::array first_weights{3, 7, 6, 1, 8, 9}, second_weights{5, 4, 3, 2, 7, 6};
    int first_sum = 0, second_sum = 0;
    for (std::size_t i = 0; i < date.size(); ++i) {
        first_sum += date[i] * first_weights[i];
        second_sum += date[i] * second_weights[i];
    }
    first_sum %= 11;
    second_sum %= 11;
    std::int64_t const begin = (birthday.day * 100 + month) * 100 + year;
    numbers.clear();
    for (int individual = 0; individual < 1000; ++individual) {
        if (!fits(individual, birthday.year)) continue;
        auto const& share = shares[static_cast<std::size_t>(individual)];
        int const first = check_digit(first_sum + share.first);
        if (first == 10) continue;
        int const second = check_digit(second_sum + share.second + 2 * first);
        if (second == 10) continue;
        numbers.push_back((begin * 1000 + individual) * 100 + first * 10 + second);
    }
}

// Keeps so many of the numbers, each set of them as likely as another (Knuth's algorithm S).
void keep(std::vector<std::int64_t>& numbers, std::int64_t wanted, Draws draws) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < numbers.size() && kept < static_cast<std::size_t>(wanted); ++i) {
        auto const left = static_cast<std::uint32_t>(numbers.size() - i);
        if (draws.below(left) < static_cast<std::uint64_t>(wanted) - kept) numbers[kept++] = numbers[i];
    }
    numbers.resize(kept);
}

// What the register holds of somebody, apart from the values.
struct Standing {
    Registration status = Registration::IKKE_REGISTRERT;
    bool reserved = false;
    bool email = false, mobile = false;
    bool email_expired = false, mobile_expired = false;

    bool tells(bool channel) const { return status == Registration::AKTIV && channel; }
};

Standing standing_of(PopulationPlan const& plan, std::int64_t place, int year) {
    Draws draws(plan.seed, place, standing);
    int const age = newest_year - year;
    bool const old = age >= 80;
    Standing made;
    if (age < first_registered_age || draws.one_of_thousand(old ? 120 : 25)) return made;
    made.status = draws.one_of_thousand(10) ? Registration::SLETTET : Registration::AKTIV;
    made.reserved = draws.one_of_thousand(old ? 200 : age >= 70 ? 60 : 20);
    auto const channels = draws.below(1000);
    made.email =
        channels < (old ? 600U : 920U) || (channels >= 970 && channels < 985);  // with mobile, or alone
    made.mobile = channels < 970;
    bool const expired = draws.one_of_thousand(old ? 150 : 50);
    made.email_expired = expired || draws.one_of_thousand(15);
    made.mobile_expired = expired || draws.one_of_thousand(15);
    return made;
}

void append_plain(std::string& out, std::string_view name) {
    for (std::size_t i = 0; i < name.size(); ++i) {
        auto const c = static_cast<unsigned char>(name[i]);
        if (c < 0x80) {
            out += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
            continue;
        }
        auto const second = static_cast<unsigned char>(name[++i]);  // of æ ø å, in either case
        out += (second | 0x20) == 0xa6 ? "ae" : (second | 0x20) == 0xb8 ? "o" : "a";
    }
}

// Five letters and digits, of each place its own.
void append_code(std::string& out, PopulationPlan const& plan, std::int64_t place, bool upper = false) {
    constexpr std::uint64_t codes_there_are = 36ULL * 36 * 36 * 36 * 36;
    // A step that has no factor in common with 36 visits every code before it comes back.
    auto code =
        (static_cast<std::uint64_t>(place) * 38'177'483 + mixed(plan.seed, 0, codes) % codes_there_are) %
        codes_there_are;
    // By a name: GCC 12 takes the wrong element of a conditional expression where it checks bounds.
    std::string_view const characters =
        upper ? "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ" : "0123456789abcdefghijklmnopqrstuvwxyz";
    for (int i = 0; i < 5; ++i, code /= 36)
        out += characters[code % 36];
}

// +474… or +479…, of each place its own; not those from +479999 on, which people write by hand.
void append_mobile(std::string& out, PopulationPlan const& plan, std::int64_t place) {
    constexpr std::uint64_t numbers_there_are = 19'990'000;  // 2^4 · 5^4 · 1999
    auto const number =
        (static_cast<std::uint64_t>(place) * 7'368'787 + mixed(plan.seed, 1, codes) % numbers_there_are) %
        numbers_there_are;
    out += "+47";
    out += std::to_string(number < 10'000'000 ? 40'000'000 + number : 80'000'000 + number);
}

constexpr std::uint32_t one_day = 86400;

Instant before(Instant at, std::int64_t time) {
    return at - seconds(1 + time);
}

void set_times(model::Channel& channel, bool expired, Instant at, Draws& draws) {
    auto const verified =
        std::int64_t{expired ? 570 * one_day + draws.below(1500 * one_day) : draws.below(500 * one_day)};
    auto const updated = verified + draws.below(1500 * one_day);
    channel.oppdatert = before(at, updated);
    channel.sist_verifisert = before(at, verified);
    if (draws.one_of_thousand(700))
        channel.sist_validert = before(at, draws.below(static_cast<std::uint32_t>(updated) + 1));
}

// Of two neighbours in the order some share an address, a number or both.
struct Couple {
    std::int64_t first = 0;  // place of the first of them
    std::uint32_t draw = 0;
    bool same_email = false, same_mobile = false;
    std::optional<Standing> other = {};
};

Couple couple_of(PopulationPlan const& plan, std::int64_t place) {
    auto const partner = place ^ 1;
    Couple made{std::min(place, partner), 0, false, false};
    if (partner >= plan.count) return made;
    Draws draws(plan.seed, made.first, couple);
    auto const share = draws.below(1000);
    made.draw = draws.next();
    made.same_email = share < 28;
    made.same_mobile = share >= 20 && share < 40;
    if (made.same_email || made.same_mobile)
        made.other = standing_of(plan, partner, birth_year(plan, partner));
    return made;
}

void set_email(Person& person, PopulationPlan const& plan, std::int64_t place, Couple const& pair,
               Draws& draws) {
    constexpr std::array<std::string_view, 3> domains{"@example.no", "@example.com", "@example.org"};
    auto& address = person.epostadresse.value;
    address.clear();
    append_plain(address, pair.same_email ? std::string_view("familien") : person.given_name);
    address += '.';
    append_plain(address, person.family_name);
    address += '.';
    append_code(address, plan, pair.same_email ? pair.first : place);
    address += pair.same_email ? domains[0] : domains[draws.below(3)];
    person.epostadresse.duplisert = pair.same_email && pair.other->tells(pair.other->email);
}

void set_mobile(Person& person, PopulationPlan const& plan, std::int64_t place, Couple const& pair) {
    person.mobiltelefonnummer.value.clear();
    append_mobile(person.mobiltelefonnummer.value, plan, pair.same_mobile ? pair.first : place);
    person.mobiltelefonnummer.duplisert = pair.same_mobile && pair.other->tells(pair.other->mobile);
}

void set_postbox(Person& person, PopulationPlan const& plan, std::int64_t place, Draws& draws) {
    if (person.reservasjon || !draws.one_of_thousand(600)) return;
    append_plain(person.postkasseadresse, person.given_name);
    person.postkasseadresse += '.';
    append_plain(person.postkasseadresse, person.family_name);
    person.postkasseadresse += '#';
    append_code(person.postkasseadresse, plan, place, true);
    person.postkasseleverandoeradresse = draws.one_of_thousand(700) ? "984661185" : "922020175";
}

void forget(Person& person) {
    for (auto* const channel : {&person.epostadresse, &person.mobiltelefonnummer}) {
        channel->value.clear();
        channel->oppdatert.reset();
        channel->sist_verifisert.reset();
        channel->sist_validert.reset();
        channel->duplisert = false;
    }
    person.reservasjon = false;
    person.reservasjon_oppdatert.reset();
    person.spraak.clear();
    person.spraak_oppdatert.reset();
    person.postkasseadresse.clear();
    person.postkasseleverandoeradresse.clear();
    person.beskrivelse.clear();
}

void fill(Person& person, std::int64_t number, int year, PopulationPlan const& plan, std::int64_t place) {
    forget(person);
    Draws draws(plan.seed, place, details);
    auto const pair = couple_of(plan, place);
    auto const made = standing_of(plan, place, year);
    auto const sex = number / 100 % 10 % 2 == 0 ? Sex::woman : Sex::man;  // the last individual digit
    person.personidentifikator = model::PersonNumber::from_stored(number);
    person.given_name = given_name(sex, year, draws.next());
    auto const own_name = draws.next();
    person.family_name = family_name(pair.other ? pair.draw : own_name);
    person.status = made.status;
    if (made.status != Registration::AKTIV) return;
    person.reservasjon = made.reserved;
    person.reservasjon_oppdatert = before(plan.at, draws.below(2500 * one_day));
    auto const language = draws.below(1000);
    person.spraak = language < 875 ? "nb" : language < 950 ? "nn" : language < 995 ? "en" : "se";
    person.spraak_oppdatert = before(plan.at, draws.below(2500 * one_day));
    if (made.email) {
        set_email(person, plan, place, pair, draws);
        set_times(person.epostadresse, made.email_expired, plan.at, draws);
    }
    if (made.mobile) {
        set_mobile(person, plan, place, pair);
        set_times(person.mobiltelefonnummer, made.mobile_expired, plan.at, draws);
    }
    set_postbox(person, plan, place, draws);
}

}  // namespace

Population::Population(PopulationPlan plan, std::int64_t from) : plan_(plan), next_(from) {}

void Population::open_next_birthday() {
    auto const& birthday = birthdays()[birthday_++];
    first_ += static_cast<std::int64_t>(numbers_.size());
    auto last = first_;
    while (last < plan_.count && position_of(plan_, last) < birthday.until)
        ++last;
    numbers_.clear();
    if (last == first_) return;
    if (last <= next_) {  // nobody of them is wanted
        numbers_.resize(static_cast<std::size_t>(last - first_));
        return;
    }
    find_numbers(birthday, numbers_);
    keep(numbers_, last - first_, Draws(plan_.seed, static_cast<std::int64_t>(birthday_), choice));
}

bool Population::next(Person& person) {
    if (next_ >= plan_.count) return false;
    while (next_ >= first_ + static_cast<std::int64_t>(numbers_.size()))
        open_next_birthday();
    auto const index = static_cast<std::size_t>(next_ - first_);
    fill(person, numbers_[index], birthdays()[birthday_ - 1].year, plan_, next_);
    ++next_;
    return true;
}

}  // namespace emulator::app
