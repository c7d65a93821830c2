// What the readers of command lines share: strict parsing, and errors that say what would be valid. Pure.
#pragma once

#include <boost/program_options.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace emulator::app {

// An error of use: the program ends with 2.
Error wrong_use(std::string what);

// The word that differs least from `given`, or nothing where none is near.
std::string_view nearest_word(std::string_view given, std::span<std::string const> words);

// "did you mean --maskinporten-port? See --help"
std::string option_hint(std::string_view given, boost::program_options::options_description const& all);

// Reads options only: words that stand alone are refused, and so are shortened names.
Result<> store_arguments(boost::program_options::variables_map& values,
                         boost::program_options::options_description const& all,
                         std::vector<std::string> const& arguments);

namespace detail {
Error unknown_option(std::string const& source, std::string const& name,
                     boost::program_options::options_description const& all);
Error unreadable_options(std::string const& source, std::string const& why);
}  // namespace detail

// Stores what `parse` reads. Refused: unknown options, missing and repeated values; `source` comes first in
// the error.
template <class Parse>
Result<> store_options(boost::program_options::variables_map& values,
                       boost::program_options::options_description const& all, Parse&& parse,
                       std::string const& source) {
    namespace po = boost::program_options;
    try {
        po::store(parse(), values);
        return {};
    } catch (po::unknown_option const& failure) {
        return detail::unknown_option(source, failure.get_option_name(), all);
    } catch (po::error const& failure) {
        return detail::unreadable_options(source, failure.what());
    }
}

}  // namespace emulator::app
