#include "app/fixtures_command.h"

#include <doctest/doctest.h>

#include <sstream>

#include "app/people/command.h"
#include "support/temporary_folder.h"
#include "support/world.h"

namespace emulator::app {
namespace {

using Words = std::vector<std::string>;

class Commands {
public:
    Result<> run(Words const& words) {
        out_.str("");
        return run_fixtures(words, {out_, clock_, entropy_});
    }
    std::string out() const { return out_.str(); }
    std::string path(std::string const& name) const { return (folder_ / name).string(); }
    // A data set with ten generated people.
    std::string data_set() {
        auto const file = path("data.sqlite");
        need(run_people({"generate", "--count", "10", "--database", file}, {out_, clock_, entropy_}));
        return file;
    }

private:
    test::TemporaryFolder folder_;
    test::FixedClock clock_;
    test::CountingEntropy entropy_;
    std::ostringstream out_;
};

TEST_CASE(
    "a data set is exported to a folder, which a second data set is exported from with the same bytes") {
    Commands commands;
    auto const folder = commands.path("new/folder");
    need(commands.run({"export", "--database", commands.data_set(), "--to", folder}));
    CHECK(commands.out().find("files written to " + folder) != std::string::npos);
    CHECK(commands.out().find("10 generated people are not among them") != std::string::npos);
    CHECK(commands.out().find("private keys") == std::string::npos);

    auto const second = commands.path("second.sqlite");
    std::ostringstream ignored;
    test::FixedClock const clock;
    test::CountingEntropy entropy;
    need(run_people({"generate", "--count", "1", "--database", second, "--fixtures", folder},
                    {ignored, clock, entropy}));
    auto const again = commands.path("again");
    need(commands.run({"export", "--database", second, "--fixtures", folder, "--to", again}));
    for (auto const* const name : {"clients.json", "persons.json", "keys/maskinporten-signing.pem"}) {
        CAPTURE(name);
        CHECK(test::file_bytes(again + "/" + name) == test::file_bytes(folder + "/" + name));
    }
}

TEST_CASE("an export replaces nothing that is there, unless it is told to") {
    Commands commands;
    auto const data_set = commands.data_set();
    auto const folder = commands.path("folder");
    test::write_file(folder + "/scopes.json", "mine");
    auto const refused = commands.run({"export", "--database", data_set, "--to", folder});
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().description.find(folder + "/scopes.json: the file exists already") == 0);
    CHECK(test::file_bytes(folder + "/scopes.json") == "mine");
    CHECK_FALSE(std::filesystem::exists(folder + "/clients.json"));
    need(commands.run({"export", "--database", data_set, "--to", folder, "--force"}));
    CHECK(test::file_bytes(folder + "/scopes.json") != "mine");
}

TEST_CASE("every fault of a folder is told by file, line and column, and a right one counted") {
    Commands commands;
    need(commands.run({"check"}));
    CHECK(commands.out().find("nothing is wrong: ") == 0);
    CHECK(commands.out().find(" clients") != std::string::npos);

    auto const folder = commands.path("folder");
    need(commands.run({"export", "--database", commands.data_set(), "--to", folder}));
    need(commands.run({"check", "--fixtures", folder}));
    test::write_file(folder + "/delegations.json",
                     "[\n  {\"scope\": \"krr:none\",\n   \"consumer\": 1}\n]\n");
    test::write_file(folder + "/gotourls.json", "[\n  7,\n  \"x\"\n]\n");
    test::write_file(folder + "/consents.json", "[\n  x]\n");
    std::filesystem::remove(folder + "/systemusers.json");
    auto const refused = commands.run({"check", "--fixtures", folder});
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == ErrorCode::invalid_request);
    CHECK(refused.error().description == "9 faults in 4 files");
    CAPTURE(commands.out());
    for (auto const* const told : {
             "/gotourls.json:2:3: entry 1: expected a string",
             "/gotourls.json:3:3: entry 2: received \"x\", expected an address",
             "/delegations.json:2:3: entry 1: member 'consumer_orgno': received nothing",
             "/delegations.json:2:3: entry 1: member 'supplier_orgno': received nothing",
             "/delegations.json:2:3: entry 1: member 'delegation_source': received nothing",
             "/delegations.json:3:4: entry 1: unknown member 'consumer'; known members are consumer_orgno, ",
             "/delegations.json:2:4: entry 1: member 'scope': received \"krr:none\", expected a scope",
             "/consents.json:2:3: malformed JSON",
             "/systemusers.json: there is no such file",
         }) {
        CAPTURE(told);
        CHECK(commands.out().find(folder + told) != std::string::npos);
    }
}

TEST_CASE("what cannot be meant with fixtures is refused by its name") {
    Commands commands;
    auto const data_set = commands.data_set();
    test::write_file(commands.path("file"), "");
    struct Row {
        Words words;
        std::string told;
    };
    for (auto const& row : {
             Row{{}, "expected check or export"},
             Row{{"make"}, "fixtures make: expected check"},
             Row{{"export", "--to", "x"}, "--database is missing"},
             Row{{"export", "--database", data_set}, "--to is missing"},
             Row{{"export", "--database", data_set + ".no", "--to", "x"}, "there is no such file"},
             Row{{"export", "--database", data_set, "--to", commands.path("file")}, "--to "},
             Row{{"export", "--database", data_set, "--to", "x", "--fixtures", "/nowhere"},
                 "--fixtures /nowhere"},
             Row{{"export", "--databse", data_set, "--to", "x"}, "did you mean --database?"},
         }) {
        CAPTURE(row.told);
        auto const refused = commands.run(row.words);
        REQUIRE_FALSE(refused.has_value());
        CHECK(refused.error().code == ErrorCode::invalid_request);
        CAPTURE(refused.error().description);
        CHECK(refused.error().description.find(row.told) != std::string::npos);
    }
}

}  // namespace
}  // namespace emulator::app
