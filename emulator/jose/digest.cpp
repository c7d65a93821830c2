#include "jose/digest.h"

#include <openssl/evp.h>

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
    // A missing pointer would stand for "the key set before", which there is none of.
    auto const* const key_bytes = key.empty() ? "" : key.data();
    std::string out(32, '\0');
    std::size_t size = 0;
    auto const* const made = EVP_Q_mac(nullptr, "HMAC", nullptr, "SHA256", nullptr, key_bytes, key.size(),
                                       octets(text), text.size(), octets(out.data()), out.size(), &size);
    ensure(made != nullptr && size == out.size(), "EVP_Q_mac");
    return out;
}

}  // namespace emulator::jose
