#include "app/fixtures_command.h"

#include <filesystem>
#include <set>
#include <sstream>

#include "app/fixture_export.h"
#include "app/fixtures.h"
#include "app/new_files.h"
#include "app/options.h"
#include "base/encoding.h"

namespace emulator::app {
namespace {

namespace po = boost::program_options;

po::options_description check_options() {
    po::options_description all("Options of check", 100, 60);
    auto add = all.add_options();
    add("help,h", "this text");
    add("fixtures", po::value<std::string>()->value_name("DIR"),
        "the folder (default: the built-in fixtures)");
    return all;
}

po::options_description export_options() {
    po::options_description all("Options of export", 100, 60);
    auto add = all.add_options();
    add("help,h", "this text");
    add("database", po::value<std::string>()->value_name("FILE"), "the data set; needed");
    add("to", po::value<std::string>()->value_name("DIR"),
        "the folder to write; made where it is not there; needed");
    add("fixtures", po::value<std::string>()->value_name("DIR"),
        "where the private keys are taken from (default: the built-in ones)");
    add("force", "replace files that exist");
    return all;
}

std::string usage() {
    std::ostringstream text;
    text << "Checks the files that --fixtures starts from, or writes a data set as such files.\n\n"
            "Usage: digdir-emulator fixtures check [options]\n"
            "       digdir-emulator fixtures export --database FILE --to DIR [options]\n\n"
         << check_options() << "\n"
         << export_options()
         << "\nExamples:\n"
            "  digdir-emulator fixtures check --fixtures my-fixtures\n"
            "  digdir-emulator fixtures export --database data.sqlite --to my-fixtures\n"
            "  digdir-emulator --fixtures my-fixtures\n\n"
            "check tells every fault by file, line and column, and ends with 2 where there is one. An "
            "emulator\n"
            "that keeps its data set in memory gives each file while it runs, at Konsoll's\n"
            "/fixtures/clients.json and so on.\n";
    return text.str();
}

Result<> check(Assets const& assets, Surroundings const& surroundings) {
    auto const checked = check_fixtures(assets, surroundings.clock.now());
    std::set<std::string> files;
    for (auto const& fault : checked.faults) {
        surroundings.out << text_of(fault) << "\n";
        files.insert(fault.file);
    }
    if (!files.empty()) {
        surroundings.out << std::flush;
        return wrong_use(std::to_string(checked.faults.size()) +
                         (checked.faults.size() == 1 ? " fault in " : " faults in ") +
                         std::to_string(files.size()) + (files.size() == 1 ? " file" : " files"));
    }
    std::string counts;
    for (auto const& kind : checked.kinds)
        counts += (counts.empty() ? "" : ", ") + std::to_string(kind.entries) + " " + kind.name;
    surroundings.out << "nothing is wrong: " << counts << std::endl;
    return {};
}

struct ExportWish {
    std::filesystem::path database, to;
    Existing existing = Existing::kept;
};

Result<std::string> needed(po::variables_map const& values, std::string const& name, char const* what) {
    auto text = values.contains(name) ? values[name].as<std::string>() : std::string();
    if (text.empty()) return wrong_use("--" + name + " is missing: expected " + what + "; see --help");
    return text;
}

Result<> read_fixtures_option(po::variables_map const& values, Assets& assets) {
    if (!values.contains("fixtures")) return {};
    auto const folder = values["fixtures"].as<std::string>();
    if (!std::filesystem::is_directory(folder))
        return wrong_use("--fixtures " + shown(folder, 200) + ": there is no such folder");
    assets.read_from_disk("fixtures", folder);
    return {};
}

Result<> write_folder(std::vector<FixtureExport::File>& files, ExportWish const& wish) {
    std::vector<NewFile> written;
    for (auto& file : files) {
        auto path = wish.to / file.name;
        std::error_code failure;
        std::filesystem::create_directories(path.parent_path(), failure);
        if (failure)
            return wrong_use("--to " + wish.to.string() +
                             ": the folder cannot be made: " + failure.message());
        written.push_back({std::move(path), std::move(file.content), file.is_secret});
    }
    return write_new_files(written, wish.existing);
}

Result<> export_fixtures(ExportWish const& wish, Assets const& assets, std::ostream& out) {
    if (!std::filesystem::exists(wish.database))
        return wrong_use("--database " + wish.database.string() + ": there is no such file");
    auto const database = EMULATOR_TRY(store::Database::open(wish.database, assets));
    if (!has_data(*database))
        return wrong_use("--database " + wish.database.string() + ": there is no data set in the file yet");
    FixtureExport const fixtures(*database, assets);
    auto files = fixtures.all();
    auto const count = files.size();
    EMULATOR_TRY(write_folder(files, wish));
    out << count << " files written to " << wish.to.string() << "\n";
    if (auto const left_out = fixtures.people_left_out())
        out << left_out
            << " generated people are not among them: people generate makes them anew, people "
               "export writes them\n";
    auto const others = fixtures.keys_of_others();
    if (!others.empty()) out << "the private keys of these are with their owners, and not written:\n";
    for (auto const& key : others)
        out << "  " << key << "\n";
    out << std::flush;
    return {};
}

}  // namespace

Result<> run_fixtures(std::vector<std::string> const& arguments, Surroundings const& surroundings) {
    auto const word = arguments.empty() ? std::string() : arguments.front();
    bool const helps = word == "--help" || word == "-h";
    if (word != "check" && word != "export" && !helps)
        return wrong_use("fixtures " + shown(word, 40) + ": expected check or export; see --help");
    po::variables_map values;
    if (!helps) {
        EMULATOR_TRY(store_arguments(values, word == "check" ? check_options() : export_options(),
                                     {arguments.begin() + 1, arguments.end()}));
    }
    if (helps || values.contains("help")) {
        surroundings.out << usage() << std::flush;
        return {};
    }
    Assets assets;
    EMULATOR_TRY(read_fixtures_option(values, assets));
    if (word == "check") return check(assets, surroundings);
    // Not inside the braces: a return from there leaves behind what was made before it (GCC 12).
    auto const database = EMULATOR_TRY(needed(values, "database", "the file of the data set"));
    auto const to = EMULATOR_TRY(needed(values, "to", "the folder to write"));
    auto const existing = values.contains("force") ? Existing::replaced : Existing::kept;
    return export_fixtures({database, to, existing}, assets, surroundings.out);
}

}  // namespace emulator::app
