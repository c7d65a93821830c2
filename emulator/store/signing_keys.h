// The rows of a product's signing keys.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "store/database.h"

namespace emulator::store {

struct SigningKeyRow {
    std::string kid;
    std::string state;  // "previous", "current" or "next"
    std::string pem;    // PKCS #8, as private_key_pem writes it

    friend bool operator==(SigningKeyRow const&, SigningKeyRow const&) = default;
};

// In the order in which they were put; empty where the product has none here.
std::vector<SigningKeyRow> signing_keys(Connection& connection, std::string_view product);

// Replaces all keys of the product.
void put_signing_keys(Connection& connection, std::string_view product, std::span<SigningKeyRow const> keys);

}  // namespace emulator::store
