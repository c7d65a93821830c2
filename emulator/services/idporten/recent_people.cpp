#include "services/idporten/recent_people.h"

#include <algorithm>

namespace emulator::idporten {

std::vector<model::PersonNumber> read_recent_people(std::string_view cookie) {
    std::vector<model::PersonNumber> people;
    while (!cookie.empty() && people.size() < most_recent_people) {
        auto const word = cookie.substr(0, cookie.find('.'));
        cookie.remove_prefix(std::min(word.size() + 1, cookie.size()));
        auto const number = model::PersonNumber::parse(word);
        if (number && std::find(people.begin(), people.end(), *number) == people.end())
            people.push_back(*number);
    }
    return people;
}

std::string with_recent_person(std::string_view cookie, model::PersonNumber newest) {
    auto value = newest.digits();
    std::size_t count = 1;
    for (auto const& person : read_recent_people(cookie)) {
        if (person == newest || count == most_recent_people) continue;
        value.append(".").append(person.digits());
        ++count;
    }
    return value;
}

}  // namespace emulator::idporten
