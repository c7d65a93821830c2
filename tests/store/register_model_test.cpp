// Thousands of random operations on the register, compared with a model so simple that it can be seen to be
// right: a map of people, with what each write changed found by comparing.
#include <array>
#include <cstdlib>
#include <map>
#include <random>
#include <set>
#include <stdexcept>
#include <utility>

#include "store/persons.h"
#include "store/support.h"

namespace emulator::store {
namespace {

using model::Person;
using model::PersonNumber;
using model::Registration;

constexpr std::array channels{&Person::epostadresse, &Person::mobiltelefonnummer};

// What the feed tells of somebody: names and stories are no part of the register.
Person entry(Person person) {
    person.given_name = person.family_name = person.beskrivelse = "";
    return person;
}

class Model {
public:
    Person find(PersonNumber number) const {
        auto const found = people_.find(number);
        if (found != people_.end()) return found->second;
        Person nobody;
        nobody.personidentifikator = number;
        return nobody;
    }

    // What `edit` makes of the person, the flags of everybody that follow from it, and whose entries differ
    // then.
    void write(Person person) {
        auto const before = people_;
        people_[person.personidentifikator] = std::move(person);
        for (auto const channel : channels) {
            std::map<std::string, int> owners;
            for (auto const& [number, one] : people_)
                owners[told(one, channel)] += 1;
            for (auto& [number, one] : people_) {
                auto const value = told(one, channel);
                (one.*channel).duplisert = !value.empty() && owners[value] > 1;
            }
        }
        for (auto const& [number, one] : people_) {
            auto const old = before.find(number);
            if (old == before.end() || entry(old->second) != entry(one)) changed_.insert(number);
        }
    }

    // The people who have changed since this was last asked.
    std::set<PersonNumber> take_changed() { return std::exchange(changed_, {}); }
    std::map<PersonNumber, Person> const& people() const { return people_; }

private:
    static std::string told(Person const& person, model::Channel Person::*channel) {
        return person.status == Registration::AKTIV ? (person.*channel).value : "";
    }

    std::map<PersonNumber, Person> people_;
    std::set<PersonNumber> changed_;
};

class Trial {
public:
    Trial(Database& database, unsigned seed) : persons_(database), chance_(seed) {}

    void step() {
        now_ += seconds(below(4) == 0 ? below(40'000'000) : 0);  // the clock moves, by up to 15 months
        switch (below(10)) {
            case 0:
            case 1:
                return look_up();
            case 2:
                return read_changes(1 + below(5));
            case 3:
                return find();
            default:
                return edit();
        }
    }

    // Reads on until there is no more: then the copy is the register.
    void finish() {
        while (after_ != persons_.last_change())
            read_changes(3);
        read_changes(3);
        std::map<PersonNumber, Person> registered;
        for (auto const& [number, person] : model_.people()) {
            if (person.status != Registration::IKKE_REGISTRERT) registered.emplace(number, entry(person));
        }
        CHECK(copy_ == registered);
    }

private:
    unsigned below(unsigned limit) { return std::uniform_int_distribution<unsigned>(0, limit - 1)(chance_); }
    PersonNumber anybody() { return PersonNumber::from_stored(1'810'000'000 + below(12)); }

    void change(Person& person) {
        auto& channel = person.*channels[below(2)];
        switch (below(8)) {
            case 0:
                person.status = static_cast<Registration>(below(2));
                break;
            case 1:
                person.spraak = below(2) ? "nn" : "se";
                person.spraak_oppdatert = now_;
                break;
            case 2:
                person.reservasjon = !person.reservasjon;
                person.reservasjon_oppdatert = now_;
                break;
            case 3:
                channel.sist_verifisert = now_;
                break;
            case 4:
                person.given_name += 'x';
                break;
            case 5:
                break;
            default:  // few values, so that many are shared
                channel = {std::string(below(4), 'a'), now_, now_};
                if (person.status == Registration::IKKE_REGISTRERT) person.status = Registration::AKTIV;
        }
    }

    void edit() {
        auto const number = anybody();
        auto const expected_change = persons_.last_change();
        if (below(20) == 0) {
            CHECK_THROWS_AS(persons_.edit(number, [](Person&) { throw std::logic_error("no"); }),
                            std::logic_error);
            CHECK(persons_.last_change() == expected_change);
            return;
        }
        auto const edited = persons_.edit(number, [&](Person& person) {
            CHECK(person == model_.find(number));
            change(person);
            model_.write(person);
        });
        CHECK(edited == model_.find(number));
        // As many numbers as people whose entries differ; one who shares both values may take two.
        auto const changed = model_.take_changed();
        auto const used = persons_.last_change() - expected_change;
        CHECK(used >= static_cast<std::int64_t>(changed.size()));
        CHECK(used <= static_cast<std::int64_t>(2 * changed.size()));
        std::set<PersonNumber> told;
        persons_.changes(expected_change, 1000,
                         [&](Person const& person) { told.insert(person.personidentifikator); });
        std::set<PersonNumber> registered;
        for (auto const one : changed) {
            if (model_.find(one).status != Registration::IKKE_REGISTRERT) registered.insert(one);
        }
        CHECK(told == registered);
    }

    void find() {
        auto const number = anybody();
        auto const found = persons_.find(number);
        CHECK(found.has_value() == model_.people().contains(number));
        if (found) CHECK(*found == model_.find(number));
    }

    void look_up() {
        std::vector<PersonNumber> numbers;
        for (auto count = below(6); count > 0; --count)
            numbers.push_back(anybody());
        std::size_t at = 0;
        persons_.look_up(numbers, [&](Person const& person) {
            REQUIRE(at < numbers.size());
            CHECK(person == model_.find(numbers[at++]));
        });
        CHECK(at == numbers.size());
    }

    void read_changes(std::size_t most) {
        std::size_t count = 0;
        auto const page = persons_.changes(after_, most, [&](Person const& person) {
            ++count;
            copy_.insert_or_assign(person.personidentifikator, entry(person));
        });
        CHECK(count <= most);
        CHECK(page.from == after_);
        CHECK(page.to >= page.from);
        CHECK(page.to <= page.last);
        CHECK((count == most || page.to == page.last));
        CHECK(page.last == persons_.last_change());
        after_ = page.to;
    }

    Persons persons_;
    std::mt19937 chance_;
    Model model_;
    Instant now_{seconds(1'700'000'000)};
    std::map<PersonNumber, Person> copy_;  // what a reader of the feed has
    std::int64_t after_ = 0;
};

TEST_CASE("thousands of random edits, look-ups and reads of the feed do as a simple model does") {
    // EMULATOR_TEST_SEED repeats a run that failed.
    auto const* const given = std::getenv("EMULATOR_TEST_SEED");
    auto const seed =
        given ? static_cast<unsigned>(std::strtoul(given, nullptr, 10)) : std::random_device()();
    CAPTURE(seed);
    INFO("repeat it with EMULATOR_TEST_SEED=", seed);
    on_each([&](Database& database) {
        Trial trial(database, seed);
        for (int step = 0; step < 3000; ++step) {
            CAPTURE(step);
            trial.step();
        }
        trial.finish();
    });
}

}  // namespace
}  // namespace emulator::store
