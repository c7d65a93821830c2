#include "jose/numbers.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <bit>
#include <utility>
#include <vector>

namespace emulator::jose {
namespace {

constexpr unsigned least_bits = 2048;
constexpr unsigned most_bits = 8192;
constexpr unsigned most_exponent_bits = 64;  // OpenSSL verifies with no larger one where the modulus is large

// REQUIRES: no leading zeros.
unsigned bit_length(std::string_view number) {
    if (number.empty()) return 0;
    auto const in_first = std::bit_width(static_cast<unsigned char>(number.front()));
    return static_cast<unsigned>(number.size() - 1) * 8 + static_cast<unsigned>(in_first);
}

bool is_odd(std::string_view number) {
    return !number.empty() && (static_cast<unsigned char>(number.back()) & 1) != 0;
}

Error refused(std::string description, std::string rule, std::string received, std::string expected) {
    return {ErrorCode::invalid_request,
            std::move(description),
            {std::move(rule), std::move(received), std::move(expected),
             "make a new key: openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048"}};
}

Owned<BIGNUM> number(std::string_view bytes) {
    auto value = ensure(BN_new(), "BN_new");
    ensure(BN_bin2bn(octets(bytes), static_cast<int>(bytes.size()), value.get()) != nullptr, "BN_bin2bn");
    return value;
}

std::string number_of(EVP_PKEY const* key, char const* name) {
    BIGNUM* found = nullptr;
    if (EVP_PKEY_get_bn_param(key, name, &found) != 1) return {};
    Owned<BIGNUM> const value(found);
    std::string bytes(static_cast<std::size_t>(BN_num_bytes(found)), '\0');
    BN_bn2bin(found, octets(bytes.data()));
    return bytes;
}

// Whether a * b leaves 1 when divided by modulus.
bool are_inverse(BIGNUM const* a, BIGNUM const* b, BIGNUM const* modulus, BN_CTX* context) {
    auto const product = ensure(BN_new(), "BN_new");
    ensure(BN_mod_mul(product.get(), a, b, modulus, context) == 1, "BN_mod_mul");
    return BN_is_one(product.get()) == 1;
}

using NamedNumber = std::pair<char const*, std::string const*>;

Owned<EVP_PKEY> make_key(std::vector<NamedNumber> const& numbers, int selection) {
    auto const builder = ensure(OSSL_PARAM_BLD_new(), "OSSL_PARAM_BLD_new");
    std::vector<Owned<BIGNUM>> values;  // the builder points at them until it is done
    for (auto const& [name, bytes] : numbers) {
        values.push_back(number(*bytes));
        ensure(OSSL_PARAM_BLD_push_BN(builder.get(), name, values.back().get()) == 1,
               "OSSL_PARAM_BLD_push_BN");
    }
    auto const parameters = ensure(OSSL_PARAM_BLD_to_param(builder.get()), "OSSL_PARAM_BLD_to_param");
    auto const context =
        ensure(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr), "EVP_PKEY_CTX_new_from_name");
    EVP_PKEY* key = nullptr;
    ensure(EVP_PKEY_fromdata_init(context.get()) == 1, "EVP_PKEY_fromdata_init");
    ensure(EVP_PKEY_fromdata(context.get(), &key, selection, parameters.get()) == 1, "EVP_PKEY_fromdata");
    return Owned<EVP_PKEY>(key);
}

}  // namespace

Result<> check(PublicNumbers const& numbers) {
    auto const bits = bit_length(numbers.n);
    auto const size = std::to_string(bits) + " bits";
    if (bits < least_bits) {
        return refused("the RSA key has " + size + ", which is too small",
                       "RFC 7518 3.3: 2048 bits or larger", size, "2048 to 8192 bits");
    }
    if (bits > most_bits) {
        return refused("the RSA key has " + size + ", which is too large",
                       "keys are limited to 8192 bits here", size, "2048 to 8192 bits");
    }
    if (!is_odd(numbers.n)) {
        return refused("the modulus of the RSA key is even", "RFC 8017 3.1: a product of odd primes",
                       "an even modulus", "an odd modulus");
    }
    auto const exponent_bits = bit_length(numbers.e);
    if (!is_odd(numbers.e) || exponent_bits < 2 || exponent_bits > most_exponent_bits) {
        return refused("the public exponent of the RSA key must be odd, at least 3 and at most 64 bits large",
                       "RFC 8017 3.1: an odd number of 3 or more", std::to_string(exponent_bits) + " bits",
                       "65537, which is AQAB in a JWK");
    }
    return {};
}

bool belong_together(PrivateNumbers const& numbers) {
    auto const context = ensure(BN_CTX_new(), "BN_CTX_new");
    auto* const scratch = context.get();
    auto const n = number(numbers.n), e = number(numbers.e), d = number(numbers.d);
    auto const p = number(numbers.p), q = number(numbers.q);
    auto const dp = number(numbers.dp), dq = number(numbers.dq), qi = number(numbers.qi);

    auto const product = ensure(BN_new(), "BN_new");
    ensure(BN_mul(product.get(), p.get(), q.get(), scratch) == 1, "BN_mul");
    if (BN_cmp(product.get(), n.get()) != 0 || BN_is_one(p.get()) || BN_is_one(q.get())) return false;

    bool const in_range = BN_cmp(d.get(), n.get()) < 0 && BN_cmp(dp.get(), p.get()) < 0 &&
                          BN_cmp(dq.get(), q.get()) < 0 && BN_cmp(qi.get(), p.get()) < 0;
    if (!in_range || !are_inverse(qi.get(), q.get(), p.get(), scratch)) return false;

    ensure(BN_sub_word(p.get(), 1) == 1 && BN_sub_word(q.get(), 1) == 1, "BN_sub_word");
    return are_inverse(e.get(), d.get(), p.get(), scratch) &&
           are_inverse(e.get(), d.get(), q.get(), scratch) &&
           are_inverse(e.get(), dp.get(), p.get(), scratch) &&
           are_inverse(e.get(), dq.get(), q.get(), scratch);
}

std::string without_leading_zeros(std::string_view number) {
    auto const start = number.find_first_not_of('\0');
    return start == std::string_view::npos ? std::string() : std::string(number.substr(start));
}

Owned<EVP_PKEY> make_key(PublicNumbers const& numbers) {
    return make_key({{OSSL_PKEY_PARAM_RSA_N, &numbers.n}, {OSSL_PKEY_PARAM_RSA_E, &numbers.e}},
                    EVP_PKEY_PUBLIC_KEY);
}

Owned<EVP_PKEY> make_key(PrivateNumbers const& numbers) {
    return make_key({{OSSL_PKEY_PARAM_RSA_N, &numbers.n},
                     {OSSL_PKEY_PARAM_RSA_E, &numbers.e},
                     {OSSL_PKEY_PARAM_RSA_D, &numbers.d},
                     {OSSL_PKEY_PARAM_RSA_FACTOR1, &numbers.p},
                     {OSSL_PKEY_PARAM_RSA_FACTOR2, &numbers.q},
                     {OSSL_PKEY_PARAM_RSA_EXPONENT1, &numbers.dp},
                     {OSSL_PKEY_PARAM_RSA_EXPONENT2, &numbers.dq},
                     {OSSL_PKEY_PARAM_RSA_COEFFICIENT1, &numbers.qi}},
                    EVP_PKEY_KEYPAIR);
}

PublicNumbers public_numbers_of(EVP_PKEY const* key) {
    return {number_of(key, OSSL_PKEY_PARAM_RSA_N), number_of(key, OSSL_PKEY_PARAM_RSA_E)};
}

PrivateNumbers private_numbers_of(EVP_PKEY const* key) {
    return {number_of(key, OSSL_PKEY_PARAM_RSA_N),         number_of(key, OSSL_PKEY_PARAM_RSA_E),
            number_of(key, OSSL_PKEY_PARAM_RSA_D),         number_of(key, OSSL_PKEY_PARAM_RSA_FACTOR1),
            number_of(key, OSSL_PKEY_PARAM_RSA_FACTOR2),   number_of(key, OSSL_PKEY_PARAM_RSA_EXPONENT1),
            number_of(key, OSSL_PKEY_PARAM_RSA_EXPONENT2), number_of(key, OSSL_PKEY_PARAM_RSA_COEFFICIENT1)};
}

}  // namespace emulator::jose
