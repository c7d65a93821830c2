// JSON Web Tokens (RFC 7519): a JWS whose payload is an object of claims. Pure; safe from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "jose/jws.h"

namespace emulator::jose {

// A JWT that has been read, and not yet verified.
struct Jwt {
    Jws jws;
    Json claims;  // an object
};

// Refused beside what parse_compact refuses: a payload that is no JSON object with unique members.
Result<Jwt> parse_jwt(std::string_view text, Padding padding = Padding::refused);

// A NumericDate (RFC 7519 2) such as exp: seconds since 1970 as an integer or a fraction, which is cut off
// downwards. Nothing where the claim is absent; refused where it is no number or outside the years 0 to 9999.
Result<std::optional<Instant>> numeric_date(Json const& claims, std::string_view name);

// aud (RFC 7519 4.1.3): one string or an array of strings; empty where it is absent, refused otherwise.
Result<std::vector<std::string>> audience(Json const& claims);

// A signed JWT with the header {"kid","alg"} in this order, as Digdir's tokens have it, followed by the
// members of `more` (an object). REQUIRES: texts are UTF-8; `more` has neither kid nor alg.
std::string sign_jwt(PrivateKey const& key, Algorithm algorithm, std::string_view kid, Json const& claims,
                     Json const& more = Json::object());

}  // namespace emulator::jose
