#include "jose/contexts.h"

#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <atomic>
#include <string>
#include <vector>

namespace emulator::jose {
namespace {

constexpr std::size_t most_kept = 64;

std::uint64_t next_id() {
    static std::atomic<std::uint64_t> last{0};
    return ++last;
}

char const* digest_name(Algorithm algorithm) {
    switch (algorithm) {
        case Algorithm::RS384:
            return "SHA384";
        case Algorithm::RS512:
            return "SHA512";
        case Algorithm::RS256:
            break;
    }
    return "SHA256";
}

Owned<EVP_PKEY_CTX> make_context(KeyMaterial const& key, Algorithm algorithm) {
    auto const own = key.duplicate();
    auto context =
        ensure(EVP_PKEY_CTX_new_from_pkey(nullptr, own.get(), nullptr), "EVP_PKEY_CTX_new_from_pkey");
    auto* const raw = context.get();
    if (key.operation() == Operation::sign) {
        ensure(EVP_PKEY_sign_init(raw) == 1, "EVP_PKEY_sign_init");
    } else {
        ensure(EVP_PKEY_verify_init(raw) == 1, "EVP_PKEY_verify_init");
    }
    auto const* const function = digest_name(algorithm);
    ensure(EVP_PKEY_CTX_set_rsa_padding(raw, RSA_PKCS1_PADDING) == 1, "EVP_PKEY_CTX_set_rsa_padding");
    ensure(EVP_PKEY_CTX_ctrl_str(raw, "digest", function) == 1, "EVP_PKEY_CTX_ctrl_str");
    return context;
}

class Contexts {
public:
    EVP_PKEY_CTX* find_or_make(std::shared_ptr<KeyMaterial const> const& key, Algorithm algorithm) {
        for (auto& kept : kept_) {
            if (kept.key_id == key->id() && kept.algorithm == algorithm) {
                kept.last_use = ++uses_;
                return kept.context.get();
            }
        }
        auto context = make_context(*key, algorithm);
        make_room();
        kept_.push_back({key->id(), algorithm, ++uses_, key, std::move(context)});
        return kept_.back().context.get();
    }

private:
    struct Kept {
        std::uint64_t key_id;
        Algorithm algorithm;
        std::uint64_t last_use;
        std::weak_ptr<KeyMaterial const> key;
        Owned<EVP_PKEY_CTX> context;
    };

    void make_room() {
        std::erase_if(kept_, [](Kept const& kept) { return kept.key.expired(); });
        if (kept_.size() < most_kept) return;
        kept_.erase(std::min_element(kept_.begin(), kept_.end(), [](Kept const& left, Kept const& right) {
            return left.last_use < right.last_use;
        }));
    }

    std::vector<Kept> kept_;
    std::uint64_t uses_ = 0;
};

}  // namespace

KeyMaterial::KeyMaterial(Owned<evp_pkey_st> key, Operation operation, PublicNumbers numbers)
    : key_(std::move(key)), operation_(operation), numbers_(std::move(numbers)), id_(next_id()) {}

unsigned KeyMaterial::bits() const {
    return static_cast<unsigned>(EVP_PKEY_get_bits(key_.get()));
}

Owned<evp_pkey_st> KeyMaterial::duplicate() const {
    return ensure(EVP_PKEY_dup(key_.get()), "EVP_PKEY_dup");
}

evp_pkey_ctx_st* thread_context(std::shared_ptr<KeyMaterial const> const& key, Algorithm algorithm) {
    thread_local Contexts signing;
    thread_local Contexts verifying;
    auto& contexts = key->operation() == Operation::sign ? signing : verifying;
    return contexts.find_or_make(key, algorithm);
}

}  // namespace emulator::jose
