// Who is logged in to MinProfil. A session ends half an hour after its last request: as long as ID-porten's
// own (docs.digdir.no, oidc_func_sso), so that the next visit asks there. Safe from any thread.
#pragma once

#include <functional>
#include <optional>

#include "base/entropy.h"
#include "http/message.h"
#include "http/parameters.h"
#include "services/minprofil/documents.h"
#include "store/session_index.h"

namespace emulator::minprofil {

class Sessions {
public:
    Sessions(store::ProtocolState& state, Clock const& clock, Entropy& entropy, bool secure)
        : state_(state),
          index_(state, clock, "minprofil_session"),
          clock_(clock),
          entropy_(entropy),
          secure_(secure) {}

    // Whose a session is at ID-porten: the claims of the id_token, empty where it has none.
    struct Owner {
        std::string sid;
        std::string sub;
    };

    // Starts a session in the browser that gets `answer`, under a name that nobody knew before, and ends the
    // one it had. Fills session.csrf.
    void begin(http::Request const& request, Session session, Owner const& owner, http::Response& answer);

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

// Takes over the language that the address of a page asks for, where it does.
void take_language(Session& session, http::Request const& request, http::Parameters const& query);

// The session that a form belongs to, by the field csrf of its page, which must be one of this origin; its
// half hour begins again. Refused with forbidden.
Result<Session> session_of_form(Sessions& sessions, http::Request const& request,
                                http::Parameters const& form);

}  // namespace emulator::minprofil
