#include "store/spent_assertions.h"

namespace emulator::store {

void keep_spent_assertions_longer(Database& database, seconds by) {
    database.write([&](Connection& connection) {
        connection.query("update spent_assertion set expires = expires + ?").bind(by.count()).run();
    });
}

}  // namespace emulator::store
