#include "store/history.h"

namespace emulator::store {

std::vector<PastChange> history_of(Connection& connection, model::PersonNumber person) {
    auto rows = connection.query(
        "select at, service, client_id, changed, value_before, value_after from person_history "
        "where personidentifikator = ? order by id desc");
    rows.bind(person.number());
    std::vector<PastChange> list;
    while (rows.step()) {
        PastChange past{
            {std::string(rows.text(1)), std::string(rows.text(2)), rows.time(0).value()},
            {model::changed_from_name(rows.text(3)), std::string(rows.text(4)), std::string(rows.text(5))}};
        list.push_back(std::move(past));
    }
    return list;
}

void add_to_history(Connection& connection, model::PersonNumber person, Editor const& by,
                    std::span<model::EntryChange const> changes) {
    if (changes.empty()) return;
    for (auto const& change : changes) {
        connection
            .query(
                "insert into person_history (personidentifikator, at, service, client_id, changed, "
                "value_before, value_after) values (?, ?, ?, ?, ?, ?, ?)")
            .bind(person.number())
            .bind(by.at)
            .bind(by.service)
            .bind(by.client_id)
            .bind(model::changed_name(change.changed))
            .bind(change.before)
            .bind(change.after)
            .run();
    }
    connection
        .query(
            "delete from person_history where personidentifikator = ?1 and id <= "
            "(select id from person_history where personidentifikator = ?1 order by id desc limit 1 offset "
            "?2)")
        .bind(person.number())
        .bind(longest_history)
        .run();
}

}  // namespace emulator::store
