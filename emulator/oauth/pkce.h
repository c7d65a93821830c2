// Proof Key for Code Exchange (RFC 7636), S256 only, as ID-porten demands. Pure; safe from any thread.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace emulator::oauth {

// 43 to 128 unreserved characters (RFC 7636 4.1).
bool is_code_verifier(std::string_view text);
// What S256 gives: 43 base64url characters (RFC 7636 4.2).
bool is_code_challenge(std::string_view text);
std::string code_challenge(std::string_view verifier);

// RFC 7636 4.6. `challenge` is empty where the authorization request had none; then a verifier is refused
// too, since it would hide that the challenge was stripped on its way (RFC 9700 2.1.1).
Result<> check_verifier(std::string_view challenge, std::string_view verifier);

}  // namespace emulator::oauth
