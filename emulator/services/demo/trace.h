// What went between a browser, Demotjeneste and ID-porten at a login, told so that a tester can follow it.
// Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "http/parameters.h"
#include "rp/exchange.h"
#include "rp/relying_party.h"

namespace emulator::demo {

struct TraceValue {
    std::string name;
    std::string value;         // shortened where it is a secret
    std::string decoded = {};  // header and claims, where it is a JWT
};

struct TraceStep {
    std::string kind;  // the end of the message key demo.trace.<kind>
    Instant at;
    std::string request = {};  // "POST http://localhost:4702/token"; empty for what happened here
    std::vector<TraceValue> sent = {};
    std::string outcome = {};  // "200", or what went wrong, in English
    std::vector<TraceValue> received = {};
};

// A call of this service, with what was sent and received.
TraceStep exchange_step(std::string kind, rp::Exchange const& exchange, Instant at);
std::vector<TraceStep> exchange_steps(std::string const& kind, rp::Exchanges const& exchanges, Instant at);
// What the browser carried to `url`, whose query is left out.
TraceStep browser_step(std::string kind, std::string_view method, std::string_view url,
                       http::Parameters const& carried, Instant at);
TraceStep checks_step(std::vector<rp::Check> const& checks, Instant at);
TraceStep refused_step(Error const& error, Instant at);

// Whether the newest logout was sent with this state, and nobody has come back from it.
bool awaits_logout(std::vector<TraceStep> const& steps, std::string_view state);

std::string trace_document(std::vector<TraceStep> const& steps);
// REQUIRES: what trace_document() wrote.
std::vector<TraceStep> read_trace(std::string_view document);

}  // namespace emulator::demo
