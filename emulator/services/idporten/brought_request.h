// What a browser brings to /authorize: the request itself, or a reference to one that was pushed.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "http/message.h"
#include "http/parameters.h"
#include "services/idporten/deps.h"

namespace emulator::idporten {

struct BroughtRequest {
    http::Parameters parameters;
    std::string pushed = {};  // the reference; empty where the request itself was brought
    std::vector<std::string> warnings = {};
};

// Refused where a reference cannot be used. Beside one nothing but client_id counts (RFC 9126 4); what else
// stands there is warned of.
Result<BroughtRequest> read_brought(Deps const& deps, http::Request const& request,
                                    http::Parameters const& brought);

// Whether single sign-on will answer with another person than the client's hints name: such a client meant
// prompt=login.
bool answered_as_another(Deps const& deps, http::Request const& request, AuthorizationRequest const& asked,
                         model::Client const& client, http::Parameters const& parameters);

}  // namespace emulator::idporten
