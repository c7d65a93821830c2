// Parsed public keys, found again by the n and e of a JWK, so that a registered key is parsed once and its
// verification contexts last. Safe from any thread; readers do not wait for each other.
#pragma once

#include <atomic>
#include <cstdint>
#include <shared_mutex>
#include <string>
#include <unordered_map>

#include "base/json.h"
#include "base/result.h"
#include "jose/key.h"

namespace emulator::jose {

class KeyCache {
public:
    // Keeps at most so many keys, and lets go of the one that was not used for longest. REQUIRES: at least 1.
    explicit KeyCache(std::size_t most = 1024) : most_(most) {}

    // As public_key_from_jwk; what is refused is not kept.
    Result<PublicKey> get(Json const& jwk);

    std::size_t size() const;

private:
    struct Kept {
        PublicKey key;
        std::atomic<std::uint64_t> last_use;
        Kept(PublicKey parsed, std::uint64_t use) : key(std::move(parsed)), last_use(use) {}
    };

    void make_room();

    std::size_t most_;
    std::atomic<std::uint64_t> uses_{0};
    mutable std::shared_mutex mutex_;
    std::unordered_map<std::string, Kept> kept_;
};

}  // namespace emulator::jose
