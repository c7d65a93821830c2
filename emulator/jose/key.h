// RSA keys of 2048 to 8192 bits (RFC 7518 3.3 asks for 2048 or larger). Both classes are cheap to copy and
// immutable: copies share the parsed key, and any thread may use them, also at the same time. Each thread
// keeps initialised contexts for the keys it used last, so that no lock is taken between signatures.
// Errors of this room carry invalid_request; the caller puts its protocol's own code on them.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "jose/algorithm.h"

namespace emulator::jose {

class KeyMaterial;

// The public numbers of RFC 7518 6.3.1 as big-endian bytes.
struct PublicNumbers {
    std::string n;
    std::string e;
};

// The numbers of a two-prime private key (RFC 7518 6.3.2) as big-endian bytes.
struct PrivateNumbers {
    std::string n, e, d, p, q, dp, dq, qi;
};

class PublicKey {
public:
    // RSASSA-PKCS1-v1_5 (RFC 8017 8.2.2). False for every signature that does not hold, whatever its length.
    bool verify(Algorithm algorithm, std::string_view text, std::string_view signature) const;

    PublicNumbers const& numbers() const;  // without leading zeros
    unsigned bits() const;
    // Bytes in every signature made with this key.
    std::size_t signature_size() const { return (bits() + 7) / 8; }

    // The same numbers.
    friend bool operator==(PublicKey const& left, PublicKey const& right);

private:
    friend Result<PublicKey> public_key_from_numbers(PublicNumbers numbers);
    explicit PublicKey(std::shared_ptr<KeyMaterial const> material) : material_(std::move(material)) {}
    std::shared_ptr<KeyMaterial const> material_;
};

class PrivateKey {
public:
    // RSASSA-PKCS1-v1_5 (RFC 8017 8.2.1), raw bytes.
    std::string sign(Algorithm algorithm, std::string_view text) const;

    PublicKey const& public_key() const { return public_key_; }
    unsigned bits() const { return public_key_.bits(); }

private:
    friend Result<PrivateKey> private_key_from_numbers(PrivateNumbers const& numbers);
    friend KeyMaterial const& material_of(PrivateKey const& key);
    PrivateKey(std::shared_ptr<KeyMaterial const> material, PublicKey public_key)
        : material_(std::move(material)), public_key_(std::move(public_key)) {}
    std::shared_ptr<KeyMaterial const> material_;
    PublicKey public_key_;
};

// Leading zeros are taken off. Refused: a modulus of another size or even, an exponent that is even, below 3
// or above 64 bits.
Result<PublicKey> public_key_from_numbers(PublicNumbers numbers);

// Refused beside that: numbers that do not belong together.
Result<PrivateKey> private_key_from_numbers(PrivateNumbers const& numbers);

// The first private key in the text: PKCS #8 ("PRIVATE KEY") or PKCS #1 ("RSA PRIVATE KEY"), not encrypted.
Result<PrivateKey> private_key_from_pem(std::string_view pem);

}  // namespace emulator::jose
