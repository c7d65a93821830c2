// The one source of chance: identifiers, codes, secrets and trace ids come from here.
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace emulator {

class Entropy {
public:
    virtual ~Entropy() = default;
    virtual void fill(std::span<std::byte> bytes) = 0;  // safe from any thread

    // `bytes` random bytes as base64url without padding: 8 bytes give the 11 characters of an ID-porten jti,
    // 32 bytes the 43 characters of a Maskinporten jti.
    std::string token(std::size_t bytes);
    // `bytes` random bytes as lower-case hexadecimal digits: 16 bytes give a trace id.
    std::string hex(std::size_t bytes);
};

// The kernel's generator; unpredictable, for secrets too.
class SystemEntropy : public Entropy {
public:
    void fill(std::span<std::byte> bytes) override;
};

}  // namespace emulator
