// GET and POST /logout (OpenID Connect RP-Initiated Logout 1.0; docs.digdir.no, oidc_protocol_logout): the
// session ends, tokens that were only for logging in end with it, and its clients are told.
#pragma once

#include "base/task.h"
#include "http/message.h"
#include "http/parameters.h"
#include "services/idporten/deps.h"
#include "services/idporten/logout_page.h"

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
    Task<http::Response> answer(http::Request const& request) const;

private:
    Task<std::vector<ToldClient>> tell(Session const& session) const;
    http::Response page(http::Request const& request, http::Parameters const& parameters,
                        std::vector<ToldClient> const& told = {},
                        std::optional<std::string> const& location = {}) const;

    Deps const& deps_;
};

}  // namespace emulator::idporten
