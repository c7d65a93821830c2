#include "app/people/options.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <sstream>

#include "app/options.h"
#include "app/people/population.h"
#include "base/encoding.h"
#include "base/times.h"

namespace emulator::app {
namespace {

namespace po = boost::program_options;

po::options_description common_options() {
    po::options_description all("Options", 100, 60);
    auto add = all.add_options();
    add("help,h", "this text");
    add("database", po::value<std::string>()->value_name("FILE"),
        "the data set; needed. A file that does not exist is made, with the fixtures in it");
    add("fixtures", po::value<std::string>()->value_name("DIR"),
        "fill a new data set from this folder (default: the built-in fixtures)");
    return all;
}

po::options_description generate_options() {
    po::options_description all("Options of generate", 100, 60);
    auto add = all.add_options();
    add("count", po::value<std::string>()->value_name("NUMBER"), "how many people, 1 to 10000000; needed");
    add("seed", po::value<std::string>()->value_name("NUMBER"),
        "another seed gives other people, the same one the same, on every machine (default: 1)");
    add("date", po::value<std::string>()->value_name("YYYY-MM-DD"),
        "the day before which all that happened to them lies (default: today)");
    return all;
}

po::options_description file_options(bool writes) {
    po::options_description all(writes ? "Options of export" : "Options of import", 100, 60);
    auto add = all.add_options();
    add("format", po::value<std::string>()->value_name("FORM"),
        "json or csv (default: as the file's name ends)");
    if (writes) add("force", "replace a file that exists");
    return all;
}

struct Reader {
    po::variables_map const& values;

    std::optional<std::string> text(char const* name) const {
        return values.contains(name) ? std::optional(values[name].as<std::string>()) : std::nullopt;
    }
};

Result<std::int64_t> number(std::string const& option, std::string const& given, std::int64_t least,
                            std::int64_t most) {
    std::int64_t value = 0;
    auto const end = given.data() + given.size();
    auto const [stop, fault] = std::from_chars(given.data(), end, value);
    if (fault == std::errc() && stop == end && value >= least && value <= most) return value;
    return wrong_use("--" + option + " " + shown(given, 40) + ": expected a whole number from " +
                     std::to_string(least) + " to " + std::to_string(most));
}

Result<> read_generate(Reader const& options, PeopleWish& wish) {
    auto const count = options.text("count");
    if (!count)
        return wrong_use("--count is missing: expected how many people, such as --count 100000; see --help");
    wish.count = EMULATOR_TRY(number("count", *count, 1, most_people));
    auto const seed = EMULATOR_TRY(
        number("seed", options.text("seed").value_or("1"), 0, std::numeric_limits<std::int64_t>::max()));
    wish.seed = static_cast<std::uint64_t>(seed);
    if (auto const date = options.text("date")) {
        wish.at = date->size() == 10 ? parse_time(*date + "T00:00:00Z") : std::nullopt;
        if (!wish.at) return wrong_use("--date " + shown(*date, 40) + ": expected a day such as 2026-01-31");
    }
    return {};
}

Result<> read_form(Reader const& options, PeopleWish& wish) {
    auto given = options.text("format");
    if (!given && wish.file.extension() == ".csv") given = "csv";
    if (given && *given != "json" && *given != "csv")
        return wrong_use("--format " + shown(*given, 40) + ": expected json or csv");
    wish.form = given == "csv" ? PeopleForm::csv : PeopleForm::json;
    return {};
}

Result<> read_common(Reader const& options, PeopleWish& wish) {
    auto const database = options.text("database");
    if (!database || database->empty())
        return wrong_use("--database is missing: expected the file of the data set; see --help");
    wish.database = *database;
    if (auto const fixtures = options.text("fixtures")) {
        if (!std::filesystem::is_directory(*fixtures))
            return wrong_use("--fixtures " + shown(*fixtures, 200) + ": there is no such folder");
        wish.fixtures = *fixtures;
    }
    return {};
}

Result<PeopleAction> action(std::vector<std::string> const& arguments) {
    if (arguments.empty()) return wrong_use("people: expected generate, import or export; see --help");
    auto const& word = arguments.front();
    if (word == "--help" || word == "-h") return PeopleAction::help;
    if (word == "generate") return PeopleAction::generate;
    if (word == "import") return PeopleAction::import;
    if (word == "export") return PeopleAction::export_;
    return wrong_use("people " + shown(word, 40) + ": expected generate, import or export; see --help");
}

}  // namespace

Result<PeopleWish> read_people_wish(std::vector<std::string> const& arguments) {
    PeopleWish wish;
    wish.action = EMULATOR_TRY(action(arguments));
    if (wish.action == PeopleAction::help) return wish;
    bool const generates = wish.action == PeopleAction::generate;
    auto all = common_options();
    all.add(generates ? generate_options() : file_options(wish.action == PeopleAction::export_));
    auto rest = std::vector(arguments.begin() + 1, arguments.end());
    if (!generates && !rest.empty() && !rest.front().starts_with('-')) {
        wish.file = rest.front();
        rest.erase(rest.begin());
    }
    po::variables_map values;
    EMULATOR_TRY(store_arguments(values, all, rest));
    if (values.contains("help")) return PeopleWish{};
    Reader const options{values};
    EMULATOR_TRY(read_common(options, wish));
    if (generates) {
        EMULATOR_TRY(read_generate(options, wish));
        return wish;
    }
    if (wish.action == PeopleAction::import && wish.file.empty())
        return wrong_use("people import: expected a file, such as people import people.csv --database FILE");
    EMULATOR_TRY(read_form(options, wish));
    wish.replace = values.contains("force");
    return wish;
}

std::string people_usage() {
    std::ostringstream text;
    text << "Fills a data set with people, reads them from a file or writes them to one. All are "
            "synthetic.\n\n"
            "Usage: digdir-emulator people generate --count NUMBER --database FILE [options]\n"
            "       digdir-emulator people import FILE --database FILE [options]\n"
            "       digdir-emulator people export [FILE] --database FILE [options]\n\n"
         << common_options() << "\n"
         << generate_options() << "\n"
         << file_options(false) << "\n"
         << file_options(true)
         << "\nExamples:\n"
            "  digdir-emulator people generate --count 5500000 --database norge.sqlite\n"
            "  digdir-emulator people import tenor.csv --database data.sqlite\n"
            "  digdir-emulator people export people.csv --database data.sqlite\n\n"
            "generate that was stopped goes on where it was when it is asked for the same again; stop an\n"
            "emulator that uses the file first. import reads fixtures/persons.json or its objects, CSV with "
            "their\nmembers as columns, and what Tenor testdatasøk exports, all in UTF-8; it writes nothing "
            "when "
            "a line is\nwrong. Tenor knows nothing of the register: of people who are there already its list "
            "changes the name\nalone, and new ones are not registered.\n";
    return text.str();
}

}  // namespace emulator::app
