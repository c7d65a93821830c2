#include "oauth/token_parameters.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace emulator::oauth {

Json shown_token_parameters(http::Parameters const& form) {
    constexpr std::array<std::string_view, 6> plain{"grant_type", "client_id", "redirect_uri",
                                                    "scope",      "resource",  "client_assertion_type"};
    auto parameters = Json::object();
    for (auto const& [name, value] : form) {
        bool const open = std::find(plain.begin(), plain.end(), name) != plain.end();
        parameters[name] = open ? value : "(" + std::to_string(value.size()) + " characters)";
    }
    return parameters;
}

}  // namespace emulator::oauth
