// OpenSSL's objects as owned handles, declared without its headers. Private to this room.
#pragma once

#include <memory>
#include <string_view>

struct PKCS12_st;
struct X509_extension_st;
struct bignum_st;
struct bignum_ctx;
struct bio_st;
struct evp_mac_ctx_st;
struct evp_md_ctx_st;
struct evp_md_st;
struct evp_pkey_ctx_st;
struct evp_pkey_st;
struct ossl_decoder_ctx_st;
struct ossl_param_bld_st;
struct ossl_param_st;
struct stack_st_X509;
struct x509_st;
struct x509_store_ctx_st;
struct x509_store_st;

namespace emulator::jose {

struct Release {
    void operator()(bignum_st* handle) const;  // wiped first: it may be part of a private key
    void operator()(bignum_ctx* handle) const;
    void operator()(bio_st* handle) const;
    void operator()(evp_mac_ctx_st* handle) const;
    void operator()(evp_md_ctx_st* handle) const;
    void operator()(evp_md_st* handle) const;
    void operator()(evp_pkey_ctx_st* handle) const;
    void operator()(evp_pkey_st* handle) const;
    void operator()(ossl_decoder_ctx_st* handle) const;
    void operator()(ossl_param_bld_st* handle) const;
    void operator()(ossl_param_st* handle) const;
    void operator()(stack_st_X509* handle) const;  // the stack alone, not what it points to
    void operator()(PKCS12_st* handle) const;
    void operator()(X509_extension_st* handle) const;
    void operator()(x509_st* handle) const;
    void operator()(x509_store_ctx_st* handle) const;
    void operator()(x509_store_st* handle) const;
};

template <class T>
using Owned = std::unique_ptr<T, Release>;

// For calls that fail only when memory runs out or the library is broken: throws std::runtime_error.
void ensure(bool succeeded, char const* call);

template <class T>
Owned<T> ensure(T* handle, char const* call) {
    ensure(handle != nullptr, call);
    return Owned<T>(handle);
}

// Takes the errors of the calls within its scope off the thread's error queue, which TLS reads too.
class ErrorScope {
public:
    ErrorScope();
    ~ErrorScope();
    ErrorScope(ErrorScope const&) = delete;
    ErrorScope& operator=(ErrorScope const&) = delete;
};

// A read-only BIO; `text` must outlive it.
Owned<bio_st> memory_bio(std::string_view text);

// Big-endian bytes as OpenSSL takes them.
inline unsigned char const* octets(std::string_view text) {
    return reinterpret_cast<unsigned char const*>(text.data());
}
inline unsigned char* octets(char* text) {
    return reinterpret_cast<unsigned char*>(text);
}

}  // namespace emulator::jose
