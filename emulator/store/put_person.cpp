// Writing a person: the number of the change, and what it means for those who share an address or a number.
#include <array>
#include <utility>
#include <vector>

#include "store/person_row.h"
#include "store/persons.h"

namespace emulator::store {
namespace {

using model::Person;

struct Sharing {
    model::Channel Person::*channel;
    char const* others;  // who else has ?1, beside ?2: two are enough to know
    char const* mark;
    char const* all;  // who has ?1, and whether they are marked
};
// clang-format off
#define SHARING(column)                                                                                \
    Sharing{&Person::column,                                                                           \
            "select personidentifikator from person where " #column " = ?1 and " #column " <> '' "     \
            "and status = 0 and personidentifikator <> ?2 limit 2",                                    \
            "update person set " #column "_duplisert = ?1, "                                           \
            "change_number = (select max(change_number) from person) + 1 "                             \
            "where personidentifikator = ?2",                                                          \
            "select personidentifikator, " #column "_duplisert from person where " #column " = ?1 "    \
            "and " #column " <> '' and status = 0"}
// clang-format on
constexpr std::array sharings{SHARING(epostadresse), SHARING(mobiltelefonnummer)};

// Only what the register tells can be shared, and it tells the contact data of active persons.
std::string_view told(Person const& person, Sharing const& sharing) {
    if (person.status != model::Registration::AKTIV) return "";
    return (person.*sharing.channel).value;
}

struct Others {
    int count = 0;  // 2 stands for more as well
    std::int64_t one = 0;
};
Others others_with(Connection& connection, Sharing const& sharing, std::string_view value,
                   Person const& but) {
    Others found;
    if (value.empty()) return found;
    auto rows = connection.query(sharing.others);
    rows.bind(value).bind(but.personidentifikator.number());
    for (; rows.step(); ++found.count)
        found.one = rows.number(0);
    return found;
}

void mark(Connection& connection, Sharing const& sharing, std::int64_t person, bool is_shared) {
    connection.query(sharing.mark).bind(std::int64_t{is_shared}).bind(person).run();
}

void mark_all(Connection& connection, Sharing const& sharing, std::string_view value) {
    if (value.empty()) return;
    std::vector<std::pair<std::int64_t, bool>> sharers;
    auto rows = connection.query(sharing.all);
    rows.bind(value);
    while (rows.step())
        sharers.emplace_back(rows.number(0), rows.number(1) != 0);
    bool const is_shared = sharers.size() > 1;
    for (auto const& [person, was_shared] : sharers) {
        if (was_shared != is_shared) mark(connection, sharing, person, is_shared);
    }
}

// Sets `duplisert` of the person, and that of the one who has company by this write, or has it no longer.
void share(Connection& connection, Sharing const& sharing, Person const& before, Person& after) {
    auto const old_value = told(before, sharing);
    auto const new_value = told(after, sharing);
    auto& channel = after.*sharing.channel;
    channel.duplisert = (before.*sharing.channel).duplisert;
    if (old_value == new_value) return;
    auto const left = others_with(connection, sharing, old_value, after);
    if (left.count == 1) mark(connection, sharing, left.one, false);
    auto const joined = others_with(connection, sharing, new_value, after);
    channel.duplisert = joined.count > 0;
    if (joined.count == 1) mark(connection, sharing, joined.one, true);
}

// Whether the register tells the same of both: names and stories are not part of it.
bool same_entry(Person const& left, Person right) {
    right.given_name = left.given_name;
    right.family_name = left.family_name;
    right.beskrivelse = left.beskrivelse;
    return left == right;
}

std::int64_t next_change(Connection& connection) {
    auto row = connection.query("select coalesce(max(change_number), 0) + 1 from person");
    row.step();
    return row.number(0);
}

}  // namespace

void mark_sharers(Connection& connection, Person const& person) {
    for (auto const& sharing : sharings)
        mark_all(connection, sharing, told(person, sharing));
}

void create_sharing_indexes(Connection& connection) {
    connection.execute(
        "create index if not exists person_epostadresse on person (epostadresse) "
        "where epostadresse <> '' and status = 0;"
        "create index if not exists person_mobiltelefonnummer on person (mobiltelefonnummer) "
        "where mobiltelefonnummer <> '' and status = 0;");
}

std::optional<std::int64_t> new_position(Connection& connection, model::PersonNumber number) {
    auto row = connection.query(
        "select coalesce((select max(position) from person where position is not null), -1) + 1 "
        "where not exists (select 1 from person where personidentifikator = ? and position is not null)");
    row.bind(number.number());
    return row.step() ? std::optional(row.number(0)) : std::nullopt;
}

Person put_person(Connection& connection, Person person, std::optional<std::int64_t> position) {
    auto const before = find_person(connection, person.personidentifikator);
    for (auto const& sharing : sharings)
        share(connection, sharing, before.value_or(unregistered(person.personidentifikator)), person);
    if (before == person && !position) return person;
    bool const is_change = !before || !same_entry(*before, person);
    auto row = connection.query(
        "insert into person (personidentifikator, given_name, family_name, beskrivelse, status, reservasjon, "
        "reservasjon_oppdatert, spraak, spraak_oppdatert, epostadresse, epostadresse_oppdatert, "
        "epostadresse_sist_verifisert, epostadresse_sist_validert, epostadresse_duplisert, "
        "mobiltelefonnummer, mobiltelefonnummer_oppdatert, mobiltelefonnummer_sist_verifisert, "
        "mobiltelefonnummer_sist_validert, mobiltelefonnummer_duplisert, postkasseadresse, "
        "postkasseleverandoeradresse, position, change_number) "
        "values "
        "(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19,?20,?21,nullif(?22,-1),?23) "
        "on conflict do update set given_name=?2, family_name=?3, beskrivelse=?4, status=?5, reservasjon=?6, "
        "reservasjon_oppdatert=?7, spraak=?8, spraak_oppdatert=?9, epostadresse=?10, "
        "epostadresse_oppdatert=?11, epostadresse_sist_verifisert=?12, epostadresse_sist_validert=?13, "
        "epostadresse_duplisert=?14, mobiltelefonnummer=?15, mobiltelefonnummer_oppdatert=?16, "
        "mobiltelefonnummer_sist_verifisert=?17, mobiltelefonnummer_sist_validert=?18, "
        "mobiltelefonnummer_duplisert=?19, postkasseadresse=?20, postkasseleverandoeradresse=?21, "
        "position=coalesce(nullif(?22,-1), position), change_number=coalesce(nullif(?23,0), change_number)");
    row.bind(person.personidentifikator.number())
        .bind(person.given_name)
        .bind(person.family_name)
        .bind(person.beskrivelse)
        .bind(static_cast<std::int64_t>(person.status))
        .bind(std::int64_t{person.reservasjon})
        .bind(person.reservasjon_oppdatert)
        .bind(person.spraak)
        .bind(person.spraak_oppdatert);
    for (auto const& sharing : sharings) {
        auto const& channel = person.*sharing.channel;
        row.bind(channel.value)
            .bind(channel.oppdatert)
            .bind(channel.sist_verifisert)
            .bind(channel.sist_validert)
            .bind(std::int64_t{channel.duplisert});
    }
    row.bind(person.postkasseadresse)
        .bind(person.postkasseleverandoeradresse)
        .bind(position.value_or(-1))
        .bind(is_change ? next_change(connection) : 0);
    row.run();
    return person;
}

}  // namespace emulator::store
