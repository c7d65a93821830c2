// The inhabitants in Kontakt- og reservasjonsregisteret. Safe from any thread.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "model/person.h"
#include "store/database.h"

namespace emulator::store {

class Persons {
public:
    explicit Persons(Database& database) : database_(database) {}

    std::optional<model::Person> find(model::PersonNumber number) const;

    // Calls `visit` once for each number, in the order given, twice for a number given twice. For numbers
    // without a row it gets a person who is IKKE_REGISTRERT. The person is only lent for the call.
    void look_up(std::span<model::PersonNumber const> numbers,
                 std::function<void(model::Person const&)> const& visit) const;

    // The people that pages offer, in their order.
    std::vector<model::Person> listed() const;

    // Reads the person, lets `edit` change it, and writes it, as one step: two edits at once follow each
    // other. For a number without a row `edit` gets a person who is IKKE_REGISTRERT. What `edit` throws
    // changes nothing; a changed number is set back. Returns the person as it is then.
    model::Person edit(model::PersonNumber number, std::function<void(model::Person&)> const& edit);

private:
    Database& database_;
};

// Writes a row; `position` orders the listed ones.
void put_person(Connection& connection, model::Person const& person, std::optional<std::int64_t> position);

}  // namespace emulator::store
