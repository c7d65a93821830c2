#include "app/person_form.h"

#include <nlohmann/json.hpp>

#include "app/fixture_export.h"
#include "app/fixture_persons.h"
#include "store/person_row.h"

namespace emulator::app {
namespace {

Error refused(std::string member, std::string received, std::string expected) {
    return {ErrorCode::invalid_request,
            member + ": received \"" + received + "\", expected " + expected,
            {"A person is written as in fixtures/persons.json", received, expected, "Correct the member."}};
}

Result<model::Person> read(Json const& object, model::PersonNumber number, store::Directory const& directory,
                           Instant now) {
    auto const knows_operator = [&](std::string const& orgnr) {
        return directory.postbox_operators.contains(orgnr);
    };
    auto person = EMULATOR_TRY(person_from_json(object, now, knows_operator));
    if (person.personidentifikator != number)
        return refused("personidentifikator", person.personidentifikator.digits(),
                       number.digits() + ", the number in the address");
    return person;
}

}  // namespace

konsoll::PersonForm person_form(store::Database& database, store::Persons& persons,
                                store::DirectoryStore const& directory, Clock const& clock) {
    auto const entry = [&](model::PersonNumber number) {
        std::optional<model::Person> found;
        persons.look_up({&number, 1}, [&](model::Person const& person) { found = person; });
        return person_document(persons, *found);
    };
    auto const write = [&](model::PersonNumber number, Json const& object) -> Result<> {
        auto const now = clock.now();
        auto const person = EMULATOR_TRY(read(object, number, *directory.now(), now));
        auto const asked = asked_at_login(object);
        database.write([&](store::Connection& connection) {
            store::edit_person(connection, number, {"konsoll", {}, now},
                               [&](model::Person& kept) { kept = person; });
            if (asked) store::put_asked_at_login(connection, number, *asked);
        });
        return {};
    };
    return {entry, write};
}

}  // namespace emulator::app
