#include "app/fixture_watch.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "app/fixtures.h"
#include "base/json.h"
#include "store/persons.h"
#include "support/temporary_folder.h"
#include "support/world.h"

namespace emulator::app {
namespace {

// A folder of fixtures, a data set that started from it, and a watch that looks often.
struct Watched {
    Watched() {
        for (auto const& name : Assets().names_below("fixtures"))
            test::write_file(folder / name.substr(9), *Assets().find(name));
        assets.read_from_disk("fixtures", folder.path());
        need(load_fixtures(assets, *database, clock.now()));
        directory.emplace(*database, store::Placeholders{});
        watch.emplace(assets, *directory, clock, log, std::chrono::milliseconds(2));
    }
    void change(std::string const& kind, std::function<void(Json&)> const& edit) const {
        auto const file = folder / (kind + ".json");
        auto document = need(parse_json(test::file_bytes(file)));
        edit(document.is_array() ? document : document.at(kind));
        test::write_file(file, document.dump(2));
    }
    // Whether it comes true before long.
    bool comes(std::function<bool()> const& condition) const {
        for (int i = 0; i < 5000; ++i) {
            if (condition()) return true;
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        }
        return false;
    }
    bool tells(std::string const& words) const {
        return comes([&] { return log.mentions(words); });
    }

    test::TemporaryFolder folder;
    test::FixedClock clock;
    test::CollectingLog log{clock};
    Assets assets;
    std::unique_ptr<store::Database> database = need(store::Database::open(std::nullopt, Assets()));
    std::optional<store::DirectoryStore> directory;
    std::optional<FixtureWatch> watch;
};

TEST_CASE("a changed file takes the place of what it held, and other kinds keep what was registered since") {
    Watched world;
    world.directory->change(
        [](store::Connection& connection) { store::put_scope(connection, "ny:x", R"({"name":"ny:x"})"); });
    world.change("clients", [](Json& clients) {
        clients.erase(0);
        clients.push_back({{"client_id", "ny-klient"}});
    });
    CHECK(world.comes([&] { return world.directory->now()->client("ny-klient") != nullptr; }));
    auto const directory = world.directory->now();
    CHECK(directory->client("demo-etat-nokkel") == nullptr);
    CHECK(directory->client("demo-etat-sertifikat") != nullptr);
    CHECK(directory->scope("ny:x") != nullptr);
    CHECK(world.tells("files=clients"));
}

TEST_CASE(
    "a file with faults leaves everything as it was, and is told by line and column until it is mended") {
    Watched world;
    auto const before = world.directory->now();
    test::write_file(world.folder / "gotourls.json", "[\n  7\n]");
    CHECK(world.tells((world.folder / "gotourls.json").string() + ":2:3: entry 1: expected a string"));
    CHECK(world.tells("everything stays as it was"));
    CHECK(world.directory->now() == before);
    test::write_file(world.folder / "gotourls.json", "[\n  \"https://x.example/\"\n]");
    CHECK(world.comes(
        [&] { return world.directory->now()->goto_urls == std::vector<std::string>{"https://x.example/"}; }));
    CHECK(world.directory->now()->clients.size() == before->clients.size());
}

TEST_CASE("people keep what they have, whatever becomes of their file") {
    Watched world;
    auto const before = store::Persons(*world.database).listed();
    world.change("persons", [](Json& persons) { persons.erase(0); });
    CHECK(world.tells("people are read at the start alone"));
    CHECK(store::Persons(*world.database).listed() == before);
}

}  // namespace
}  // namespace emulator::app
