#include "jose/digest.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <array>

#include "jose/handles.h"

namespace emulator::jose {
namespace {

using Fetched = std::array<Owned<EVP_MD>, every_algorithm.size()>;

Fetched fetch_all() {
    return {ensure(EVP_MD_fetch(nullptr, "SHA256", nullptr), "EVP_MD_fetch"),
            ensure(EVP_MD_fetch(nullptr, "SHA384", nullptr), "EVP_MD_fetch"),
            ensure(EVP_MD_fetch(nullptr, "SHA512", nullptr), "EVP_MD_fetch")};
}

// Fetched once: EVP_sha256() is looked up anew, under a lock, by each operation that is given it.
EVP_MD const* function_of(Algorithm algorithm) {
    static Fetched const fetched = fetch_all();
    return fetched[static_cast<std::size_t>(algorithm)].get();
}

// Ready for a key.
Owned<EVP_MAC_CTX> hmac_context() {
    auto* const hmac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
    auto context = ensure(EVP_MAC_CTX_new(hmac), "EVP_MAC_CTX_new");
    EVP_MAC_free(hmac);  // the context has its own hold of it
    char function[] = "SHA256";
    std::array const choice{OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, function, 0),
                            OSSL_PARAM_construct_end()};
    ensure(EVP_MAC_CTX_set_params(context.get(), choice.data()) == 1, "EVP_MAC_CTX_set_params");
    return context;
}

}  // namespace

std::string digest(Algorithm algorithm, std::string_view text) {
    thread_local auto const context = ensure(EVP_MD_CTX_new(), "EVP_MD_CTX_new");
    auto const* const function = function_of(algorithm);
    std::string out(static_cast<std::size_t>(EVP_MD_get_size(function)), '\0');
    ensure(EVP_DigestInit_ex2(context.get(), function, nullptr) == 1, "EVP_DigestInit_ex2");
    ensure(EVP_DigestUpdate(context.get(), text.data(), text.size()) == 1, "EVP_DigestUpdate");
    ensure(EVP_DigestFinal_ex(context.get(), octets(out.data()), nullptr) == 1, "EVP_DigestFinal_ex");
    return out;
}

std::string sha256(std::string_view text) {
    return digest(Algorithm::RS256, text);
}

std::string hmac_sha256(std::string_view key, std::string_view text) {
    thread_local auto const context = hmac_context();
    // A missing pointer would stand for the key that was set before.
    auto const* const key_bytes = octets(key.empty() ? std::string_view("", 0) : key);
    std::string out(32, '\0');
    std::size_t size = 0;
    ensure(EVP_MAC_init(context.get(), key_bytes, key.size(), nullptr) == 1, "EVP_MAC_init");
    ensure(EVP_MAC_update(context.get(), octets(text), text.size()) == 1, "EVP_MAC_update");
    ensure(EVP_MAC_final(context.get(), octets(out.data()), &size, out.size()) == 1, "EVP_MAC_final");
    return out;
}

}  // namespace emulator::jose
