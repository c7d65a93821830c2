#include "jose/key.h"

#include <openssl/decoder.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <utility>

#include "jose/contexts.h"
#include "jose/digest.h"
#include "jose/numbers.h"

namespace emulator::jose {
namespace {

// In the place of OpenSSL's own, which would ask at the terminal.
int no_password(char*, int, int, void*) {
    return -1;
}

Error unreadable(std::string description, std::string received) {
    return {ErrorCode::invalid_request,
            std::move(description),
            {"private keys are read from PEM (RFC 7468)", std::move(received),
             "an RSA key between BEGIN PRIVATE KEY and END PRIVATE KEY, not encrypted",
             "openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048"}};
}

// A quarter of the time that PEM_read_bio_PrivateKey takes, which tries every kind of key.
Owned<EVP_PKEY> decode_rsa(std::string_view pem) {
    auto const bio = memory_bio(pem);
    EVP_PKEY* key = nullptr;
    auto const decoder =
        ensure(OSSL_DECODER_CTX_new_for_pkey(&key, "PEM", nullptr, "RSA", EVP_PKEY_KEYPAIR, nullptr, nullptr),
               "OSSL_DECODER_CTX_new_for_pkey");
    OSSL_DECODER_CTX_set_pem_password_cb(decoder.get(), no_password, nullptr);
    bool const decoded = OSSL_DECODER_from_bio(decoder.get(), bio.get()) == 1;
    Owned<EVP_PKEY> owned(key);
    return decoded ? std::move(owned) : nullptr;
}

Error why_unreadable(std::string_view pem) {
    if (pem.find("ENCRYPTED") != std::string_view::npos) {
        return unreadable("the private key is encrypted", "an encrypted PEM block");
    }
    auto const bio = memory_bio(pem);
    Owned<EVP_PKEY> const other(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_password, nullptr));
    if (!other) return unreadable("the text holds no readable private key in PEM form", "no such block");
    auto const* const kind = EVP_PKEY_get0_type_name(other.get());
    return unreadable("the private key is not an RSA key", kind != nullptr ? kind : "an unknown kind");
}

}  // namespace

Result<PublicKey> public_key_from_numbers(PublicNumbers numbers) {
    numbers = {without_leading_zeros(numbers.n), without_leading_zeros(numbers.e)};
    EMULATOR_TRY(check(numbers));
    auto key = make_key(numbers);
    return PublicKey(std::make_shared<KeyMaterial>(std::move(key), Operation::verify, std::move(numbers)));
}

Result<PrivateKey> private_key_from_numbers(PrivateNumbers const& numbers) {
    auto public_part = EMULATOR_TRY(public_key_from_numbers({numbers.n, numbers.e}));
    if (!belong_together(numbers)) {
        return Error{
            ErrorCode::invalid_request,
            "the numbers of the RSA private key do not belong together",
            {"RFC 8017 3.2: n = p q, and d, dp, dq and qi are inverses", "numbers that contradict this",
             "all numbers of one two-prime key", "export the key again, without changing it"}};
    }
    auto material = std::make_shared<KeyMaterial>(make_key(numbers), Operation::sign, public_part.numbers());
    return PrivateKey(std::move(material), std::move(public_part));
}

Result<PrivateKey> private_key_from_pem(std::string_view pem) {
    ErrorScope const errors;
    auto const key = decode_rsa(pem);
    if (!key) return why_unreadable(pem);
    auto const numbers = private_numbers_of(key.get());
    if (numbers.d.empty())
        return unreadable("the text holds a public key and no private one", "a public key");
    return private_key_from_numbers(numbers);
}

KeyMaterial const& material_of(PrivateKey const& key) {
    return *key.material_;
}

PublicNumbers const& PublicKey::numbers() const {
    return material_->numbers();
}
unsigned PublicKey::bits() const {
    return material_->bits();
}

bool operator==(PublicKey const& left, PublicKey const& right) {
    return left.numbers().n == right.numbers().n && left.numbers().e == right.numbers().e;
}

bool PublicKey::verify(Algorithm algorithm, std::string_view text, std::string_view signature) const {
    if (signature.size() != signature_size()) return false;
    ErrorScope const errors;
    auto const hash = digest(algorithm, text);
    return EVP_PKEY_verify(thread_context(material_, algorithm), octets(signature), signature.size(),
                           octets(hash), hash.size()) == 1;
}

std::string PrivateKey::sign(Algorithm algorithm, std::string_view text) const {
    auto const hash = digest(algorithm, text);
    std::string signature(public_key_.signature_size(), '\0');
    auto size = signature.size();
    auto* const context = thread_context(material_, algorithm);
    ensure(EVP_PKEY_sign(context, octets(signature.data()), &size, octets(hash), hash.size()) == 1,
           "EVP_PKEY_sign");
    return signature;
}

}  // namespace emulator::jose
