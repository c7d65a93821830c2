// The inhabitants in Kontakt- og reservasjonsregisteret. Safe from any thread.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "model/person.h"
#include "store/database.h"
#include "store/history.h"

namespace emulator::store {

// What a page of changes reaches: from the number asked for, exclusive, to that of its last person; where the
// page is the last, to the number of the last change of all.
struct ChangePage {
    std::int64_t from;
    std::int64_t to;
    std::int64_t last;
};

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

    // Everybody who has a row, by number. The person is only lent for the call.
    void all(std::function<void(model::Person const&)> const& visit) const;

    std::int64_t last_change() const;  // its number; 0 where there was none

    // The persons that have changed since `after`, at most so many, by the number of their newest change: one
    // who changed twice comes once, as they are now, and one who changes meanwhile comes with a later page.
    // Who is deleted is among them, who is IKKE_REGISTRERT is not. Read on from `to` until it is `last`.
    ChangePage changes(std::int64_t after, std::size_t most,
                       std::function<void(model::Person const&)> const& visit) const;

    // Reads the person, lets `edit` change it, and writes it, as one step: two edits at once follow each
    // other. For a number without a row `edit` gets a person who is IKKE_REGISTRERT. What `edit` throws
    // changes nothing; a changed number is set back. Returns the person as it is then.
    model::Person edit(model::PersonNumber number, std::function<void(model::Person&)> const& edit);
    // The same, and the person's history tells of it: every edit that somebody asked for.
    model::Person edit(model::PersonNumber number, Editor const& by,
                       std::function<void(model::Person&)> const& edit);

    // The newest change first, at most longest_history.
    std::vector<PastChange> history(model::PersonNumber number) const;

    // Whether ID-porten shall ask this person at a login if their contact information is right.
    bool is_asked_at_login(model::PersonNumber number) const;

private:
    Database& database_;
};

// Writes a row, and returns the person as it is then; `position` orders the listed ones. A change of what the
// register tells of somebody gets the next number: 1, 2, 3 and so on. `duplisert` is found here, whatever the
// person says, and so is that of the one other whose value is shared now, or no longer: that is a change too.
model::Person put_person(Connection& connection, model::Person person, std::optional<std::int64_t> position);

// Whether ID-porten shall ask this person at a login.
void put_asked_at_login(Connection& connection, model::PersonNumber number, bool asked);

// The position after the last one, for somebody who has none yet.
std::optional<std::int64_t> new_position(Connection& connection, model::PersonNumber number);

}  // namespace emulator::store
