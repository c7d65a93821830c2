#include "app/options.h"

#include <algorithm>

#include "base/encoding.h"

namespace emulator::app {
namespace {

namespace po = boost::program_options;

// How many letters have to change.
std::size_t distance(std::string_view left, std::string_view right) {
    std::vector<std::size_t> row(right.size() + 1);
    for (std::size_t j = 0; j <= right.size(); ++j)
        row[j] = j;
    for (std::size_t i = 1; i <= left.size(); ++i) {
        auto diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= right.size(); ++j) {
            auto const above = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, diagonal + (left[i - 1] != right[j - 1])});
            diagonal = above;
        }
    }
    return row.back();
}

std::string without_dashes(std::string name) {
    while (name.starts_with('-'))
        name.erase(0, 1);
    return name.substr(0, name.find('='));
}

}  // namespace

Error wrong_use(std::string what) {
    return {ErrorCode::invalid_request, std::move(what)};
}

std::string_view nearest_word(std::string_view given, std::span<std::string const> words) {
    std::string_view nearest;
    std::size_t least = 4;
    for (auto const& word : words) {
        auto const steps = distance(given, word);
        if (steps >= least) continue;
        least = steps;
        nearest = word;
    }
    return nearest;
}

std::string option_hint(std::string_view given, po::options_description const& all) {
    std::vector<std::string> names;
    for (auto const& option : all.options())
        names.push_back(option->long_name());
    auto const nearest = nearest_word(given, names);
    return nearest.empty() ? "see --help" : "did you mean --" + std::string(nearest) + "? See --help";
}

Error detail::unknown_option(std::string const& source, std::string const& name,
                             po::options_description const& all) {
    auto const bare = without_dashes(name);
    return wrong_use(source + "unknown option '" + shown(bare, 60) + "'; " + option_hint(bare, all));
}

Error detail::unreadable_options(std::string const& source, std::string const& why) {
    return wrong_use(source + why + "; see --help");
}

Result<> store_arguments(po::variables_map& values, po::options_description const& all,
                         std::vector<std::string> const& arguments) {
    auto const parse = [&] {
        // An option must be spelt out: a prefix that is unique today is not so tomorrow.
        auto const style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
        return po::command_line_parser(arguments).options(all).positional({}).style(style).run();
    };
    return store_options(values, all, parse, "");
}

}  // namespace emulator::app
