#include "store/signing_keys.h"

#include "store/support.h"

namespace emulator::store {
namespace {

using Rows = std::vector<SigningKeyRow>;

Rows read(Database& database, std::string_view product) {
    return database.read([&](Connection& connection) { return signing_keys(connection, product); });
}
void put(Database& database, std::string_view product, Rows const& rows) {
    database.write([&](Connection& connection) { put_signing_keys(connection, product, rows); });
}

TEST_CASE("the keys of a product are replaced as a whole, in their order, and no other product's") {
    on_each([](Database& database) {
        CHECK(read(database, "maskinporten").empty());
        Rows const both{{"b", "previous", "pem b"}, {"a", "current", "pem a"}};
        put(database, "maskinporten", both);
        put(database, "other", {{"a", "current", "pem"}});
        CHECK(read(database, "maskinporten") == both);
        Rows const one{{"a", "current", "pem a"}};
        put(database, "maskinporten", one);
        CHECK(read(database, "maskinporten") == one);
        CHECK(read(database, "other") == Rows{{"a", "current", "pem"}});
    });
}

TEST_CASE("keys that cannot be are not written, and those before them stay") {
    on_each([](Database& database) {
        Rows const good{{"a", "current", "pem"}};
        put(database, "maskinporten", good);
        CHECK_THROWS_AS(put(database, "maskinporten", {{"a", "current", "1"}, {"a", "next", "2"}}),
                        std::runtime_error);
        CHECK_THROWS_AS(put(database, "maskinporten", {{"a", "lost", "1"}}), std::runtime_error);
        CHECK(read(database, "maskinporten") == good);
    });
}

TEST_CASE("keys outlive the process that put them") {
    emulator::test::TemporaryFolder const folder;
    Rows const rows{{"a", "current", "pem a"}, {"b", "next", "pem b"}};
    put(*open_file(folder / "data.sqlite"), "maskinporten", rows);
    CHECK(read(*open_file(folder / "data.sqlite"), "maskinporten") == rows);
}

}  // namespace
}  // namespace emulator::store
