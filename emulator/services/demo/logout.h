// The person logs out at Demotjeneste.
#pragma once

#include <string>

#include "base/task.h"
#include "http/message.h"
#include "rp/relying_party.h"
#include "services/demo/sessions.h"

namespace emulator::demo {

class Logout {
public:
    Logout(rp::RelyingParty& relying_party, Sessions& sessions, Entropy& entropy, std::string origin)
        : relying_party_(relying_party), sessions_(sessions), entropy_(entropy), origin_(std::move(origin)) {}

    // POST /logout (OpenID Connect RP-Initiated Logout 1.0)
    Task<http::Response> post(http::Request const& request);

private:
    rp::RelyingParty& relying_party_;
    Sessions& sessions_;
    Entropy& entropy_;
    std::string origin_;
};

}  // namespace emulator::demo
