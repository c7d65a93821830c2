// One row of the table person, for those who read or edit it by a connection of their own.
#pragma once

#include <functional>
#include <optional>

#include "model/person.h"
#include "store/database.h"
#include "store/history.h"

namespace emulator::store {

// In the order in which read_person() takes them; the table is called p.
#define PERSON_COLUMNS                                                                                  \
    "p.personidentifikator, p.given_name, p.family_name, p.beskrivelse, p.status, p.reservasjon, "      \
    "p.reservasjon_oppdatert, p.spraak, p.spraak_oppdatert, p.epostadresse, p.epostadresse_oppdatert, " \
    "p.epostadresse_sist_verifisert, p.epostadresse_sist_validert, p.epostadresse_duplisert, "          \
    "p.mobiltelefonnummer, p.mobiltelefonnummer_oppdatert, p.mobiltelefonnummer_sist_verifisert, "      \
    "p.mobiltelefonnummer_sist_validert, p.mobiltelefonnummer_duplisert, p.postkasseadresse, "          \
    "p.postkasseleverandoeradresse"

// Reads the columns from `column` on. Every member of `person` is assigned anew.
void read_person(Query const& row, int column, model::Person& person);

std::optional<model::Person> find_person(Connection& connection, model::PersonNumber number);

// A person without a row: IKKE_REGISTRERT.
model::Person unregistered(model::PersonNumber number);

// As Persons::edit(), for those who write more in the same transaction.
model::Person edit_person(Connection& connection, model::PersonNumber number, Editor const& by,
                          std::function<void(model::Person&)> const& edit);

// Sets right, as changes, who of those that have an address or number of this active person shares it.
void mark_sharers(Connection& connection, model::Person const& person);

// The indexes by which those who share a value are found.
void create_sharing_indexes(Connection& connection);

}  // namespace emulator::store
