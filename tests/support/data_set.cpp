#include "support/data_set.h"

#include "app/fixtures.h"

namespace emulator::test {

std::unique_ptr<store::DirectoryStore> load_data_set(Assets const& assets, store::Database& database,
                                                     Instant now) {
    need(app::load_fixtures(assets, database, now));
    return std::make_unique<store::DirectoryStore>(
        database, store::Placeholders{{"demotjeneste", "http://localhost:4706"},
                                      {"minprofil", "http://localhost:4704"}});
}

}  // namespace emulator::test
