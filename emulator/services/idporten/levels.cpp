#include "services/idporten/levels.h"

#include <algorithm>
#include <array>

namespace emulator::idporten {
namespace {

constexpr std::array<std::string_view, 3> ladder{"idporten-loa-low", substantial, high};

std::size_t rung(std::string_view acr) {
    return static_cast<std::size_t>(std::find(ladder.begin(), ladder.end(), acr) - ladder.begin());
}

}  // namespace

std::span<std::string_view const> known_levels() {
    return ladder;
}
bool is_known_level(std::string_view acr) {
    return rung(acr) < ladder.size();
}

bool satisfies(std::string_view acr, std::span<std::string const> acr_values) {
    if (acr_values.empty()) return rung(acr) >= rung(substantial);
    return std::any_of(acr_values.begin(), acr_values.end(),
                       [&](auto const& wanted) { return rung(acr) >= rung(wanted); });
}

std::vector<std::string_view> offered_levels(std::span<std::string const> acr_values) {
    std::vector<std::string_view> offered;
    for (auto const acr : {substantial, high}) {
        if (satisfies(acr, acr_values)) offered.push_back(acr);
    }
    return offered;
}

}  // namespace emulator::idporten
