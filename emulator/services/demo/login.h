// Logging in at ID-porten and coming back.
#pragma once

#include <string>

#include "base/task.h"
#include "http/message.h"
#include "rp/relying_party.h"
#include "services/demo/clients.h"
#include "services/demo/login_memory.h"
#include "services/demo/sessions.h"
#include "services/demo/trace_memory.h"

namespace emulator::demo {

class Login {
public:
    Login(Clients const& clients, LoginMemory& memory, Sessions& sessions, TraceMemory& traces,
          Clock const& clock, std::string origin)
        : clients_(clients),
          memory_(memory),
          sessions_(sessions),
          traces_(traces),
          clock_(clock),
          origin_(std::move(origin)) {}

    // GET /login: the parameters of login_parameters.h go on to ID-porten as they are, so that a tester sees
    // what ID-porten says of them. What it says to a pushed request is on the page of the trace. client_id is
    // one of clients.h.
    Task<http::Response> start(http::Request const& request);

    // GET and POST /callback (OAuth 2.0 Form Post Response Mode)
    Task<http::Response> callback(http::Request const& request);
    Task<http::Response> posted(http::Request const& request);

private:
    Task<http::Response> finish(http::Request const& request, http::Parameters received);
    http::Response send_off(http::Request const& request, std::string client_id, rp::LoginStart const& login,
                            std::vector<TraceStep> steps);
    http::Response pushed_for_nothing(http::Request const& request, Error const& error,
                                      std::vector<TraceStep> steps);

    Clients const& clients_;
    LoginMemory& memory_;
    Sessions& sessions_;
    TraceMemory& traces_;
    Clock const& clock_;
    std::string origin_;
};

}  // namespace emulator::demo
