// The numbers of an RSA key: what is accepted, and the way to OpenSSL and back. Private to this room.
#pragma once

#include "base/result.h"
#include "jose/handles.h"
#include "jose/key.h"

namespace emulator::jose {

// REQUIRES: no leading zeros. Refuses a modulus or an exponent that this room does not work with.
Result<> check(PublicNumbers const& numbers);

// Whether they fulfil the equations of RFC 8017 3.2. The primes are taken on trust: to prove them would take
// longer than the rest of a start.
bool belong_together(PrivateNumbers const& numbers);

std::string without_leading_zeros(std::string_view number);

Owned<evp_pkey_st> make_key(PublicNumbers const& numbers);
Owned<evp_pkey_st> make_key(PrivateNumbers const& numbers);

// REQUIRES: an RSA key. A number that the key does not have is empty.
PublicNumbers public_numbers_of(evp_pkey_st const* key);
PrivateNumbers private_numbers_of(evp_pkey_st const* key);

}  // namespace emulator::jose
