// How a client proves who it is at a token endpoint (RFC 6749 2.3, RFC 7523, OpenID Connect Core 9), with
// ID-porten's rules: only the registered method, assertions of at most 120 s, audience the issuer or the
// token endpoint, signed with a registered key or, where none is registered, with a business certificate
// (docs.digdir.no, oidc_protocol_token). Pure; safe from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "jose/key_cache.h"
#include "model/client.h"
#include "oauth/business_certificate.h"
#include "oauth/presented_client.h"

namespace emulator::oauth {

struct AssertionPolicy {
    std::vector<std::string> audiences;
    Trust trust = {};
    seconds longest_life{120};
    seconds skew{10};
};

// What a client is judged by; of things that outlive it.
struct Attempt {
    Presented const& presented;
    model::Client const* client;  // nullptr: there is none of that name
    Instant now;
    AssertionPolicy const& policy;
    jose::KeyCache& keys;
    seconds moved{0};  // how far `now` is from the machine's time
};

// A jti that must be spent once before the client is believed.
struct Spend {
    std::string jti;
    Instant expires;
};

struct Authenticated {
    std::string client_amr;      // as access tokens tell it: the method, or virksomhetssertifikat
    std::optional<Spend> spend;  // with private_key_jwt
    Instant expires = {};        // of the assertion, by the emulator's clock
    std::vector<std::string> warnings;
};

// Whether the client is the one it says; refused with invalid_client.
Result<Authenticated> authenticate(Attempt const& attempt);

// Every rule with its outcome, for Error::record: never a secret, a signature only by its rule.
// `used_before`: the assertion was spent already.
std::string examination(Attempt const& attempt, bool used_before = false);

// The refusal of a jti that was spent before.
Error assertion_used_before(std::string_view jti);

}  // namespace emulator::oauth
