#include "jose/export.h"

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>

#include <cassert>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "jose/contexts.h"
#include "jose/jwk.h"
#include "jose/numbers.h"

namespace emulator::jose {
namespace {

std::string text_of(BIO* bio) {
    char* text = nullptr;
    auto const size = BIO_get_mem_data(bio, &text);
    return size > 0 ? std::string(text, static_cast<std::size_t>(size)) : std::string();
}

}  // namespace

std::string private_key_pem(PrivateKey const& key) {
    auto const bio = ensure(BIO_new(BIO_s_mem()), "BIO_new");
    auto const handle = material_of(key).duplicate();
    ensure(PEM_write_bio_PKCS8PrivateKey(bio.get(), handle.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1,
           "PEM_write_bio_PKCS8PrivateKey");
    return text_of(bio.get());
}

std::string certificates_pem(std::span<Certificate const> chain) {
    auto const bio = ensure(BIO_new(BIO_s_mem()), "BIO_new");
    for (auto const& certificate : chain)
        ensure(PEM_write_bio_X509(bio.get(), certificate.handle()) == 1, "PEM_write_bio_X509");
    return text_of(bio.get());
}

std::string pkcs12(PrivateKey const& key, std::span<Certificate const> chain, std::string_view password,
                   std::string_view alias) {
    assert(!chain.empty());
    auto const others = ensure(sk_X509_new_null(), "sk_X509_new_null");
    for (auto const& certificate : chain.subspan(1))
        ensure(sk_X509_push(others.get(), certificate.handle()) > 0, "sk_X509_push");
    auto const handle = material_of(key).duplicate();
    // Zeros are OpenSSL's own choice of algorithms and rounds.
    auto const store =
        ensure(PKCS12_create(std::string(password).c_str(), std::string(alias).c_str(), handle.get(),
                             chain.front().handle(), others.get(), 0, 0, 0, 0, 0),
               "PKCS12_create");
    auto const bio = ensure(BIO_new(BIO_s_mem()), "BIO_new");
    ensure(i2d_PKCS12_bio(bio.get(), store.get()) == 1, "i2d_PKCS12_bio");
    return text_of(bio.get());
}

Json private_jwk(PrivateKey const& key, std::string_view kid, Algorithm algorithm,
                 std::span<Certificate const> x5c) {
    auto jwk = public_jwk(key.public_key(), kid, algorithm);
    auto const numbers = private_numbers_of(material_of(key).duplicate().get());
    jwk["d"] = base64url_encode(numbers.d);
    jwk["p"] = base64url_encode(numbers.p);
    jwk["q"] = base64url_encode(numbers.q);
    jwk["dp"] = base64url_encode(numbers.dp);
    jwk["dq"] = base64url_encode(numbers.dq);
    jwk["qi"] = base64url_encode(numbers.qi);
    for (auto const& certificate : x5c)
        jwk["x5c"].push_back(base64_encode(certificate.der()));
    return jwk;
}

}  // namespace emulator::jose
