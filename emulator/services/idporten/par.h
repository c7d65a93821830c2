// POST /par (RFC 9126 2): a client leaves its authorization request here and sends the browser with a
// reference to it.
#pragma once

#include "http/message.h"
#include "services/idporten/deps.h"

namespace emulator::idporten {

class ParEndpoint {
public:
    ParEndpoint(Deps const& deps, jose::KeyCache& keys) : deps_(deps), keys_(keys) {}
    // 201 with request_uri and expires_in. Throws the refusal.
    http::Response post(http::Request const& request) const;

private:
    Deps const& deps_;
    jose::KeyCache& keys_;
};

}  // namespace emulator::idporten
