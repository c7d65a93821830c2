#include "store/documents.h"

#include <nlohmann/json.hpp>
#include <stdexcept>

namespace emulator::store {
namespace {

Json document_of(Query query, std::string_view name) {
    query.bind(name);
    if (!query.step()) return Json::object();
    auto document = parse_json(query.text(0));
    if (!document) throw std::runtime_error(std::string(name) + ": " + document.error().description);
    return std::move(*document);
}

std::vector<std::string> texts(Connection& connection, char const* sql) {
    std::vector<std::string> found;
    auto rows = connection.query(sql);
    while (rows.step())
        found.emplace_back(rows.text(0));
    return found;
}

}  // namespace

Json client_document(Connection& connection, std::string_view client_id) {
    return document_of(connection.query("select document from client where client_id = ?"), client_id);
}

std::vector<std::string> client_documents(Connection& connection) {
    return texts(connection, "select document from client order by client_id");
}

std::vector<std::string> scope_documents(Connection& connection) {
    return texts(connection, "select document from scope order by name");
}

}  // namespace emulator::store
