// What Demotjeneste remembers of a login while the person is at ID-porten. It is bound to the browser that
// began it, so that nobody can be logged in as someone else by a link (RFC 6749 10.12). Safe from any thread.
#pragma once

#include <string>

#include "base/entropy.h"
#include "base/result.h"
#include "http/message.h"
#include "services/demo/documents.h"
#include "store/protocol_state.h"

namespace emulator::demo {

class LoginMemory {
public:
    LoginMemory(store::ProtocolState& state, Clock const& clock, Entropy& entropy, bool secure)
        : state_(state), clock_(clock), entropy_(entropy), secure_(secure) {}

    // What this service calls the browser: the SHA-256 of a cookie, which `answer` sets where there is none.
    // One name for all logins of the browser: people begin a second one in another tab.
    std::string browser(http::Request const& request, http::Response& answer);
    std::string known_browser(http::Request const& request) const;  // empty where there is none

    void remember(StartedLogin const& started);

    // What was remembered under that state, once. Refused with access_denied: a state that is unknown, used
    // or older than half an hour, or that another browser began.
    // is_open() tells whether there is such a login at all, whoever began it.
    Result<StartedLogin> recall(http::Request const& request, std::string const& login_state);
    bool is_open(std::string const& login_state) const;

private:
    store::ProtocolState& state_;
    Clock const& clock_;
    Entropy& entropy_;
    bool secure_;
};

}  // namespace emulator::demo
