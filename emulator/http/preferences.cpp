#include "http/preferences.h"

#include <algorithm>

namespace emulator::http {
namespace {

constexpr std::string_view blanks = " \t";

// Takes the part before the next of these characters off the front of `rest`.
std::string_view next(std::string_view& rest, std::string_view separators) {
    auto const end = rest.find_first_of(separators);
    auto const part = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    return part;
}

std::string lower_case(std::string_view text) {
    std::string lower(text);
    for (auto& c : lower)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return lower;
}

// "q=0.75" in thousandths; 1000 for whatever is no weight.
int weight_of(std::string_view parameters) {
    auto const at = lower_case(parameters).find("q=");
    if (at == std::string::npos) return 1000;
    auto digits = parameters.substr(at + 2);
    if (!digits.starts_with('0')) return 1000;
    int weight = 0;
    for (std::size_t i = 2; i < 5; ++i) {
        bool const digit = i < digits.size() && digits[i] >= '0' && digits[i] <= '9';
        weight = weight * 10 + (digit ? digits[i] - '0' : 0);
    }
    return weight;
}

}  // namespace

std::vector<Preference> read_preferences(std::string_view list) {
    std::vector<Preference> preferences;
    while (!list.empty()) {
        auto item = next(list, ",");
        auto words = next(item, ";");
        auto const weight = weight_of(item);
        while (!words.empty()) {
            auto const word = next(words, blanks);
            if (!word.empty() && weight > 0) preferences.push_back({lower_case(word), weight});
        }
    }
    std::stable_sort(preferences.begin(), preferences.end(),
                     [](auto const& left, auto const& right) { return left.weight > right.weight; });
    return preferences;
}

}  // namespace emulator::http
