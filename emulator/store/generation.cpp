#include "store/generation.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "store/person_row.h"

namespace emulator::store {
namespace {

// 2 MB for pages, and as much for sorting, which is quickest where it fits a core's cache: however many the
// people are, memory is the same. 64 MB of a file written at once. More threads would sort in more memory,
// and hand over more than they save.
constexpr auto for_much_data =
    "pragma cache_size = -2048; pragma wal_autocheckpoint = 16384; pragma threads = 0;";

std::int64_t number_of(Connection& connection, char const* sql) {
    auto row = connection.query(sql);
    return row.step() ? row.number(0) : 0;
}

constexpr std::size_t rows_at_once = 32;

// Every column of the table in its order: SQLite then takes a row as it is, and copies no value.
std::string insertion(std::string_view how, std::size_t rows) {
    std::string sql(how);
    sql +=
        " into person (personidentifikator, given_name, family_name, beskrivelse, position, status, "
        "reservasjon, reservasjon_oppdatert, spraak, spraak_oppdatert, epostadresse, "
        "epostadresse_oppdatert, epostadresse_sist_verifisert, mobiltelefonnummer, "
        "mobiltelefonnummer_oppdatert, mobiltelefonnummer_sist_verifisert, postkasseadresse, "
        "postkasseleverandoeradresse, change_number, epostadresse_sist_validert, "
        "mobiltelefonnummer_sist_validert, epostadresse_duplisert, mobiltelefonnummer_duplisert) values ";
    for (std::size_t i = 0; i < rows; ++i)
        sql.append(i == 0 ? "" : ",").append("(?,?,?,'',null,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    return sql;
}

void bind(Query& row, model::Person const& person, std::int64_t change) {
    auto const& email = person.epostadresse;
    auto const& mobile = person.mobiltelefonnummer;
    row.bind(person.personidentifikator.number())
        .bind(person.given_name)
        .bind(person.family_name)
        .bind(static_cast<std::int64_t>(person.status))
        .bind(std::int64_t{person.reservasjon})
        .bind(person.reservasjon_oppdatert)
        .bind(person.spraak)
        .bind(person.spraak_oppdatert)
        .bind(email.value)
        .bind(email.oppdatert)
        .bind(email.sist_verifisert)
        .bind(mobile.value)
        .bind(mobile.oppdatert)
        .bind(mobile.sist_verifisert)
        .bind(person.postkasseadresse)
        .bind(person.postkasseleverandoeradresse)
        .bind(change)
        .bind(email.sist_validert)
        .bind(mobile.sist_validert)
        .bind(std::int64_t{email.duplisert})
        .bind(std::int64_t{mobile.duplisert});
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

bool are_many_above(Connection& connection, std::int64_t number) {
    constexpr std::int64_t many = 200;
    auto row =
        connection.query("select count(*) from (select 1 from person where personidentifikator > ? limit ?)");
    return row.bind(number).bind(many).step() && row.number(0) == many;
}

// Takes those with higher numbers out of the table: who is written at its end costs less, and fills pages.
// False: there are many of them, it would cost more.
bool set_aside_above(Connection& connection, std::int64_t number) {
    if (are_many_above(connection, number)) return false;
    connection.execute("create temp table if not exists aside as select * from person where false");
    connection.query("insert into aside select * from person where personidentifikator > ?")
        .bind(number)
        .run();
    connection.query("delete from person where personidentifikator > ?").bind(number).run();
    return true;
}

void put_back(Connection& connection) {
    connection.execute("insert into person select * from aside; delete from aside;");
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

// Whether people were added or changed between two runs of the filling, which gives each of its own people
// one change.
bool others_wrote_meanwhile(Connection& connection) {
    return number_of(connection,
                     "select (select coalesce(max(change_number), 0) from person) <> changes_before + done - "
                     "(select count(*) from generation_leftover) from generation") != 0;
}

// Active people whose `duplisert` is not what the others' values make it.
std::vector<model::Person> wrongly_marked(Connection& connection) {
    auto row = connection.query(
        "select " PERSON_COLUMNS
        " from person p where p.status = 0 and ("
        "(p.epostadresse <> '' and p.epostadresse_duplisert <> exists (select 1 from person o "
        "where o.epostadresse = p.epostadresse and o.epostadresse <> '' and o.status = 0 "
        "and o.personidentifikator <> p.personidentifikator)) or "
        "(p.mobiltelefonnummer <> '' and p.mobiltelefonnummer_duplisert <> exists (select 1 from person o "
        "where o.mobiltelefonnummer = p.mobiltelefonnummer and o.mobiltelefonnummer <> '' and o.status = 0 "
        "and o.personidentifikator <> p.personidentifikator)))");
    std::vector<model::Person> found;
    while (row.step())
        read_person(row, 0, found.emplace_back());
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
        auto const above = set_aside_above(connection, people.back().personidentifikator.number());
        bool const all_new = !is_anybody_there(connection, people);
        while (!people.empty()) {
            auto const some = people.first(std::min(rows_at_once, people.size()));
            people = people.subspan(some.size());
            if (some.size() == rows_at_once && (all_new || !is_anybody_there(connection, some))) {
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
        if (above) put_back(connection);
        connection.query("update generation set done = done + ?").bind(added).run();
    });
}

void Generation::settle() {
    if (database_.in_memory()) return;
    database_.read([](Connection& connection) { connection.execute("pragma wal_checkpoint(passive)"); });
}

void Generation::finish() {
    database_.write([](Connection& connection) {
        connection.execute(for_much_data);
        bool const all_may_be_wrong = others_wrote_meanwhile(connection);
        create_sharing_indexes(connection);
        for (auto const& stranger : strangers(connection))
            mark_sharers(connection, stranger);
        if (all_may_be_wrong) {
            for (auto const& person : wrongly_marked(connection))
                mark_sharers(connection, person);
        }
        connection.query("update generation set complete = 1").run();
    });
}

}  // namespace emulator::store
