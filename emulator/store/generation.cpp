#include "store/generation.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "store/person_row.h"

namespace emulator::store {
namespace {

// 8 MB for pages, and as much for sorting: however many the people are, memory is the same. 64 MB of a file
// written at once. More threads would sort in more memory, and hand over more than they save.
constexpr auto for_much_data =
    "pragma cache_size = -8192; pragma wal_autocheckpoint = 16384; pragma threads = 0;";

std::int64_t number_of(Connection& connection, char const* sql) {
    auto row = connection.query(sql);
    return row.step() ? row.number(0) : 0;
}

constexpr std::size_t rows_at_once = 8;

std::string insertion(std::string_view how, std::size_t rows) {
    constexpr std::string_view columns =
        " into person (personidentifikator, given_name, family_name, status, reservasjon, "
        "reservasjon_oppdatert, spraak, spraak_oppdatert, epostadresse, epostadresse_oppdatert, "
        "epostadresse_sist_verifisert, epostadresse_sist_validert, epostadresse_duplisert, "
        "mobiltelefonnummer, mobiltelefonnummer_oppdatert, mobiltelefonnummer_sist_verifisert, "
        "mobiltelefonnummer_sist_validert, mobiltelefonnummer_duplisert, postkasseadresse, "
        "postkasseleverandoeradresse, change_number) values ";
    std::string sql(how);
    sql += columns;
    for (std::size_t i = 0; i < rows; ++i)
        sql.append(i == 0 ? "" : ",").append("(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    return sql;
}

void bind(Query& row, model::Person const& person, std::int64_t change) {
    row.bind(person.personidentifikator.number())
        .bind(person.given_name)
        .bind(person.family_name)
        .bind(static_cast<std::int64_t>(person.status))
        .bind(std::int64_t{person.reservasjon})
        .bind(person.reservasjon_oppdatert)
        .bind(person.spraak)
        .bind(person.spraak_oppdatert);
    for (auto const* const channel : {&person.epostadresse, &person.mobiltelefonnummer}) {
        row.bind(channel->value)
            .bind(channel->oppdatert)
            .bind(channel->sist_verifisert)
            .bind(channel->sist_validert)
            .bind(std::int64_t{channel->duplisert});
    }
    row.bind(person.postkasseadresse).bind(person.postkasseleverandoeradresse).bind(change);
}

// Whether the person was new.
bool insert(Connection& connection, model::Person const& person, std::int64_t change) {
    static auto const sql = insertion("insert or ignore", 1);
    auto row = connection.query(sql.c_str());
    bind(row, person, change);
    row.run();
    return connection.changes() == 1;
}

// A statement for several costs a third less than one for each. REQUIRES: rows_at_once people, all new.
void insert_all(Connection& connection, std::span<model::Person const> people, std::int64_t change) {
    static auto const sql = insertion("insert", rows_at_once);
    auto rows = connection.query(sql.c_str());
    for (auto const& person : people)
        bind(rows, person, ++change);
    rows.run();
}

bool is_anybody_there(Connection& connection, std::span<model::Person const> people) {
    return connection.query("select 1 from person where personidentifikator between ? and ? limit 1")
        .bind(people.front().personidentifikator.number())
        .bind(people.back().personidentifikator.number())
        .step();
}

void leave_out(Connection& connection, model::Person const& person) {
    connection.query("insert into generation_leftover (epostadresse, mobiltelefonnummer) values (?, ?)")
        .bind(person.epostadresse.value)
        .bind(person.mobiltelefonnummer.value)
        .run();
}

// The people that were there before the filling began, and those whose numbers they had.
std::vector<model::Person> strangers(Connection& connection) {
    std::vector<model::Person> found;
    auto before = connection.query("select " PERSON_COLUMNS
                                   " from person p where p.change_number <= "
                                   "(select changes_before from generation)");
    while (before.step())
        read_person(before, 0, found.emplace_back());
    auto leftover = connection.query("select epostadresse, mobiltelefonnummer from generation_leftover");
    while (leftover.step()) {
        auto& person = found.emplace_back();
        person.status = model::Registration::AKTIV;
        person.epostadresse.value = leftover.text(0);
        person.mobiltelefonnummer.value = leftover.text(1);
    }
    return found;
}

}  // namespace

std::int64_t Generation::number(char const* sql) const {
    return database_.read([&](Connection& connection) { return number_of(connection, sql); });
}

std::optional<GenerationOrder> Generation::order() const {
    return database_.read([](Connection& connection) -> std::optional<GenerationOrder> {
        auto row = connection.query("select count, seed, at from generation");
        if (!row.step()) return std::nullopt;
        return GenerationOrder{row.number(0), row.number(1), row.time(2).value()};
    });
}

std::int64_t Generation::done() const {
    return number("select done from generation");
}

std::int64_t Generation::left_out() const {
    return number("select count(*) from generation_leftover");
}

bool Generation::complete() const {
    return number("select complete from generation") != 0;
}

void Generation::begin(GenerationOrder const& order) {
    database_.write([&](Connection& connection) {
        connection
            .query(
                "insert into generation (id, count, seed, at, changes_before) "
                "values (1, ?, ?, ?, (select coalesce(max(change_number), 0) from person))")
            .bind(order.count)
            .bind(order.seed)
            .bind(order.at)
            .run();
        connection.execute("drop index person_epostadresse; drop index person_mobiltelefonnummer;");
    });
}

void Generation::add(std::span<model::Person const> people) {
    auto const added = static_cast<std::int64_t>(people.size());
    database_.write([&](Connection& connection) {
        connection.execute(for_much_data);
        auto change = number_of(connection, "select coalesce(max(change_number), 0) from person");
        while (!people.empty()) {
            auto const some = people.first(std::min(rows_at_once, people.size()));
            people = people.subspan(some.size());
            if (some.size() == rows_at_once && !is_anybody_there(connection, some)) {
                insert_all(connection, some, change);
                change += rows_at_once;
                continue;
            }
            for (auto const& person : some) {
                if (insert(connection, person, change + 1))
                    ++change;
                else
                    leave_out(connection, person);
            }
        }
        connection.query("update generation set done = done + ?").bind(added).run();
    });
}

void Generation::finish() {
    database_.write([](Connection& connection) {
        connection.execute(for_much_data);
        create_sharing_indexes(connection);
        for (auto const& stranger : strangers(connection))
            mark_sharers(connection, stranger);
        connection.query("update generation set complete = 1").run();
    });
}

}  // namespace emulator::store
