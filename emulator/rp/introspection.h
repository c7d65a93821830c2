// Token introspection as an API does it (RFC 7662): ID-porten is asked about the tokens that do not say
// everything themselves (docs.digdir.no, oidc_protocol_tokenintrospect).
#pragma once

#include <string>

#include "base/clock.h"
#include "base/entropy.h"
#include "base/json.h"
#include "base/task.h"
#include "http/client.h"
#include "rp/access_tokens.h"
#include "rp/registration.h"

namespace emulator::rp {

// Everything referred to outlives it. Safe from any thread.
class Introspection {
public:
    // `endpoint` is the introspection_endpoint of the registration's issuer.
    Introspection(Registration registration, std::string endpoint, http::Client& client, Clock const& clock,
                  Entropy& entropy);

    // What the issuer tells of a token that is active; pid is there for pseudonymous tokens too. Refused with
    // invalid_token where it is not active, with bad_gateway where the issuer does not answer the question.
    Task<Result<Json>> ask(std::string token);

private:
    Registration registration_;
    std::string endpoint_;
    http::Client& client_;
    Clock const& clock_;
    Entropy& entropy_;
};

// ID-porten's access tokens, of whatever kind: those that tell everything are verified here, and ID-porten is
// asked about opaque ones and about those without pid. Safe from any thread.
class UserTokens {
public:
    UserTokens(AccessTokens& self_contained, Introspection& introspection)
        : self_contained_(self_contained), introspection_(introspection) {}

    // The claims; refused as by the two.
    Task<Result<Json>> verify(std::string token);

private:
    AccessTokens& self_contained_;
    Introspection& introspection_;
};

}  // namespace emulator::rp
