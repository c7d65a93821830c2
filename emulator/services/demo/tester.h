// The pages for those who test: the parameters of a login, what went to and fro at the newest one, and the
// logouts that ID-porten has told of.
#pragma once

#include <string>

#include "base/task.h"
#include "http/site.h"
#include "services/demo/clients.h"
#include "services/demo/contact_source.h"
#include "services/demo/login_memory.h"
#include "services/demo/logout_notices.h"
#include "services/demo/provider.h"
#include "services/demo/trace_memory.h"

namespace emulator::demo {

struct TesterDeps {
    Clients const& clients;
    Provider& provider;
    ContactSource& contact;
    Sessions& sessions;
    LoginMemory& memory;
    TraceMemory& traces;
    LogoutNotices const& notices;
    Clock const& clock;
    http::Site const& site;
    std::string origin;
};

// Safe from any thread. Everything referred to outlives it.
class Tester {
public:
    explicit Tester(TesterDeps deps) : deps_(std::move(deps)) {}

    // GET /test: filled in from the query, which makes its address a link to these parameters.
    http::Response parameters(http::Request const& request);
    // GET /trace
    http::Response trace(http::Request const& request);
    // GET /logouts
    http::Response logouts(http::Request const& request);

    // POST /refresh, /userinfo, /introspect and /lookup, whose outcome is on the page of the trace. Without a
    // session the start page follows.
    Task<http::Response> refresh(http::Request const& request);
    Task<http::Response> userinfo(http::Request const& request);
    Task<http::Response> introspect(http::Request const& request);
    Task<http::Response> lookup(http::Request const& request);

private:
    std::optional<Session> session_of_form(http::Request const& request);
    http::Response told(http::Request const& request, std::string const& kind, rp::Exchanges const& seen,
                        Result<> const& outcome);
    http::Response told(http::Request const& request, std::vector<TraceStep> const& steps);

    TesterDeps deps_;
};

}  // namespace emulator::demo
