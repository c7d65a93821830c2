// What an access token opens here: GET and POST /userinfo (OpenID Connect Core 5.3), and POST
// /token/introspect (RFC 7662) with ID-porten's three conditions.
#pragma once

#include "http/message.h"
#include "http/parameters.h"
#include "services/idporten/access_tokens.h"

namespace emulator::idporten {

// Why the caller may not know about the token, empty where it may (docs.digdir.no,
// oidc_protocol_tokenintrospect): the caller has the scope idporten:token.introspection, and a scope of the
// token lists it in enforced_aud_for_introspection. That it authenticated is the first condition. Pure.
std::string_view why_not_introspect(model::Client const& caller, Json const& claims,
                                    store::Directory const& directory);

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
    http::Response inactive(model::Client const& caller, std::string_view why) const;
    http::Response refresh_token(model::Client const& caller, store::StoredCredential const& stored) const;

    Deps const& deps_;
    jose::KeyCache& keys_;
};

}  // namespace emulator::idporten
