#include "store/removals.h"

namespace emulator::store {

void remove_delegation(Connection& connection, model::Delegation const& delegation) {
    connection
        .query(
            "delete from delegation where consumer_orgno = ? and supplier_orgno = ? and scope = ? and "
            "delegation_source = ?")
        .bind(delegation.consumer_orgno)
        .bind(delegation.supplier_orgno)
        .bind(delegation.scope)
        .bind(delegation.delegation_source)
        .run();
}

void remove_system_user(Connection& connection, std::string_view id) {
    connection.query("delete from system_user where id = ?").bind(id).run();
}

void remove_consent(Connection& connection, std::string_view id) {
    connection.query("delete from consent where id = ?").bind(id).run();
}

void remove_goto_url(Connection& connection, std::string_view url) {
    connection.query("delete from goto_url where url = ?").bind(url).run();
}

}  // namespace emulator::store
