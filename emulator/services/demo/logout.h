// The person logs out at Demotjeneste.
#pragma once

#include <string>

#include "base/task.h"
#include "http/message.h"
#include "rp/relying_party.h"
#include "services/demo/login_memory.h"
#include "services/demo/sessions.h"
#include "services/demo/trace_memory.h"

namespace emulator::demo {

class Logout {
public:
    Logout(rp::RelyingParty& relying_party, Sessions& sessions, LoginMemory& memory, TraceMemory& traces,
           Clock const& clock, Entropy& entropy, std::string origin)
        : relying_party_(relying_party),
          sessions_(sessions),
          memory_(memory),
          traces_(traces),
          clock_(clock),
          entropy_(entropy),
          origin_(std::move(origin)) {}

    // POST /logout (OpenID Connect RP-Initiated Logout 1.0)
    Task<http::Response> post(http::Request const& request);
    // GET of the start page: adds to the trace that the browser has come back from a logout, if it has.
    void come_back(http::Request const& request, http::Parameters const& query);

private:
    rp::RelyingParty& relying_party_;
    Sessions& sessions_;
    LoginMemory& memory_;
    TraceMemory& traces_;
    Clock const& clock_;
    Entropy& entropy_;
    std::string origin_;
};

}  // namespace emulator::demo
