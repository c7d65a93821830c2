// JSON Web Keys (RFC 7517) of kty RSA (RFC 7518 6.3). Pure; safe from any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "jose/algorithm.h"
#include "jose/certificate.h"
#include "jose/key.h"

namespace emulator::jose {

// A JWK as someone registers it; what it does not have is empty.
struct Jwk {
    std::string kid = {};
    std::string alg = {};
    std::string use = {};
    PublicKey key;
    std::vector<Certificate> x5c = {};
};

// Refused: another kty, kid, alg or use that are not strings, an x5c that cannot be read or whose first
// certificate holds another key (RFC 7517 4.7). What alg and use say is the caller's to judge. Unknown
// members are ignored (RFC 7517 4).
Result<Jwk> parse_jwk(Json const& jwk);

// The key alone, from n and e. A private JWK is accepted for its public part; leading zeros are tolerated.
Result<PublicKey> public_key_from_jwk(Json const& jwk);

// All of n, e, d, p, q, dp, dq and qi are needed; keys of more than two primes are refused (RFC
// 7518 6.3.2.7).
Result<PrivateKey> private_key_from_jwk(Json const& jwk);

// {"kty","e","use":"sig","kid","alg","n"} in this order, as Digdir publishes its keys, and then x5c, if any.
Json public_jwk(PublicKey const& key, std::string_view kid, Algorithm algorithm,
                std::span<Certificate const> x5c = {});

// {"keys":[…]} (RFC 7517 5).
Json jwks(std::vector<Json> keys);

// The SHA-256 thumbprint (RFC 7638) as base64url.
std::string thumbprint(PublicKey const& key);

}  // namespace emulator::jose
