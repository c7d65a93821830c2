// The configuration and the people of a data set as files of fixtures/, with their schemas and keys, such
// that a data set that is loaded from them is the same. The same data give the same bytes, in an order that
// differs little from edit to edit.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/assets.h"
#include "base/json.h"
#include "store/persons.h"

namespace emulator::app {

// People of `people generate` are left out: the same command makes them anew. What is not in the files: the
// numbers of the register's changes, which begin anew, and sessions, grants and tokens.
class FixtureExport {
public:
    // REQUIRES: both outlive it. Private keys come from `assets`, and Maskinporten's, once it was rotated,
    // from the data set.
    FixtureExport(store::Database& database, Assets const& assets) : database_(database), assets_(assets) {}

    // One file, "clients.json"; nothing where there is none of that name.
    std::optional<std::string> find(std::string_view name) const;

    struct File {
        std::string name;  // below the folder, with '/'
        std::string content;
        bool is_secret = false;
    };
    std::vector<File> all() const;

    // The registered keys whose private part is in no file of keys/, as "client_id, kid …".
    std::vector<std::string> keys_of_others() const;
    std::int64_t people_left_out() const;

private:
    store::Database& database_;
    Assets const& assets_;
};

// The person as an object of fixtures/persons.json.
Json person_document(store::Persons const& people, model::Person const& person);

}  // namespace emulator::app
