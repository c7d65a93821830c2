#include "rs256.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <cstdio>

#include "support.h"

namespace bench {
namespace {

void check(int answer, char const* what) {
    if (answer <= 0) give_up(std::string("OpenSSL failed: ") + what);
}

unsigned char const* bytes(std::string_view text) {
    return reinterpret_cast<unsigned char const*>(text.data());
}

}  // namespace

void Free::operator()(evp_pkey_st* key) const {
    EVP_PKEY_free(key);
}
void Free::operator()(evp_md_ctx_st* context) const {
    EVP_MD_CTX_free(context);
}

Key make_key() {
    Key key(EVP_RSA_gen(2048));
    if (!key) give_up("no RSA key could be made");
    return key;
}

Key read_key(std::string const& path) {
    auto* const file = std::fopen(path.c_str(), "r");
    if (file == nullptr) give_up("cannot open " + path);
    Key key(PEM_read_PrivateKey(file, nullptr, nullptr, nullptr));
    std::fclose(file);
    if (!key) give_up("no private key in " + path);
    return key;
}

Signer::Signer(Key const& key)
    : key_(EVP_PKEY_dup(key.get())), ready_(EVP_MD_CTX_new()), used_(EVP_MD_CTX_new()) {
    check(EVP_DigestSignInit(ready_.get(), nullptr, EVP_sha256(), nullptr, key_.get()), "sign init");
}

std::string Signer::sign(std::string_view text) {
    std::string signature(static_cast<std::size_t>(EVP_PKEY_get_size(key_.get())), '\0');
    auto length = signature.size();
    check(EVP_MD_CTX_copy_ex(used_.get(), ready_.get()), "copy");
    auto* const out = reinterpret_cast<unsigned char*>(signature.data());
    check(EVP_DigestSign(used_.get(), out, &length, bytes(text), text.size()), "sign");
    signature.resize(length);
    return signature;
}

Verifier::Verifier(Key const& key)
    : key_(EVP_PKEY_dup(key.get())), ready_(EVP_MD_CTX_new()), used_(EVP_MD_CTX_new()) {
    check(EVP_DigestVerifyInit(ready_.get(), nullptr, EVP_sha256(), nullptr, key_.get()), "verify init");
}

bool Verifier::verify(std::string_view text, std::string_view signature) {
    check(EVP_MD_CTX_copy_ex(used_.get(), ready_.get()), "copy");
    return EVP_DigestVerify(used_.get(), bytes(signature), signature.size(), bytes(text), text.size()) == 1;
}

}  // namespace bench
