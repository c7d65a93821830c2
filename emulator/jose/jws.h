// JSON Web Signatures (RFC 7515), compact form only. Reading is strict, and every refusal says in its
// description what is wrong and in its explanation how to mend it. Pure; safe from any thread.
// Keys that a header names or carries (jwk, jku, x5u) are never used; x5c only by way of verify_chain.
#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "jose/algorithm.h"
#include "jose/key.h"

namespace emulator::jose {

// A JWS that has been read, and not yet verified.
struct Jws {
    Json header;                // an object; alg is a string, kid and typ are strings where they stand
    std::string payload;        // decoded; may be empty
    std::string signing_input;  // header.payload, as it came
    std::string signature;      // decoded; empty in an unsecured JWS (RFC 7515 A.5)
};

// Whether the parts may carry the = signs of base64, which RFC 7515 2 leaves out and some clients send.
enum class Padding { refused, accepted };

inline constexpr std::size_t largest_compact = 64 * 1024;  // bytes

// Refused: other than three parts, what is not base64url without padding, a header that is no JSON object
// with unique members, crit (RFC 7515 4.1.11: no extension is understood here) and b64 (RFC 7797), and more
// than 64 KiB. The algorithm is not judged here. Padding, where it is accepted, must be right, and
// is covered by the signature as it came.
Result<Jws> parse_compact(std::string_view text, Padding padding = Padding::refused);

// Refused by name, before any cryptography: every algorithm that is not in `allowed`, among them none and
// those of another kind of key (HS*, PS*, ES*, EdDSA); RFC 8725 3.1 and 3.2. Then a signature of the wrong
// length, and one that does not hold.
Result<> verify(Jws const& jws, PublicKey const& key, std::span<Algorithm const> allowed);

// REQUIRES: the header's alg is the name of `algorithm`, and its texts are UTF-8.
std::string sign_compact(PrivateKey const& key, Algorithm algorithm, Json const& header,
                         std::string_view payload);

}  // namespace emulator::jose
