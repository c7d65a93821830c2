// A parsed key, and the contexts that each thread keeps for the keys it uses. Private to this room.
#pragma once

#include <cstdint>
#include <memory>

#include "jose/algorithm.h"
#include "jose/handles.h"
#include "jose/key.h"

namespace emulator::jose {

enum class Operation { sign, verify };

class KeyMaterial {
public:
    KeyMaterial(Owned<evp_pkey_st> key, Operation operation, PublicNumbers numbers);

    std::uint64_t id() const { return id_; }  // never given twice in a process
    Operation operation() const { return operation_; }
    PublicNumbers const& numbers() const { return numbers_; }
    unsigned bits() const;

    // A copy that shares nothing with this one: blinding values and Montgomery factors of a key stand behind
    // its locks, which two signing threads would wait for.
    Owned<evp_pkey_st> duplicate() const;

private:
    Owned<evp_pkey_st> key_;  // only read, therefore shared by threads
    Operation operation_;
    PublicNumbers numbers_;
    std::uint64_t id_;
};

// Lives as long as the key.
KeyMaterial const& material_of(PrivateKey const& key);

// The calling thread's context for this key, ready for EVP_PKEY_sign or EVP_PKEY_verify; valid until the
// next call on this thread. A thread keeps 64 for signing and 64 for verifying, those of living keys first.
evp_pkey_ctx_st* thread_context(std::shared_ptr<KeyMaterial const> const& key, Algorithm algorithm);

}  // namespace emulator::jose
