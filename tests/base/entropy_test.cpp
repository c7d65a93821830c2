#include "base/entropy.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "base/encoding.h"

namespace emulator {
namespace {

TEST_CASE("tokens have the length of their bytes in base64url, trace ids two digits a byte") {
    SystemEntropy entropy;
    for (std::size_t const bytes : {std::size_t{8}, std::size_t{16}, std::size_t{32}, std::size_t{1000}}) {
        CAPTURE(bytes);
        auto const token = entropy.token(bytes);
        REQUIRE(base64url_decode(token).has_value());
        CHECK(base64url_decode(token)->size() == bytes);
        auto const hex = entropy.hex(bytes);
        CHECK(hex.size() == 2 * bytes);
        CHECK(hex.find_first_not_of("0123456789abcdef") == std::string::npos);
    }
    CHECK(entropy.token(8).size() == 11);
    CHECK(entropy.token(32).size() == 43);
    CHECK(entropy.token(0).empty());
}

TEST_CASE("no token comes twice, from any thread") {
    SystemEntropy entropy;
    std::mutex mutex;
    std::set<std::string> tokens;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) {
        threads.emplace_back([&] {
            for (int n = 0; n < 1000; ++n) {
                auto token = entropy.token(16);
                std::lock_guard const lock(mutex);
                tokens.insert(std::move(token));
            }
        });
    }
    for (auto& thread : threads)
        thread.join();
    CHECK(tokens.size() == 8000);
}

TEST_CASE("every byte of a long request is filled, also beyond what the kernel gives at once") {
    SystemEntropy entropy;
    // A byte that is never written stays 0 in all of 64 tries; a random one does so once in 2^512.
    std::vector<bool> touched(1000, false);
    for (int i = 0; i < 64; ++i) {
        std::string bytes(1000, '\0');
        entropy.fill(std::as_writable_bytes(std::span(bytes)));
        for (std::size_t at = 0; at < bytes.size(); ++at)
            touched[at] = touched[at] || bytes[at] != '\0';
    }
    CHECK(std::find(touched.begin(), touched.end(), false) == touched.end());
}

}  // namespace
}  // namespace emulator
