// ID-porten: the OpenID provider, as test.idporten.no and login.test.idporten.no in one origin.
//
//   GET  /.well-known/openid-configuration   what it can do
//   GET  /jwks.json                          the signing keys
//   GET  /authorize, POST /authorize         a login begins (authorize.h)
//   POST /par                                a client leaves its request (par.h)
//   /login, /login/{eid}, /login/{eid}/confirmation   somebody logs in (login.h)
//   GET  /contact, POST /contact             how the user is reached (contact_endpoint.h)
//   GET  /consent, POST /consent             consent to scopes (consent_endpoint.h)
//   POST /token                              a code or a refresh token for tokens (token.h)
//   GET  /userinfo, POST /userinfo           who logged in (resources.h)
//   POST /token/introspect                   what a token says (resources.h)
//   POST /token/revoke                       a grant ends (revoke.h)
//   GET  /logout, POST /logout               the session ends (logout.h)
//   GET  /                                   what this is, for people
#pragma once

#include "base/task.h"
#include "http/router.h"
#include "services/idporten/deps.h"

namespace emulator::idporten {

// Safe from any thread once it is mounted.
class Service {
public:
    explicit Service(Deps deps) : deps_(std::move(deps)) {}
    void mount(http::Router& router);

    // Pages for people at the browser's endpoints, OAuth JSON for clients.
    static http::Dialect dialect(http::Site const& site);

private:
    void mount_login(http::Router& router);
    Task<http::Response> log_out(http::Request const& request) const;
    http::Response front_page(http::Request const& request) const;

    Deps deps_;
    jose::KeyCache keys_;
};

}  // namespace emulator::idporten
