// The pages for those who test: the parameters of a login, what went to and fro at the newest one, and the
// logouts that ID-porten has told of.
#pragma once

#include <string>

#include "base/task.h"
#include "http/site.h"
#include "services/demo/login_memory.h"
#include "services/demo/logout_notices.h"
#include "services/demo/provider.h"
#include "services/demo/trace_memory.h"

namespace emulator::demo {

struct TesterDeps {
    Provider& provider;
    Sessions& sessions;
    LoginMemory& memory;
    TraceMemory& traces;
    LogoutNotices const& notices;
    Clock const& clock;
    http::Site const& site;
    std::string origin;
    std::string scope;  // the registered one
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

    // POST /refresh and POST /userinfo, whose outcome is on the page of the trace. Without a session the
    // start page follows.
    Task<http::Response> refresh(http::Request const& request);
    Task<http::Response> userinfo(http::Request const& request);

private:
    std::optional<Session> session_of_form(http::Request const& request);
    http::Response told(http::Request const& request, std::string const& kind, rp::Exchanges const& seen,
                        Result<> const& outcome);

    TesterDeps deps_;
};

}  // namespace emulator::demo
