#include "services/idporten/session_names.h"

namespace emulator::idporten {
namespace {

constexpr std::string_view new_name_kind = "idporten_session_name";
constexpr seconds longest_request{60};

}  // namespace

void announce_new_name(Deps const& deps, std::string_view name, std::string_view new_name) {
    deps.state.put({new_name_kind, name}, new_name, deps.clock.now() + longest_request);
}

std::optional<std::string> newer_name(Deps const& deps, std::string_view name) {
    return deps.state.get({new_name_kind, name});
}

}  // namespace emulator::idporten
