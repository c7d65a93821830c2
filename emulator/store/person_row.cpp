#include "store/person_row.h"

namespace emulator::store {
namespace {

// Assigns instead of building anew: over a thousand rows the strings keep their memory.
void read_channel(Query const& row, int column, model::Channel& channel) {
    channel.value = row.text(column);
    channel.oppdatert = row.time(column + 1);
    channel.sist_verifisert = row.time(column + 2);
    channel.sist_validert = row.time(column + 3);
    channel.duplisert = row.number(column + 4) != 0;
}

}  // namespace

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
    read_channel(row, column + 14, person.mobiltelefonnummer);
    person.postkasseadresse = row.text(column + 19);
    person.postkasseleverandoeradresse = row.text(column + 20);
}

std::optional<model::Person> find_person(Connection& connection, model::PersonNumber number) {
    auto row = connection.query("select " PERSON_COLUMNS " from person p where p.personidentifikator = ?");
    row.bind(number.number());
    if (!row.step()) return std::nullopt;
    model::Person person;
    read_person(row, 0, person);
    return person;
}

model::Person unregistered(model::PersonNumber number) {
    model::Person person;
    person.personidentifikator = number;
    return person;
}

}  // namespace emulator::store
