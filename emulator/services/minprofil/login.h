// Logging in at ID-porten and coming back.
#pragma once

#include <string>

#include "base/task.h"
#include "http/message.h"
#include "rp/relying_party.h"
#include "services/minprofil/login_memory.h"
#include "services/minprofil/sessions.h"

namespace emulator::minprofil {

class Login {
public:
    Login(rp::RelyingParty& relying_party, LoginMemory& memory, Sessions& sessions, std::string origin)
        : relying_party_(relying_party), memory_(memory), sessions_(sessions), origin_(std::move(origin)) {}

    // Sends the browser to ID-porten, in the language that the request asks for. `goto_url` is a right one,
    // or empty.
    Task<http::Response> start(http::Request const& request, std::string goto_url);

    // GET /callback
    Task<http::Response> callback(http::Request const& request);

private:
    rp::RelyingParty& relying_party_;
    LoginMemory& memory_;
    Sessions& sessions_;
    std::string origin_;
};

}  // namespace emulator::minprofil
