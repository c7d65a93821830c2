#include "store/persons.h"

#include <string>

#include "store/person_row.h"

namespace emulator::store {
namespace {

std::string json_numbers(std::span<model::PersonNumber const> numbers) {
    std::string list = "[";
    for (auto const& number : numbers) {
        if (list.size() > 1) list += ',';
        list += std::to_string(number.number());
    }
    return list + "]";
}

std::int64_t last_change_of(Connection& connection) {
    auto row = connection.query("select coalesce(max(change_number), 0) from person");
    row.step();
    return row.number(0);
}

struct Edited {
    model::Person before, after;
};
Edited edit_person(Connection& connection, model::PersonNumber number,
                   std::function<void(model::Person&)> const& edit) {
    auto before = find_person(connection, number).value_or(unregistered(number));
    auto after = before;
    edit(after);
    after.personidentifikator = number;
    after = put_person(connection, std::move(after), std::nullopt);
    return {std::move(before), std::move(after)};
}

}  // namespace

model::Person edit_person(Connection& connection, model::PersonNumber number, Editor const& by,
                          std::function<void(model::Person&)> const& edit) {
    auto edited = edit_person(connection, number, edit);
    add_to_history(connection, number, by, model::changes_between(edited.before, edited.after));
    return std::move(edited.after);
}

std::optional<model::Person> Persons::find(model::PersonNumber number) const {
    return database_.read([&](Connection& connection) { return find_person(connection, number); });
}

void Persons::look_up(std::span<model::PersonNumber const> numbers,
                      std::function<void(model::Person const&)> const& visit) const {
    auto const list = json_numbers(numbers);
    database_.read([&](Connection& connection) {
        // The left join keeps the order of the list: SQLite never moves its right side to the front.
        auto rows =
            connection.query("select j.value, " PERSON_COLUMNS
                             " from json_each(?) j left join person p on p.personidentifikator = j.value");
        rows.bind(list);
        model::Person person;
        while (rows.step()) {
            bool const found = rows.number(1) != 0;
            if (found)
                read_person(rows, 1, person);
            else
                person = unregistered(model::PersonNumber::from_stored(rows.number(0)));
            visit(person);
        }
    });
}

std::vector<model::Person> Persons::listed() const {
    return database_.read([](Connection& connection) {
        std::vector<model::Person> people;
        auto rows = connection.query("select " PERSON_COLUMNS
                                     " from person p where p.position is not null order by p.position");
        while (rows.step())
            read_person(rows, 0, people.emplace_back());
        return people;
    });
}

void Persons::all(std::function<void(model::Person const&)> const& visit) const {
    database_.read([&](Connection& connection) {
        auto rows =
            connection.query("select " PERSON_COLUMNS " from person p order by p.personidentifikator");
        model::Person person;
        while (rows.step()) {
            read_person(rows, 0, person);
            visit(person);
        }
    });
}

std::int64_t Persons::last_change() const {
    return database_.read(last_change_of);
}

ChangePage Persons::changes(std::int64_t after, std::size_t most,
                            std::function<void(model::Person const&)> const& visit) const {
    return database_.read([&](Connection& connection) {
        // Asked first: who changes after this has a higher number, and comes with a later page.
        auto const last = last_change_of(connection);
        ChangePage page{after, last, last};
        auto rows = connection.query("select p.change_number, " PERSON_COLUMNS
                                     " from person p where p.change_number > ?1 and p.change_number <= ?2 "
                                     "and p.status <> 2 order by p.change_number limit ?3");
        rows.bind(after).bind(page.last).bind(static_cast<std::int64_t>(most));
        model::Person person;
        std::int64_t at = after;
        std::size_t visited = 0;
        for (; rows.step(); ++visited) {
            at = rows.number(0);
            read_person(rows, 1, person);
            visit(person);
        }
        if (visited == most) page.to = at;
        return page;
    });
}

model::Person Persons::edit(model::PersonNumber number, std::function<void(model::Person&)> const& edit) {
    return database_.write(
        [&](Connection& connection) { return edit_person(connection, number, edit).after; });
}

model::Person Persons::edit(model::PersonNumber number, Editor const& by,
                            std::function<void(model::Person&)> const& edit) {
    return database_.write([&](Connection& connection) { return edit_person(connection, number, by, edit); });
}

std::vector<PastChange> Persons::history(model::PersonNumber number) const {
    return database_.read([&](Connection& connection) { return history_of(connection, number); });
}

bool Persons::is_asked_at_login(model::PersonNumber number) const {
    return database_.read([&](Connection& connection) {
        auto row = connection.query("select 1 from asked_at_login where personidentifikator = ?");
        row.bind(number.number());
        return row.step();
    });
}

void put_asked_at_login(Connection& connection, model::PersonNumber number, bool asked) {
    auto row = asked ? connection.query("insert or ignore into asked_at_login values (?)")
                     : connection.query("delete from asked_at_login where personidentifikator = ?");
    row.bind(number.number()).run();
}

}  // namespace emulator::store
