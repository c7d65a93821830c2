// gotoUrl: where a service that sent a person here wants them back (docs.digdir.no,
// krr_sluttbrukerinnstillinger). Pure.
#pragma once

#include <span>
#include <string>

#include "base/result.h"
#include "http/parameters.h"

namespace emulator::minprofil {

enum class GotoFault { none, absent, old_name, repeated, not_a_url, upper_case, not_registered };

// A gotoUrl that has been judged. Whatever is wrong with it, it is treated as if it were absent, so that
// nobody can be sent to an address that Digdir has not been told of.
struct GotoUrl {
    GotoFault fault = GotoFault::absent;
    std::string given;      // as it came
    std::string host = {};  // and the port, where there is one; only of a right URL

    bool right() const { return fault == GotoFault::none; }
    std::string url() const { return right() ? given : std::string(); }
};

// The URL must have http or https as its scheme, hold no upper case, and lie below a registered address.
GotoUrl judge_goto_url(std::string given, std::span<std::string const> registered);

// The same for the parameter of a request. The old parameter goto is not followed.
GotoUrl read_goto_url(http::Parameters const& query, std::span<std::string const> registered);

// Why the person gets no link back, for the log; empty members where nothing is wrong.
Explanation explain(GotoUrl const& url);

}  // namespace emulator::minprofil
