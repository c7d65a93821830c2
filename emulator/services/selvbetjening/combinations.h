// Which attributes of a client go together (docs.digdir.no, oidc_func_clientreg, "compatible combinations"):
// a table that API, wizard and tests read. Pure.
#pragma once

#include <array>
#include <span>
#include <string_view>

#include "model/client.h"
#include "services/selvbetjening/faults.h"

namespace emulator::selvbetjening {

// One row; unused places are empty.
struct Combination {
    std::string_view integration_type;
    std::string_view application_type;
    std::array<std::string_view, 3> auth_methods;
    std::array<std::string_view, 2> grants;
    std::array<std::string_view, 2> default_scopes;
    bool more_scopes = true;  // than the default ones
};

std::span<Combination const> combinations();
// Nothing where the two do not go together.
Combination const* combination_of(std::string_view integration_type, std::string_view application_type);

// Whether people log in with clients of the type.
bool is_for_login(std::string_view integration_type);

// What breaks the table.
Faults combination_faults(model::Client const& client);

}  // namespace emulator::selvbetjening
