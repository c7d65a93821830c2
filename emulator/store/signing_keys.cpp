#include "store/signing_keys.h"

namespace emulator::store {

std::vector<SigningKeyRow> signing_keys(Connection& connection, std::string_view product) {
    std::vector<SigningKeyRow> keys;
    auto row =
        connection.query("select kid, state, pem from signing_key where product = ? order by position");
    row.bind(product);
    while (row.step())
        keys.push_back({std::string(row.text(0)), std::string(row.text(1)), std::string(row.text(2))});
    return keys;
}

void put_signing_keys(Connection& connection, std::string_view product, std::span<SigningKeyRow const> keys) {
    connection.query("delete from signing_key where product = ?").bind(product).run();
    std::int64_t position = 0;
    for (auto const& key : keys) {
        connection
            .query("insert into signing_key (product, position, kid, state, pem) values (?, ?, ?, ?, ?)")
            .bind(product)
            .bind(position++)
            .bind(key.kid)
            .bind(key.state)
            .bind(key.pem)
            .run();
    }
}

}  // namespace emulator::store
