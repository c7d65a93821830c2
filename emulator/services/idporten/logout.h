// GET and POST /logout (OpenID Connect RP-Initiated Logout 1.0; docs.digdir.no, oidc_protocol_logout).
#pragma once

#include "http/message.h"
#include "http/parameters.h"
#include "services/idporten/deps.h"

namespace emulator::idporten {

// What a logout request names, after its hint was verified.
struct LogoutRequest {
    std::string client_id;  // of the hint or the parameter; empty where neither
    std::string post_logout_redirect_uri;
    std::string state;
};

// Where the browser goes afterwards: a registered URI of that client with the state, or nothing: then it
// stays on the page of ID-porten. `reason` tells why. Pure.
struct AfterLogout {
    std::optional<std::string> location;
    std::string_view reason;
};
AfterLogout after_logout(LogoutRequest const& request, model::Client const* client);

class LogoutEndpoint {
public:
    explicit LogoutEndpoint(Deps const& deps) : deps_(deps) {}
    http::Response answer(http::Request const& request) const;

private:
    http::Response logged_out_page(http::Request const& request, http::Parameters const& parameters) const;

    Deps const& deps_;
};

}  // namespace emulator::idporten
