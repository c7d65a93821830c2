// What a machine sends: grants signed with the keys of fixtures/, and look-ups.
#pragma once

#include <string>

#include "base/json.h"
#include "flows/test_app.h"

namespace emulator::test {

// The answer of POST /token to a grant of demo-etat-nokkel for that scope.
http::Response ask_for_token(TestApp& app, std::string const& scope, std::string const& jti);

// A look-up of one person with a fresh Maskinporten token; the person as JSON.
Json look_up(TestApp& app, std::string const& pid, std::string const& jti);

}  // namespace emulator::test
