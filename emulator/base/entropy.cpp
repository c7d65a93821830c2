#include "base/entropy.h"

#include <sys/random.h>

#include <algorithm>
#include <stdexcept>
#include <vector>

#include "base/encoding.h"

namespace emulator {
namespace {

std::string random_bytes(Entropy& entropy, std::size_t count) {
    std::string bytes(count, '\0');
    entropy.fill(std::as_writable_bytes(std::span(bytes)));
    return bytes;
}

}  // namespace

std::string Entropy::token(std::size_t bytes) {
    return base64url_encode(random_bytes(*this, bytes));
}
std::string Entropy::hex(std::size_t bytes) {
    return hex_encode(random_bytes(*this, bytes));
}

void SystemEntropy::fill(std::span<std::byte> bytes) {
    constexpr std::size_t most = 256;  // getentropy's limit for one call
    while (!bytes.empty()) {
        auto const piece = std::min(most, bytes.size());
        if (getentropy(bytes.data(), piece) != 0) throw std::runtime_error("the kernel gave no random bytes");
        bytes = bytes.subspan(piece);
    }
}

}  // namespace emulator
