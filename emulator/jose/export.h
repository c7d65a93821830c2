// Keys and certificates in the forms that other programs read. Pure; safe from any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/json.h"
#include "jose/algorithm.h"
#include "jose/certificate.h"
#include "jose/key.h"

namespace emulator::jose {

// PKCS #8 in PEM, not encrypted (RFC 7468 10).
std::string private_key_pem(PrivateKey const& key);

// One CERTIFICATE block after the other (RFC 7468 5).
std::string certificates_pem(std::span<Certificate const> chain);

// PKCS #12 (RFC 7292): the key, its certificate (the first of the chain) and the others, encrypted with
// AES-256 and the password. `alias` names the entry in keystores; both are UTF-8. REQUIRES: the chain is not
// empty, and its first certificate is of this key.
std::string pkcs12(PrivateKey const& key, std::span<Certificate const> chain, std::string_view password,
                   std::string_view alias);

// The members of public_jwk, then d, p, q, dp, dq and qi (RFC 7518 6.3.2), and last x5c, if any.
Json private_jwk(PrivateKey const& key, std::string_view kid, Algorithm algorithm,
                 std::span<Certificate const> x5c = {});

}  // namespace emulator::jose
