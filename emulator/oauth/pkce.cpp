#include "oauth/pkce.h"

#include <algorithm>

#include "base/encoding.h"
#include "jose/digest.h"

namespace emulator::oauth {
namespace {

bool is_unreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

Error refused(std::string description, std::string received, std::string expected, std::string mend) {
    return {ErrorCode::invalid_grant,
            std::move(description),
            {"The code_verifier proves who asked for the code (RFC 7636 4.6)", std::move(received),
             std::move(expected), std::move(mend)}};
}

}  // namespace

bool is_code_verifier(std::string_view text) {
    return text.size() >= 43 && text.size() <= 128 && std::all_of(text.begin(), text.end(), is_unreserved);
}

bool is_code_challenge(std::string_view text) {
    auto const digest = base64url_decode(text);
    return digest && digest->size() == 32;
}

std::string code_challenge(std::string_view verifier) {
    return base64url_encode(jose::sha256(verifier));
}

Result<> check_verifier(std::string_view challenge, std::string_view verifier) {
    if (challenge.empty() && verifier.empty()) return {};
    if (challenge.empty()) {
        return refused("code_verifier was sent, but the authorization request had no code_challenge",
                       "a code_verifier", "none",
                       "Send code_challenge and code_challenge_method=S256 to /authorize.");
    }
    if (verifier.empty()) {
        return refused("code_verifier is missing", "nothing",
                       "the code_verifier that the code_challenge was made from",
                       "Keep the verifier in the user's session and send it with the code.");
    }
    if (!is_code_verifier(verifier)) {
        return refused("code_verifier is malformed", std::to_string(verifier.size()) + " characters",
                       "43 to 128 characters of A-Z a-z 0-9 - . _ ~",
                       "Make it from 32 random bytes, base64url without padding.");
    }
    if (!equal_secrets(code_challenge(verifier), challenge)) {
        return refused("code_verifier does not match code_challenge",
                       "a verifier whose S256 is " + code_challenge(verifier),
                       "one whose S256 is " + std::string(challenge),
                       "Check that the verifier is the one of this login, and that the challenge is "
                       "BASE64URL(SHA256(ASCII(verifier))).");
    }
    return {};
}

}  // namespace emulator::oauth
