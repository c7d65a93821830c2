#include "support/registrations.h"

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "base/assets.h"

namespace emulator::test {
namespace {

Json changed(std::string const& file, std::string const& key, std::string const& id,
             Registrations::Change const& change) {
    auto const text = Assets().find("fixtures/" + file + ".json").value();
    auto const whole = need(parse_json(text));  // outlives the loop
    for (auto document : whole.at(file)) {
        if (document.at(key) != id) continue;
        change(document);
        return document;
    }
    throw std::logic_error("fixtures/" + file + ".json has no " + id);
}

}  // namespace

void Registrations::client(std::string const& id, Change const& change) {
    auto const document = changed("clients", "client_id", id, change);
    directory_.change([&](store::Connection& connection) {
        store::put_client(connection, document.at("client_id").get<std::string>(), document.dump());
    });
}

void Registrations::scope(std::string const& name, Change const& change) {
    auto const document = changed("scopes", "name", name, change);
    directory_.change([&](store::Connection& connection) {
        store::put_scope(connection, document.at("name").get<std::string>(), document.dump());
    });
}

}  // namespace emulator::test
