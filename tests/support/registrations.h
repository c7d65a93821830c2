// Clients and scopes of fixtures/, registered anew with other properties while the services run.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

#include "base/assets.h"
#include "base/json.h"
#include "store/directory.h"

namespace emulator::test {

class Registrations {
public:
    using Change = std::function<void(Json&)>;

    explicit Registrations(store::DirectoryStore& directory) : directory_(directory) {}

    // The client of the fixtures with that change. Where the change gives it another client_id, it is a new
    // one.
    void client(std::string const& id, Change const& change) {
        auto const document = changed("clients", "client_id", id, change);
        directory_.change([&](store::Connection& connection) {
            store::put_client(connection, document.at("client_id").get<std::string>(), document.dump());
        });
    }
    void scope(std::string const& name, Change const& change) {
        auto const document = changed("scopes", "name", name, change);
        directory_.change([&](store::Connection& connection) {
            store::put_scope(connection, document.at("name").get<std::string>(), document.dump());
        });
    }

private:
    static Json changed(std::string const& file, std::string const& key, std::string const& id,
                        Change const& change) {
        auto const text = Assets().find("fixtures/" + file + ".json").value();
        for (auto document : need(parse_json(text))) {
            if (document.at(key) != id) continue;
            change(document);
            return document;
        }
        throw std::logic_error("fixtures/" + file + ".json has no " + id);
    }

    store::DirectoryStore& directory_;
};

}  // namespace emulator::test
