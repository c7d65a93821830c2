#include "app/people/command.h"

#include <doctest/doctest.h>

#include <sstream>

#include "app/people/options.h"
#include "base/times.h"
#include "support/temporary_folder.h"
#include "support/world.h"

namespace emulator::app {
namespace {

using Words = std::vector<std::string>;

TEST_CASE("the options of people are read, and their defaults") {
    auto const wish = need(read_people_wish({"generate", "--count", "100", "--database", "x.sqlite"}));
    CHECK(wish.action == PeopleAction::generate);
    CHECK(wish.count == 100);
    CHECK(wish.seed == 1);
    CHECK(wish.at == std::nullopt);
    CHECK(wish.database == "x.sqlite");
    auto const dated = need(read_people_wish(
        {"generate", "--count=1", "--seed=9223372036854775807", "--date=2026-01-31", "--database=x"}));
    CHECK(dated.at == parse_time("2026-01-31T00:00:00Z"));
    CHECK(dated.seed == 9223372036854775807U);
    CHECK(need(read_people_wish({"import", "a.csv", "--database", "x"})).form == PeopleForm::csv);
    CHECK(need(read_people_wish({"import", "a.txt", "--format", "csv", "--database", "x"})).form ==
          PeopleForm::csv);
    CHECK(need(read_people_wish({"export", "a.csv", "--format", "json", "--database", "x"})).form ==
          PeopleForm::json);
    CHECK(need(read_people_wish({"export", "--database", "x"})).file.empty());
    for (auto const& words : {Words{"--help"}, Words{"generate", "--help"}, Words{"import", "-h"}})
        CHECK(need(read_people_wish(words)).action == PeopleAction::help);
}

TEST_CASE("what cannot be meant is refused by its name, with what would be valid") {
    struct Row {
        Words words;
        std::string told;
    };
    for (auto const& row : {
             Row{{}, "expected generate, import or export"},
             Row{{"make"}, "people make: expected generate"},
             Row{{"generate", "--database", "x"}, "--count is missing"},
             Row{{"generate", "--count", "5"}, "--database is missing"},
             Row{{"generate", "--count", "0", "--database", "x"},
                 "--count 0: expected a whole number from 1"},
             Row{{"generate", "--count", "10000001", "--database", "x"}, "to 10000000"},
             Row{{"generate", "--count", "1e6", "--database", "x"}, "--count 1e6"},
             Row{{"generate", "--count", "5", "--seed", "-1", "--database", "x"}, "--seed -1"},
             Row{{"generate", "--count", "5", "--date", "31.1.2026", "--database", "x"}, "--date 31.1.2026"},
             Row{{"generate", "5", "--database", "x"}, "--help"},
             Row{{"generate", "--cuont", "5", "--database", "x"}, "did you mean --count?"},
             Row{{"generate", "--count", "5", "--format", "csv", "--database", "x"},
                 "unknown option 'format'"},
             Row{{"import", "--database", "x"}, "expected a file"},
             Row{{"import", "a", "--format", "xml", "--database", "x"}, "--format xml: expected json or csv"},
             Row{{"export", "--fixtures", "/nowhere", "--database", "x"}, "--fixtures /nowhere"},
         }) {
        CAPTURE(row.told);
        auto const refused = read_people_wish(row.words);
        REQUIRE_FALSE(refused.has_value());
        CHECK(refused.error().code == ErrorCode::invalid_request);
        CAPTURE(refused.error().description);
        CHECK(refused.error().description.find(row.told) != std::string::npos);
    }
}

TEST_CASE("people are generated into a new file, exported from it and imported into another") {
    test::TemporaryFolder const folder;
    test::FixedClock const clock;
    test::CountingEntropy entropy;
    std::ostringstream out;
    auto const run = [&](Words const& words) { return run_people(words, {out, clock, entropy}); };
    auto const first = (folder / "first.sqlite").string();
    auto const second = (folder / "second.sqlite").string();
    auto const csv = (folder / "people.csv").string();
    need(run({"generate", "--count", "50", "--database", first}));
    CHECK(out.str().find("50 people are in " + first) != std::string::npos);
    need(run({"export", csv, "--database", first}));
    need(run({"import", csv, "--database", second}));
    need(run({"export", csv + "2", "--format", "csv", "--database", second}));
    CHECK(test::file_bytes(csv) == test::file_bytes(csv + "2"));

    // A file that exists is not replaced by mistake.
    CHECK(run({"export", csv, "--database", first}).error().description.find("--force") != std::string::npos);
    need(run({"export", csv, "--force", "--database", first}));
    CHECK(run({"export", "--database", first + ".no"}).error().code == ErrorCode::invalid_request);
    CHECK(run({"import", folder.path().string(), "--database", first})
              .error()
              .description.find("is a folder") != std::string::npos);
    CHECK(run({"import", csv + ".no", "--database", first}).error().code == ErrorCode::invalid_request);
}

}  // namespace
}  // namespace emulator::app
