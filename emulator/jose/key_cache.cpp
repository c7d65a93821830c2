#include "jose/key_cache.h"

#include <algorithm>
#include <mutex>

#include "jose/jwk.h"

namespace emulator::jose {

Result<PublicKey> KeyCache::get(Json const& jwk) {
    if (string_member(jwk, "kty") != "RSA") return public_key_from_jwk(jwk);
    auto const n = string_member(jwk, "n");
    auto const e = string_member(jwk, "e");
    auto const name = std::string(n).append(".").append(e);
    {
        std::shared_lock const reading(mutex_);
        if (auto const found = kept_.find(name); found != kept_.end()) {
            found->second.last_use = ++uses_;
            return found->second.key;
        }
    }
    auto key = EMULATOR_TRY(public_key_from_jwk(jwk));
    std::unique_lock const writing(mutex_);
    // Another thread may have been quicker: its key is the one that all threads then share.
    if (auto const found = kept_.find(name); found != kept_.end()) return found->second.key;
    make_room();
    kept_.try_emplace(name, key, ++uses_);
    return key;
}

void KeyCache::make_room() {
    if (kept_.size() < most_) return;
    kept_.erase(std::min_element(kept_.begin(), kept_.end(), [](auto const& left, auto const& right) {
        return left.second.last_use < right.second.last_use;
    }));
}

std::size_t KeyCache::size() const {
    std::shared_lock const reading(mutex_);
    return kept_.size();
}

}  // namespace emulator::jose
