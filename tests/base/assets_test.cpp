#include "base/assets.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "support/temporary_folder.h"

namespace emulator {
namespace {

using test::TemporaryFolder;
using test::write_file;

TEST_CASE("the executable carries pages, texts, fixtures, keys and migrations") {
    Assets const assets;
    for (auto const* name : {"web/templates/layout.html", "web/messages/nb.json", "web/static/emulator.css",
                             "web/static/emulator.css.gz", "fixtures/persons.json",
                             "fixtures/keys/ca-root.pem", "emulator/store/migrations/001_data_set.sql"}) {
        CAPTURE(name);
        auto const bytes = assets.find(name);
        REQUIRE(bytes.has_value());
        CHECK_FALSE(bytes->empty());
        CHECK(assets.display_name(name) == name);
    }
    CHECK_FALSE(assets.is_on_disk("web"));
}

TEST_CASE("bytes are carried as they are") {
    Assets const assets;
    auto const font = assets.find("web/static/inter-latin.woff2");
    REQUIRE(font.has_value());
    CHECK(font->starts_with("wOF2"));
    CHECK(assets.find("web/static/emulator.js.gz")->starts_with("\x1f\x8b"));
    CHECK(assets.find("fixtures/persons.json")->find("Stødig") != std::string::npos);
    CHECK(assets.find("fixtures/organisations.json")->ends_with("]}\n"));
}

TEST_CASE("only whole names are found") {
    Assets const assets;
    for (auto const* name :
         {"", "fixtures", "fixtures/", "persons.json", "/fixtures/persons.json", "fixtures/persons.jso",
          "fixtures/persons.json/", "fixtures//persons.json", "fixtures/../fixtures/persons.json",
          "FIXTURES/persons.json", "fixtures/missing.json"}) {
        CAPTURE(name);
        CHECK(assets.find(name) == std::nullopt);
    }
}

TEST_CASE("names below a folder are whole and sorted") {
    Assets const assets;
    auto const names = assets.names_below("emulator/store/migrations");
    CHECK(names.size() >= 2);
    CHECK(names.front() == "emulator/store/migrations/001_data_set.sql");
    CHECK(std::is_sorted(names.begin(), names.end()));
    CHECK(assets.names_below("web/messages").size() == 4);
    CHECK(assets.names_below("web/message").empty());
    CHECK(assets.names_below("nowhere").empty());
    auto const fixtures = assets.names_below("fixtures");
    CHECK(std::find(fixtures.begin(), fixtures.end(), "fixtures/keys/ca-root.pem") != fixtures.end());
}

TEST_CASE("a folder on disk stands for one folder, is read anew, and names its files by their paths") {
    TemporaryFolder const folder;
    write_file(folder / "mine/persons.json", "[1]");
    write_file(folder / "mine/keys/a.pem", "key");
    Assets assets;
    assets.read_from_disk("fixtures", folder / "mine");
    CHECK(assets.find("fixtures/persons.json") == "[1]");
    CHECK(assets.find("fixtures/keys/a.pem") == "key");
    CHECK(assets.find("fixtures/clients.json") == std::nullopt);
    CHECK(assets.find("fixtures/keys") == std::nullopt);
    CHECK(assets.find("fixtures/") == std::nullopt);
    CHECK(assets.names_below("fixtures") ==
          std::vector<std::string>{"fixtures/keys/a.pem", "fixtures/persons.json"});
    CHECK(assets.names_below("fixtures/keys") == std::vector<std::string>{"fixtures/keys/a.pem"});
    CHECK(assets.names_below("fixtures/none").empty());
    CHECK(assets.display_name("fixtures/persons.json") == (folder / "mine/persons.json").string());
    CHECK(assets.is_on_disk("fixtures"));
    CHECK_FALSE(assets.is_on_disk("web"));
    CHECK(assets.find("web/messages/nb.json").has_value());

    write_file(folder / "mine/persons.json", "[2]");
    CHECK(assets.find("fixtures/persons.json") == "[2]");
}

}  // namespace
}  // namespace emulator
