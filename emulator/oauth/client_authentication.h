// How a client proves who it is at a token endpoint (RFC 6749 2.3, RFC 7523, OpenID Connect Core 9), with
// ID-porten's rules: only the registered method, assertions of at most 120 s, audience the issuer or the
// token endpoint. Pure; safe from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "http/message.h"
#include "http/parameters.h"
#include "jose/key_cache.h"
#include "model/client.h"

namespace emulator::oauth {

inline constexpr std::string_view assertion_type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

// What a request shows of its client, read and not yet believed.
struct Presented {
    model::AuthMethod method = model::AuthMethod::none;
    std::string client_id;
    std::string secret;
    std::string assertion;
    bool by_header = false;  // HTTP Basic, whose refusal carries a challenge
};

// Refused with invalid_client: two methods at once (RFC 6749 2.3), two Authorization headers, broken Basic,
// another assertion type; with invalid_request: no client_id at all, or two that differ.
Result<Presented> read_client_authentication(http::Request const& request, http::Parameters const& form);

struct AssertionPolicy {
    std::vector<std::string> audiences;
    seconds longest_life{120};
    seconds skew{10};
};

// A jti that must be spent once before the client is believed.
struct Spend {
    std::string jti;
    Instant expires;
};

// Whether `client` (nullptr: there is none of that name) is the one it says; refused with invalid_client.
// With private_key_jwt the result holds what the caller must spend.
Result<std::optional<Spend>> authenticate(Presented const& presented, model::Client const* client,
                                          Instant now, AssertionPolicy const& policy, jose::KeyCache& keys);

// The refusal of a jti that was spent before.
Error assertion_used_before(std::string_view jti);

}  // namespace emulator::oauth
