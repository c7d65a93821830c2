// Who is logged in to Demotjeneste. A session ends half an hour after its last request, two hours after the
// login as ID-porten's own does (docs.digdir.no, oidc_func_sso), or when ID-porten says that it has ended.
// Safe from any thread.
#pragma once

#include <functional>
#include <optional>

#include "base/entropy.h"
#include "http/message.h"
#include "http/parameters.h"
#include "services/demo/documents.h"
#include "store/session_index.h"

namespace emulator::demo {

// Whether a page of this session and origin sent the form; refused with forbidden.
Result<> check_csrf(http::Request const& request, Session const& session, http::Parameters const& form);

class Sessions {
public:
    Sessions(store::ProtocolState& state, Clock const& clock, Entropy& entropy, bool secure)
        : state_(state),
          index_(state, clock, "demo_session"),
          clock_(clock),
          entropy_(entropy),
          secure_(secure) {}

    // Starts a session in the browser that gets `answer`, under a name that nobody knew before, and ends the
    // one it had. Fills session.csrf and session.ends.
    void begin(http::Request const& request, Session session, http::Response& answer);

    // The session of the request, changed by `change`, if given, as one step; its half hour begins again.
    std::optional<Session> visit(http::Request const& request,
                                 std::function<void(Session&)> const& change = {});

    void end(http::Request const& request, http::Response& answer);

    // Ends every session of one of ID-porten's sessions, or of one person, in whatever browser. How many.
    std::size_t end_all_of_sid(std::string const& sid);
    std::size_t end_all_of_sub(std::string const& sub);

private:
    store::ProtocolState& state_;
    store::SessionIndex index_;
    Clock const& clock_;
    Entropy& entropy_;
    bool secure_;
};

}  // namespace emulator::demo
