#include "app/configuration.h"

#include <algorithm>
#include <boost/program_options.hpp>
#include <boost/url/parse.hpp>
#include <charconv>
#include <fstream>
#include <sstream>

#include "app/commands.h"
#include "app/options.h"
#include "base/encoding.h"
#include "base/movable_clock.h"

namespace emulator::app {
namespace {

namespace po = boost::program_options;

constexpr std::string_view prefix = "DIGDIR_";

po::options_description options() {
    po::options_description all(
        "Options (each also as an environment variable: --maskinporten-port is DIGDIR_MASKINPORTEN_PORT)",
        100, 60);
    auto add = all.add_options();
    add("help,h", "this text");
    add("version", "the version");
    add("config", po::value<std::string>()->value_name("FILE"),
        "read options from a file, as lines of name = value");
    add("database", po::value<std::string>()->value_name("FILE"),
        "keep the data set in this SQLite file (default: in memory)");
    add("fixtures", po::value<std::string>()->value_name("DIR"),
        "take the starting data set from this folder (default: the built-in one)");
    add("watch", po::value<std::string>()->implicit_value("yes")->value_name("WORD"),
        "yes: take in changes of the files in --fixtures while running, but for people (default: no)");
    add("web-dir", po::value<std::string>()->value_name("DIR"),
        "read pages from this folder at each request, for work on them");
    add("listen", po::value<std::vector<std::string>>()->composing()->value_name("ADDRESS"),
        "listen on this address (default: 127.0.0.1 and ::1)");
    add("allowed-host", po::value<std::vector<std::string>>()->composing()->value_name("NAME"),
        "answer to this host name too (default: localhost and loopback addresses)");
    add("clock", po::value<std::string>()->value_name("TIME"),
        "begin at this time, 2027-01-01T00:00:00Z, or so much later or earlier, P18M or -P1D (default: now)");
    add("log-level", po::value<std::string>()->value_name("LEVEL"),
        "debug, info, warning, error or off (default: info)");
    add("threads", po::value<std::string>()->value_name("N"),
        "threads that answer (default: one for each core)");
    add("maskinporten-signing-alg", po::value<std::string>()->value_name("ALG"),
        "what Maskinporten signs with: RS256, RS384 or RS512 (default: RS256)");
    add("maskinporten-key-size", po::value<std::string>()->value_name("BITS"),
        "size of Maskinporten's signing keys: 2048, 3072 (as the real ones) or 4096 (default: 2048)");
    add("kontaktregisteret-expired", po::value<std::string>()->value_name("WORD"),
        "contact data older than 18 months in look-ups: told, or left-out (default: told)");
    add("selvbetjening-delay", po::value<std::string>()->value_name("SECONDS"),
        "until Maskinporten and ID-porten see a change made at Selvbetjening; the real ones take up to 300 "
        "(default: 0)");
    add("selvbetjening-combinations", po::value<std::string>()->value_name("WORD"),
        "attributes of a client that do not go together: strict refuses them, lenient warns (default: "
        "strict)");
    add("idporten-ask-contact", po::value<std::string>()->value_name("DAYS"),
        "ask people at a login about contact information older than so many days (default: nobody but those "
        "whom the data set names, after 90)");
    for (auto const& product : products) {
        auto const key = std::string(product.key);
        add((key + "-port").c_str(), po::value<std::string>()->value_name("PORT"),
            ("port of " + std::string(product.name) + " (default: " + std::to_string(product.default_port) +
             "; 0 takes a free one)")
                .c_str());
        add((key + "-url").c_str(), po::value<std::string>()->value_name("URL"),
            ("public URL of " + std::string(product.name) + " (default: http://localhost:<port>)").c_str());
    }
    return all;
}

std::string option_name(std::string_view variable) {
    std::string name;
    for (auto const c : variable.substr(prefix.size()))
        name += c == '_' ? '-' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return name;
}

Result<> read_file(po::variables_map& values, po::options_description const& all) {
    if (!values.contains("config")) return {};
    auto const path = values["config"].as<std::string>();
    std::ifstream file(path);
    if (!file)
        return wrong_use("--config " + path + ": the file cannot be read; expected lines of name = value");
    auto const parse = [&] { return po::parse_config_file(file, all); };
    return store_options(values, all, parse, path + ": ");
}

Result<std::int64_t> whole_number(std::string const& name, std::string const& text, std::int64_t most) {
    std::int64_t value = 0;
    auto const [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failure != std::errc() || end != text.data() + text.size() || value < 0 || value > most) {
        return wrong_use("--" + name + " " + shown(text, 40) + ": expected a whole number from 0 to " +
                         std::to_string(most));
    }
    return value;
}

Result<std::string> public_url(std::string const& name, std::string text) {
    while (text.ends_with('/'))
        text.pop_back();
    auto const parsed = boost::urls::parse_uri(text);
    bool const right = parsed && (parsed->scheme() == "http" || parsed->scheme() == "https") &&
                       !parsed->encoded_host().empty() && parsed->encoded_path().empty() &&
                       !parsed->has_query() && !parsed->has_fragment() && !parsed->has_userinfo();
    if (!right)
        return wrong_use("--" + name + " " + shown(text, 100) +
                         ": expected an origin such as http://localhost:4701, without a path");
    return text;
}

Result<std::filesystem::path> folder(std::string const& name, std::string const& text) {
    if (!std::filesystem::is_directory(text))
        return wrong_use("--" + name + " " + text + ": there is no such folder");
    return std::filesystem::path(text);
}

// Durations count from the moment of the start, which is later; what can be said is the same at any time.
Result<std::string> clock(std::string const& text) {
    SystemClock const machine;
    auto const tried = MovableClock(machine).move(text);
    if (tried) return text;
    return wrong_use("--clock " + shown(text, 40) + ": " + tried.error().description + "; expected " +
                     tried.error().explanation.expected);
}

Result<LogLevel> log_level(std::string const& word) {
    constexpr std::array<std::string_view, 5> levels{"debug", "info", "warning", "error", "off"};
    auto const found = std::find(levels.begin(), levels.end(), word);
    if (found == levels.end())
        return wrong_use("--log-level " + shown(word, 40) + ": expected debug, info, warning, error or off");
    return static_cast<LogLevel>(found - levels.begin());
}

Result<jose::Algorithm> signing_algorithm(std::string const& word) {
    if (auto const algorithm = jose::parse_algorithm(word)) return *algorithm;
    return wrong_use("--maskinporten-signing-alg " + shown(word, 40) + ": expected RS256, RS384 or RS512");
}

Result<unsigned> key_size(std::string const& word) {
    for (auto const bits : {2048U, 3072U, 4096U}) {
        if (word == std::to_string(bits)) return bits;
    }
    return wrong_use("--maskinporten-key-size " + shown(word, 40) + ": expected 2048, 3072 or 4096");
}

Result<bool> watch(std::string const& word, bool has_fixtures) {
    if (word != "yes" && word != "no")
        return wrong_use("--watch " + shown(word, 40) + ": expected yes or no");
    if (word == "yes" && !has_fixtures)
        return wrong_use("--watch: there is nothing to watch; expected --fixtures DIR beside it");
    return word == "yes";
}

Result<bool> leave_out_expired(std::string const& word) {
    if (word == "told" || word == "left-out") return word == "left-out";
    return wrong_use("--kontaktregisteret-expired " + shown(word, 40) + ": expected told or left-out");
}

Result<bool> lenient_combinations(std::string const& word) {
    if (word == "strict" || word == "lenient") return word == "lenient";
    return wrong_use("--selvbetjening-combinations " + shown(word, 40) + ": expected strict or lenient");
}

Result<> read_products(po::variables_map const& values, Configuration& configuration) {
    for (auto const& product : products) {
        auto const key = std::string(product.key);
        if (values.contains(key + "-port")) {
            auto const port =
                EMULATOR_TRY(whole_number(key + "-port", values[key + "-port"].as<std::string>(), 65535));
            configuration.ports[key] = static_cast<unsigned short>(port);
        }
        if (values.contains(key + "-url")) {
            configuration.urls[key] =
                EMULATOR_TRY(public_url(key + "-url", values[key + "-url"].as<std::string>()));
        }
    }
    return {};
}

Result<Configuration> to_configuration(po::variables_map const& values) {
    auto configuration = default_configuration();
    auto const text = [&](char const* name) {
        return values.contains(name) ? std::optional(values[name].as<std::string>()) : std::nullopt;
    };
    auto const list = [&](char const* name) { return values[name].as<std::vector<std::string>>(); };
    if (auto const file = text("database")) configuration.database = *file;
    if (auto const path = text("fixtures")) configuration.fixtures = EMULATOR_TRY(folder("fixtures", *path));
    if (auto const word = text("watch"))
        configuration.watch = EMULATOR_TRY(watch(*word, configuration.fixtures.has_value()));
    if (auto const path = text("web-dir")) configuration.web = EMULATOR_TRY(folder("web-dir", *path));
    if (values.contains("listen")) configuration.addresses = list("listen");
    if (values.contains("allowed-host")) configuration.allowed_hosts = list("allowed-host");
    if (auto const time = text("clock")) configuration.clock = EMULATOR_TRY(clock(*time));
    if (auto const word = text("log-level")) configuration.log_level = EMULATOR_TRY(log_level(*word));
    if (auto const count = text("threads"))
        configuration.threads = static_cast<unsigned>(EMULATOR_TRY(whole_number("threads", *count, 256)));
    if (auto const word = text("maskinporten-signing-alg"))
        configuration.maskinporten_signing_alg = EMULATOR_TRY(signing_algorithm(*word));
    if (auto const word = text("maskinporten-key-size"))
        configuration.maskinporten_key_size = EMULATOR_TRY(key_size(*word));
    if (auto const word = text("kontaktregisteret-expired"))
        configuration.leave_out_expired = EMULATOR_TRY(leave_out_expired(*word));
    constexpr std::int64_t a_day = 86400;
    if (auto const text_of_seconds = text("selvbetjening-delay"))
        configuration.selvbetjening_delay =
            seconds(EMULATOR_TRY(whole_number("selvbetjening-delay", *text_of_seconds, a_day)));
    if (auto const word = text("selvbetjening-combinations"))
        configuration.lenient_combinations = EMULATOR_TRY(lenient_combinations(*word));
    if (auto const days = text("idporten-ask-contact"))
        configuration.contact_age =
            std::chrono::days(EMULATOR_TRY(whole_number("idporten-ask-contact", *days, 36500)));
    EMULATOR_TRY(read_products(values, configuration));
    return configuration;
}

}  // namespace

Configuration default_configuration() {
    Configuration configuration;
    for (auto const& product : products)
        configuration.ports.emplace(product.key, product.default_port);
    return configuration;
}

Result<Asked> read_configuration(std::vector<std::string> const& arguments,
                                 std::vector<std::string> const& environment) {
    auto const all = options();
    Asked asked;
    po::variables_map values;
    EMULATOR_TRY(store_arguments(values, all, arguments));

    po::parsed_options variables(&all);
    for (auto const& entry : environment) {
        auto const equals = entry.find('=');
        if (!entry.starts_with(prefix) || equals == std::string::npos || equals + 1 == entry.size()) continue;
        auto const name = option_name(std::string_view(entry).substr(0, equals));
        if (!all.find_nothrow(name, false)) {
            asked.warnings.push_back("the environment variable " + shown(entry.substr(0, equals), 80) +
                                     " means nothing here; " + option_hint(name, all));
            continue;
        }
        po::option option(name, {entry.substr(equals + 1)});
        variables.options.push_back(std::move(option));
    }
    auto const from_environment = [&] { return variables; };
    EMULATOR_TRY(store_options(values, all, from_environment, "environment: "));
    EMULATOR_TRY(read_file(values, all));

    if (values.contains("help"))
        asked.what = Asked::What::help;
    else if (values.contains("version"))
        asked.what = Asked::What::version;
    asked.configuration = EMULATOR_TRY(to_configuration(values));
    return asked;
}

std::string usage() {
    std::ostringstream text;
    text << "digdir-emulator: Maskinporten, ID-porten, Kontakt- og reservasjonsregisteret and MinProfil on "
            "your own machine.\n\n"
            "Usage: digdir-emulator [options]\n"
            "       digdir-emulator COMMAND [options], with --help for what it takes\n\n"
            "Commands:\n";
    for (auto const& command : commands())
        text << "  " << std::string(command.name).append(14 - command.name.size(), ' ') << command.what
             << "\n";
    text << "\n"
         << options()
         << "\nExamples:\n"
            "  digdir-emulator                              a fresh data set in memory, "
            "http://localhost:4700\n"
            "  digdir-emulator --database krr.db            changes survive a restart\n"
            "  digdir-emulator --maskinporten-port 0        a free port; the ready lines tell which\n";
    return text.str();
}

}  // namespace emulator::app
