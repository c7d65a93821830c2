// Who is logged in to MinProfil. A session ends half an hour after its last request: as long as ID-porten's
// own (docs.digdir.no, oidc_func_sso), so that the next visit asks there. Safe from any thread.
#pragma once

#include <functional>
#include <optional>

#include "base/entropy.h"
#include "http/message.h"
#include "services/minprofil/documents.h"
#include "store/protocol_state.h"

namespace emulator::minprofil {

class Sessions {
public:
    Sessions(store::ProtocolState& state, Clock const& clock, Entropy& entropy, bool secure)
        : state_(state), clock_(clock), entropy_(entropy), secure_(secure) {}

    // Starts a session in the browser that gets `answer`, under a name that nobody knew before, and ends the
    // one it had. Fills session.csrf.
    void begin(http::Request const& request, Session session, http::Response& answer);

    // The session of the request, changed by `change`, if given, as one step; its half hour begins again.
    std::optional<Session> visit(http::Request const& request,
                                 std::function<void(Session&)> const& change = {});

    void end(http::Request const& request, http::Response& answer);

private:
    store::ProtocolState& state_;
    Clock const& clock_;
    Entropy& entropy_;
    bool secure_;
};

}  // namespace emulator::minprofil
