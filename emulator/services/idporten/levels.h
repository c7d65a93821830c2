// Security levels (docs.digdir.no, oidc_protocol_id_token). Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace emulator::idporten {

inline constexpr std::string_view substantial = "idporten-loa-substantial";
inline constexpr std::string_view high = "idporten-loa-high";

// What acr_values may ask for; a request is a minimum. No eID gives low, which any login satisfies.
std::span<std::string_view const> known_levels();
bool is_known_level(std::string_view acr);

// Whether a login at `acr` satisfies at least one of the values asked for. No value: substantial will do.
bool satisfies(std::string_view acr, std::span<std::string const> acr_values);

// The levels that TestID can give and that satisfy the request, lowest first.
std::vector<std::string_view> offered_levels(std::span<std::string const> acr_values);

}  // namespace emulator::idporten
