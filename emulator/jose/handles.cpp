#include "jose/handles.h"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/decoder.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>

#include <stdexcept>
#include <string>

namespace emulator::jose {

void Release::operator()(bignum_st* handle) const {
    BN_clear_free(handle);
}
void Release::operator()(bignum_ctx* handle) const {
    BN_CTX_free(handle);
}
void Release::operator()(bio_st* handle) const {
    BIO_free(handle);
}
void Release::operator()(evp_mac_ctx_st* handle) const {
    EVP_MAC_CTX_free(handle);
}
void Release::operator()(evp_md_ctx_st* handle) const {
    EVP_MD_CTX_free(handle);
}
void Release::operator()(evp_md_st* handle) const {
    EVP_MD_free(handle);
}
void Release::operator()(evp_pkey_ctx_st* handle) const {
    EVP_PKEY_CTX_free(handle);
}
void Release::operator()(evp_pkey_st* handle) const {
    EVP_PKEY_free(handle);
}
void Release::operator()(ossl_decoder_ctx_st* handle) const {
    OSSL_DECODER_CTX_free(handle);
}
void Release::operator()(ossl_param_bld_st* handle) const {
    OSSL_PARAM_BLD_free(handle);
}
void Release::operator()(ossl_param_st* handle) const {
    OSSL_PARAM_free(handle);
}
void Release::operator()(stack_st_X509* handle) const {
    sk_X509_free(handle);
}
void Release::operator()(PKCS12_st* handle) const {
    PKCS12_free(handle);
}
void Release::operator()(X509_extension_st* handle) const {
    X509_EXTENSION_free(handle);
}
void Release::operator()(x509_st* handle) const {
    X509_free(handle);
}
void Release::operator()(x509_store_ctx_st* handle) const {
    X509_STORE_CTX_free(handle);
}
void Release::operator()(x509_store_st* handle) const {
    X509_STORE_free(handle);
}

void ensure(bool succeeded, char const* call) {
    if (succeeded) return;
    auto const code = ERR_get_error();
    auto const* const reason = code != 0 ? ERR_reason_error_string(code) : nullptr;
    throw std::runtime_error(std::string(call) +
                             " failed: " + (reason != nullptr ? reason : "no reason given"));
}

ErrorScope::ErrorScope() {
    ERR_set_mark();
}
ErrorScope::~ErrorScope() {
    ERR_pop_to_mark();
}

Owned<bio_st> memory_bio(std::string_view text) {
    // BIO_new_mem_buf takes a missing pointer as a failure, and a negative length as "up to the NUL".
    auto const bytes = text.empty() ? std::string_view("") : text;
    return ensure(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())), "BIO_new_mem_buf");
}

}  // namespace emulator::jose
