// What a tester may ask of a login: parameters of the authorization request, and how it travels. They go on
// to ID-porten as they are, so that it is ID-porten that refuses them. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "http/parameters.h"
#include "rp/relying_party.h"
#include "services/demo/clients.h"

namespace emulator::demo {

// A parameter that goes on, with values to choose from; others can be written.
struct LoginField {
    std::string_view name;
    std::vector<std::string> suggestions;
    std::string preset;  // where a request does not name the parameter
};
std::vector<LoginField> login_fields(ClientChoice const& client);

// Of how the request travels: par=yes pushes it, pkce=none leaves PKCE out. state, nonce and code_verifier
// are made by this service where they have no value.
inline constexpr std::string_view par = "par", pkce = "pkce";

// A parameter that stands in `query` without a value is left out of the request; acr_values that do not stand
// there are idporten-loa-substantial. Parameters of other names do not go on.
rp::LoginRequest login_request(http::Parameters const& query);

// The query of a link to these choices.
http::Parameters permanent(http::Parameters const& query);

}  // namespace emulator::demo
