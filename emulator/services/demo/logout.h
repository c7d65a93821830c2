// The three ways a session here ends: the person logs out here, or somewhere else, and ID-porten tells of it
// through the browser or directly.
#pragma once

#include <string>

#include "base/log.h"
#include "base/task.h"
#include "http/message.h"
#include "rp/relying_party.h"
#include "services/demo/provider.h"
#include "services/demo/sessions.h"
#include "store/protocol_state.h"

namespace emulator::demo {

class Logout {
public:
    struct Parts {
        rp::RelyingParty& relying_party;
        Provider& provider;
        Sessions& sessions;
        store::ProtocolState& state;
        Clock const& clock;
        Entropy& entropy;
        Log& log;
        std::string origin;
    };
    explicit Logout(Parts parts) : parts_(std::move(parts)) {}

    // POST /logout (OpenID Connect RP-Initiated Logout 1.0)
    Task<http::Response> post(http::Request const& request);

    // GET /frontchannel-logout, in a frame of ID-porten's page (OpenID Connect Front-Channel Logout 1.0).
    // Cookies of a frame cannot be counted on, so the session is found by sid.
    http::Response front_channel(http::Request const& request);

    // POST /backchannel-logout (OpenID Connect Back-Channel Logout 1.0)
    Task<http::Response> back_channel(http::Request const& request);

private:
    Parts parts_;
};

}  // namespace emulator::demo
