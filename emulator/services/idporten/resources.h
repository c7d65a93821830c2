// What an access token opens here: GET and POST /userinfo (OpenID Connect Core 5.3), and POST
// /token/introspect (RFC 7662) with ID-porten's three conditions.
#pragma once

#include "http/message.h"
#include "http/parameters.h"
#include "services/idporten/access_tokens.h"
#include "services/idporten/introspection_rules.h"

namespace emulator::idporten {

// What introspection tells of a token: active, token_type, expires_in, its claims, and pid and client_orgno
// in any case. Pure.
Json introspection(LiveToken const& token, Instant now);

class UserinfoEndpoint {
public:
    explicit UserinfoEndpoint(Deps const& deps) : deps_(deps) {}
    http::Response answer(http::Request const& request) const;

private:
    Deps const& deps_;
};

class IntrospectEndpoint {
public:
    IntrospectEndpoint(Deps const& deps, jose::KeyCache& keys) : deps_(deps), keys_(keys) {}
    http::Response post(http::Request const& request) const;

private:
    http::Response access_token(Caller const& caller, std::string const& token) const;
    http::Response refresh_token(Caller const& caller, std::string const& token,
                                 store::StoredCredential const& stored) const;
    http::Response inactive(model::Client const& caller, Error const& why, std::string record) const;

    Deps const& deps_;
    jose::KeyCache& keys_;
};

}  // namespace emulator::idporten
