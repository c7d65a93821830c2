// Clients and scopes of fixtures/, registered anew with other properties while the services run.
#pragma once

#include <functional>
#include <string>

#include "base/json.h"
#include "store/directory.h"

namespace emulator::test {

class Registrations {
public:
    using Change = std::function<void(Json&)>;

    explicit Registrations(store::DirectoryStore& directory) : directory_(directory) {}

    // The client of the fixtures with that change. Where the change gives it another client_id, it is a new
    // one.
    void client(std::string const& id, Change const& change);
    void scope(std::string const& name, Change const& change);

private:
    store::DirectoryStore& directory_;
};

}  // namespace emulator::test
