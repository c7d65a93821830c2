#include "app/people/population.h"

#include <doctest/doctest.h>

#include <map>
#include <string>

namespace emulator::app {
namespace {

using model::Person;
using model::Registration;

constexpr Instant at{seconds(1795305600)};  // 2026-11-22

std::vector<Person> people(PopulationPlan const& plan, std::int64_t from = 0) {
    Population population(plan, from);
    std::vector<Person> all;
    for (Person person; population.next(person);)
        all.push_back(person);
    return all;
}

TEST_CASE("a plan gives as many people as it says, ascending, with right synthetic numbers") {
    for (std::int64_t const count : {1, 2, 7, 100, 5000}) {
        CAPTURE(count);
        auto const all = people({count, 1, at});
        REQUIRE(static_cast<std::int64_t>(all.size()) == count);
        std::size_t wrong = 0;
        std::size_t misplaced = 0;
        for (std::size_t i = 0; i < all.size(); ++i) {
            wrong += !model::PersonNumber::parse(all[i].personidentifikator.digits());
            misplaced += i > 0 && all[i].personidentifikator <= all[i - 1].personidentifikator;
        }
        CHECK(wrong == 0);
        CHECK(misplaced == 0);
    }
}

TEST_CASE("a start in the middle gives the same people from there on") {
    PopulationPlan const plan{3000, 3, at};
    auto const all = people(plan);
    for (std::int64_t const from : {1, 2, 999, 2999, 3000}) {
        CAPTURE(from);
        CHECK(people(plan, from) == std::vector(all.begin() + from, all.end()));
    }
}

// FNV-1a of everything that is known of somebody: a change of any of it changes the sum.
void add(std::uint64_t& sum, std::string_view text) {
    for (auto const c : text)
        sum = (sum ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    sum = (sum ^ 0xff) * 0x100000001b3U;
}
void add(std::uint64_t& sum, std::optional<Instant> const& time) {
    add(sum, time ? std::to_string(time->time_since_epoch().count()) : "");
}
std::uint64_t sum_of(PopulationPlan const& plan) {
    std::uint64_t sum = 0xcbf29ce484222325U;
    for (auto const& person : people(plan)) {
        add(sum, person.personidentifikator.digits());
        add(sum, person.name());
        add(sum, std::to_string(static_cast<int>(person.status)) + (person.reservasjon ? "r" : "") +
                     person.spraak);
        add(sum, person.reservasjon_oppdatert);
        add(sum, person.spraak_oppdatert);
        for (auto const* const channel : {&person.epostadresse, &person.mobiltelefonnummer}) {
            add(sum, channel->value + (channel->duplisert ? "d" : ""));
            add(sum, channel->oppdatert);
            add(sum, channel->sist_verifisert);
            add(sum, channel->sist_validert);
        }
        add(sum, person.postkasseadresse + person.postkasseleverandoeradresse);
    }
    return sum;
}

TEST_CASE("the same plan gives the same people on every machine, and another seed gives others") {
    // Written down once. A new value here means that everybody's generated people become others.
    CHECK(sum_of({3000, 1, at}) == 15675339325870619283U);
    CHECK(sum_of({3000, 1, at}) != sum_of({3000, 2, at}));
}

TEST_CASE("the shares are those of a population") {
    constexpr std::int64_t count = 10'000;
    std::map<std::string, double> share;
    auto const times = [&](std::string const& name, bool happens) {
        share[name] += happens ? 100.0 / count : 0;
    };
    for (auto const& person : people({count, 7, at})) {
        auto const digits = person.personidentifikator.digits();
        bool const active = person.status == Registration::AKTIV;
        bool const email = !person.epostadresse.value.empty();
        bool const mobile = !person.mobiltelefonnummer.value.empty();
        constexpr Instant limit = at - seconds(548 * 86400);  // 18 months
        auto const is_expired = [&](model::Channel const& channel) {
            return !channel.value.empty() && *channel.sist_verifisert < limit && *channel.oppdatert < limit;
        };
        times("unregistered", person.status == Registration::IKKE_REGISTRERT);
        times("deleted", person.status == Registration::SLETTET);
        times("reserved", active && person.reservasjon);
        times("e-mail and mobile", email && mobile);
        times("only e-mail", email && !mobile);
        times("only mobile", mobile && !email);
        times("neither", active && !mobile && !email);
        times("expired", is_expired(person.epostadresse) || is_expired(person.mobiltelefonnummer));
        times("shared", person.epostadresse.duplisert || person.mobiltelefonnummer.duplisert);
        times("postbox", !person.postkasseadresse.empty());
        times("nn", person.spraak == "nn");
        times("en", person.spraak == "en");
        times("se", person.spraak == "se");
        times("D-number", digits[0] >= '4');
        times("women", (digits[8] - '0') % 2 == 0);
        times("born 2000 or later", digits[6] >= '5' && digits.substr(4, 2) < "26");
        times("born before 1946", digits[6] < '5' && digits.substr(4, 2) < "46");
    }
    struct Row {
        std::string name;
        double least, most;  // percent
    };
    for (auto const& row :
         {Row{"unregistered", 12, 22}, Row{"deleted", 0.4, 1.5}, Row{"reserved", 2, 6},
          Row{"e-mail and mobile", 65, 80}, Row{"only e-mail", 0.5, 3}, Row{"only mobile", 2, 9},
          Row{"neither", 0.5, 3}, Row{"expired", 4, 12}, Row{"shared", 1.5, 6}, Row{"postbox", 35, 60},
          Row{"nn", 4, 9}, Row{"en", 2, 6}, Row{"se", 0.1, 1}, Row{"D-number", 2, 4}, Row{"women", 45, 55},
          Row{"born 2000 or later", 25, 33}, Row{"born before 1946", 4, 9}}) {
        CAPTURE(row.name);
        CHECK(share[row.name] >= row.least);
        CHECK(share[row.name] <= row.most);
    }
}

TEST_CASE("duplisert is told of exactly those active people whose value somebody else has") {
    auto const all = people({6'000, 5, at});
    for (auto const channel : {&Person::epostadresse, &Person::mobiltelefonnummer}) {
        std::map<std::string, int> count;
        for (auto const& person : all)
            ++count[(person.*channel).value];
        std::size_t wrong = 0;
        std::size_t shared = 0;
        for (auto const& person : all) {
            auto const& value = (person.*channel).value;
            if (value.empty()) continue;
            wrong += (person.*channel).duplisert != (count[value] > 1);
            shared += count[value] > 1;
            CHECK(person.status == Registration::AKTIV);
        }
        CHECK(wrong == 0);
        CHECK(shared > 50);
    }
}

TEST_CASE(
    "what people have is of a form that the register knows, and nothing lies after the day of the plan") {
    std::size_t wrong = 0;
    std::size_t later = 0;
    for (auto const& person : people({4'000, 11, at})) {
        auto const& email = person.epostadresse.value;
        auto const& mobile = person.mobiltelefonnummer.value;
        wrong += email.size() > 50;
        wrong += email.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.@") != std::string::npos;
        wrong += !mobile.empty() &&
                 (mobile.size() != 11 || !(mobile.starts_with("+474") || mobile.starts_with("+479")));
        wrong += person.given_name.empty() || person.family_name.empty();
        for (auto const* const channel : {&person.epostadresse, &person.mobiltelefonnummer}) {
            wrong += channel->value.empty() != !channel->oppdatert;
            wrong += channel->oppdatert > channel->sist_verifisert;
            for (auto const& time : {channel->oppdatert, channel->sist_verifisert, channel->sist_validert})
                later += time >= at;
        }
    }
    CHECK(wrong == 0);
    CHECK(later == 0);
}

TEST_CASE("even the greatest plan finds enough numbers on the birthdays of the largest years") {
    // Whoever could not be placed would end the birthday too early, and the next number would be out of
    // order.
    Population population({most_people, 1, at});
    Person person;
    std::int64_t last = 0;
    std::size_t misplaced = 0;
    for (int i = 0; i < 30'000; ++i) {  // everybody born on a first of January
        REQUIRE(population.next(person));
        misplaced += person.personidentifikator.number() <= last;
        last = person.personidentifikator.number();
    }
    CHECK(misplaced == 0);
    CHECK(last > 1'820'000'000 - 10'000'000);
}

}  // namespace
}  // namespace emulator::app
