#include <atomic>
#include <memory>
#include <mutex>
#include <thread>

#include "jose/jwk.h"
#include "jose/jwt.h"
#include "jose/key_cache.h"
#include "jose/support.h"

namespace emulator::jose {
namespace {

constexpr int thread_count = 8;

template <class Work>
void on_all_threads(Work const& work) {
    std::vector<std::thread> threads;
    for (int i = 0; i < thread_count; ++i)
        threads.emplace_back([&work, i] { work(i); });
    for (auto& thread : threads)
        thread.join();
}

TEST_CASE("eight threads sign and verify with the same keys at once") {
    std::vector const keys{read_key("signer"), read_key("pkcs1"), read_key("3072")};
    std::atomic<int> failures{0};
    on_all_threads([&](int thread) {
        for (int round = 0; round < 12; ++round) {
            auto const& key = keys[static_cast<std::size_t>(thread + round) % keys.size()];
            auto const algorithm = every_algorithm[static_cast<std::size_t>(round) % every_algorithm.size()];
            auto const token = sign_jwt(key, algorithm, "k", {{"thread", thread}, {"round", round}});
            auto const jwt = parse_jwt(token);
            if (!jwt || !verify(jwt->jws, key.public_key(), every_algorithm)) ++failures;
            auto const& other = keys[static_cast<std::size_t>(thread + round + 1) % keys.size()];
            if (jwt && verify(jwt->jws, other.public_key(), every_algorithm)) ++failures;
        }
    });
    CHECK(failures == 0);
}

TEST_CASE("keys may be made, copied and dropped while other threads use them") {
    auto const pem = read_file("keys/signer.pem");
    auto const right = read_key("signer").sign(Algorithm::RS256, "text");
    std::mutex mutex;
    auto current = read_key("signer");
    auto const replace = [&](PrivateKey key) {
        std::scoped_lock const lock(mutex);
        current = std::move(key);
    };
    auto const copy = [&] {
        std::scoped_lock const lock(mutex);
        return current;
    };
    std::atomic<int> failures{0};
    on_all_threads([&](int thread) {
        for (int round = 0; round < 12; ++round) {
            if (thread % 2 == 0) replace(need(private_key_from_pem(pem)));
            auto const key = copy();
            auto const public_key = key.public_key();
            if (key.sign(Algorithm::RS256, "text") != right) ++failures;
            if (!public_key.verify(Algorithm::RS256, "text", right)) ++failures;
        }
    });
    CHECK(failures == 0);
}

TEST_CASE("a key outlives the threads that used it, and threads outlive keys") {
    auto key = std::make_unique<PrivateKey>(read_key("signer"));
    auto const public_key = key->public_key();
    std::atomic<int> used{0};
    std::atomic<bool> dropped{false};
    std::atomic<int> failures{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < thread_count; ++i) {
        threads.emplace_back([&] {
            auto const signature = key->sign(Algorithm::RS256, "text");
            ++used;
            while (!dropped)
                std::this_thread::yield();
            if (!public_key.verify(Algorithm::RS256, "text", signature)) ++failures;
        });
    }
    while (used < thread_count)
        std::this_thread::yield();
    key.reset();
    dropped = true;
    for (auto& thread : threads)
        thread.join();
    CHECK(failures == 0);
    CHECK(read_key("signer").public_key() == public_key);
}

TEST_CASE("a cache that is too small serves eight threads right") {
    std::vector<Json> jwks;
    std::vector<std::string> signatures;
    for (auto const* const name : {"signer", "pkcs1", "3072", "exponent_3"}) {
        auto const key = read_key(name);
        jwks.push_back(public_jwk(key.public_key(), name, Algorithm::RS256));
        signatures.push_back(key.sign(Algorithm::RS256, "text"));
    }
    KeyCache cache(2);
    std::atomic<int> failures{0};
    on_all_threads([&](int thread) {
        for (int round = 0; round < 60; ++round) {
            auto const i = static_cast<std::size_t>(thread + round) % jwks.size();
            auto const key = cache.get(jwks[i]);
            if (!key || !key->verify(Algorithm::RS256, "text", signatures[i])) ++failures;
        }
    });
    CHECK(failures == 0);
    CHECK(cache.size() == 2);
}

}  // namespace
}  // namespace emulator::jose
