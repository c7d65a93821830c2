// What a request to a token endpoint shows of its client (RFC 6749 2.3, RFC 7523 2.2), read and not yet
// believed. Pure; safe from any thread.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "http/message.h"
#include "http/parameters.h"
#include "model/client.h"

namespace emulator::oauth {

inline constexpr std::string_view assertion_type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

struct Presented {
    model::AuthMethod method = model::AuthMethod::none;
    std::string client_id;
    std::string secret;
    std::string assertion;
    bool by_header = false;  // HTTP Basic, whose refusal carries a challenge
};

// Refused with invalid_client: two methods at once (RFC 6749 2.3), two Authorization headers, broken Basic,
// another assertion type; with invalid_request: no client_id at all, or two that differ. Refusals carry the
// record of every rule.
Result<Presented> read_client_authentication(http::Request const& request, http::Parameters const& form);

}  // namespace emulator::oauth
