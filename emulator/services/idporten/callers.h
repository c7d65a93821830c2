// The clients that call ID-porten directly: at the token endpoint and its neighbours.
#pragma once

#include "http/message.h"
#include "http/parameters.h"
#include "services/idporten/deps.h"

namespace emulator::idporten {

// The form of a request that a client sends itself: no name stands twice, but resource (RFC 8707 2).
Result<http::Parameters> read_client_form(http::Request const& request);

struct Caller {
    model::Client client;
    std::string client_amr;  // how it proved itself, as access tokens tell it
};

// Who calls: authenticated by the registered method, its assertion spent. Throws the refusal, with its
// record.
Caller authenticated_client(Deps const& deps, jose::KeyCache& keys, http::Request const& request,
                            http::Parameters const& form);

}  // namespace emulator::idporten
