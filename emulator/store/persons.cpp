#include "store/persons.h"

#include <string>

namespace emulator::store {
namespace {

#define PERSON_COLUMNS                                                                                  \
    "p.personidentifikator, p.given_name, p.family_name, p.beskrivelse, p.status, p.reservasjon, "      \
    "p.reservasjon_oppdatert, p.spraak, p.spraak_oppdatert, p.epostadresse, p.epostadresse_oppdatert, " \
    "p.epostadresse_sist_verifisert, p.mobiltelefonnummer, p.mobiltelefonnummer_oppdatert, "            \
    "p.mobiltelefonnummer_sist_verifisert, p.postkasseadresse, p.postkasseleverandoeradresse"

// Assigns instead of building anew: over a thousand rows the strings keep their memory.
void read_channel(Query const& row, int column, model::Channel& channel) {
    channel.value = row.text(column);
    channel.oppdatert = row.time(column + 1);
    channel.sist_verifisert = row.time(column + 2);
}

void read_person(Query const& row, int column, model::Person& person) {
    person.personidentifikator = model::PersonNumber::from_stored(row.number(column));
    person.given_name = row.text(column + 1);
    person.family_name = row.text(column + 2);
    person.beskrivelse = row.text(column + 3);
    person.status = static_cast<model::Registration>(row.number(column + 4));
    person.reservasjon = row.number(column + 5) != 0;
    person.reservasjon_oppdatert = row.time(column + 6);
    person.spraak = row.text(column + 7);
    person.spraak_oppdatert = row.time(column + 8);
    read_channel(row, column + 9, person.epostadresse);
    read_channel(row, column + 12, person.mobiltelefonnummer);
    person.postkasseadresse = row.text(column + 15);
    person.postkasseleverandoeradresse = row.text(column + 16);
}

model::Person unregistered(model::PersonNumber number) {
    model::Person person;
    person.personidentifikator = number;
    return person;
}

std::optional<model::Person> find_row(Connection& connection, model::PersonNumber number) {
    auto row = connection.query("select " PERSON_COLUMNS " from person p where p.personidentifikator = ?");
    row.bind(number.number());
    if (!row.step()) return std::nullopt;
    model::Person person;
    read_person(row, 0, person);
    return person;
}

std::string json_numbers(std::span<model::PersonNumber const> numbers) {
    std::string list = "[";
    for (auto const& number : numbers) {
        if (list.size() > 1) list += ',';
        list += std::to_string(number.number());
    }
    return list + "]";
}

}  // namespace

std::optional<model::Person> Persons::find(model::PersonNumber number) const {
    return database_.read([&](Connection& connection) { return find_row(connection, number); });
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

model::Person Persons::edit(model::PersonNumber number, std::function<void(model::Person&)> const& edit) {
    return database_.write([&](Connection& connection) {
        auto person = find_row(connection, number).value_or(unregistered(number));
        edit(person);
        person.personidentifikator = number;
        put_person(connection, person, std::nullopt);
        return person;
    });
}

void put_person(Connection& connection, model::Person const& person, std::optional<std::int64_t> position) {
    auto row = connection.query(
        "insert into person (personidentifikator, given_name, family_name, beskrivelse, status, reservasjon, "
        "reservasjon_oppdatert, spraak, spraak_oppdatert, epostadresse, epostadresse_oppdatert, "
        "epostadresse_sist_verifisert, mobiltelefonnummer, mobiltelefonnummer_oppdatert, "
        "mobiltelefonnummer_sist_verifisert, postkasseadresse, postkasseleverandoeradresse, position) "
        "values (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,nullif(?18,-1)) "
        "on conflict do update set given_name=?2, family_name=?3, beskrivelse=?4, status=?5, reservasjon=?6, "
        "reservasjon_oppdatert=?7, spraak=?8, spraak_oppdatert=?9, epostadresse=?10, "
        "epostadresse_oppdatert=?11, "
        "epostadresse_sist_verifisert=?12, mobiltelefonnummer=?13, mobiltelefonnummer_oppdatert=?14, "
        "mobiltelefonnummer_sist_verifisert=?15, postkasseadresse=?16, postkasseleverandoeradresse=?17, "
        "position=coalesce(nullif(?18,-1), position)");
    row.bind(person.personidentifikator.number())
        .bind(person.given_name)
        .bind(person.family_name)
        .bind(person.beskrivelse)
        .bind(static_cast<std::int64_t>(person.status))
        .bind(std::int64_t{person.reservasjon})
        .bind(person.reservasjon_oppdatert)
        .bind(person.spraak)
        .bind(person.spraak_oppdatert)
        .bind(person.epostadresse.value)
        .bind(person.epostadresse.oppdatert)
        .bind(person.epostadresse.sist_verifisert)
        .bind(person.mobiltelefonnummer.value)
        .bind(person.mobiltelefonnummer.oppdatert)
        .bind(person.mobiltelefonnummer.sist_verifisert)
        .bind(person.postkasseadresse)
        .bind(person.postkasseleverandoeradresse)
        .bind(position.value_or(-1));
    row.run();
}

}  // namespace emulator::store
