// Logging in at ID-porten and coming back.
#pragma once

#include <string>

#include "base/task.h"
#include "http/message.h"
#include "rp/relying_party.h"
#include "services/demo/login_memory.h"
#include "services/demo/sessions.h"

namespace emulator::demo {

class Login {
public:
    Login(rp::RelyingParty& relying_party, LoginMemory& memory, Sessions& sessions, Clock const& clock,
          std::string origin)
        : relying_party_(relying_party),
          memory_(memory),
          sessions_(sessions),
          clock_(clock),
          origin_(std::move(origin)) {}

    // GET /login: acr_values, ui_locales and prompt go on to ID-porten as they are, so that a tester sees
    // what ID-porten says of them.
    Task<http::Response> start(http::Request const& request);

    // GET /callback
    Task<http::Response> callback(http::Request const& request);

private:
    rp::RelyingParty& relying_party_;
    LoginMemory& memory_;
    Sessions& sessions_;
    Clock const& clock_;
    std::string origin_;
};

}  // namespace emulator::demo
