// GET and POST /authorize (OpenID Connect Core 3.1.2): a session answers, or a login begins.
#pragma once

#include "http/parameters.h"
#include "services/idporten/deps.h"
#include "services/idporten/session_rules.h"

namespace emulator::idporten {

class AuthorizeEndpoint {
public:
    explicit AuthorizeEndpoint(Deps const& deps) : deps_(deps) {}
    http::Response get(http::Request const& request) const;
    http::Response post(http::Request const& request) const;

private:
    http::Response answer(http::Request const& request, http::Parameters const& parameters) const;
    http::Response proceed(http::Request const& request, AuthorizationRequest const& asked,
                           model::Client const& client, http::Parameters const& parameters) const;
    http::Response headless(http::Request const& request, AuthorizationRequest const& asked,
                            model::Client const& client) const;
    http::Response single_sign_on(http::Request const& request, AuthorizationRequest const& asked,
                                  model::Client const& client, Session const& session) const;
    http::Response begin_login(http::Request const& request, AuthorizationRequest const& asked) const;
    http::Response refuse_silence(http::Request const& request, SessionAsked const& asked,
                                  http::Parameters const& parameters) const;

    Deps const& deps_;
};

}  // namespace emulator::idporten
