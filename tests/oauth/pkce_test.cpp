#include "oauth/pkce.h"

#include <doctest/doctest.h>

namespace emulator::oauth {
namespace {

TEST_CASE("[RFC 7636 B] S256 of published verifiers") {
    struct Row {
        std::string verifier;
        std::string challenge;
    };
    for (auto const& row : {
             Row{"dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
                 "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"},
             Row{"xyo94uhy3zKvgB0NJwLms86SwcjtWviEOpkBnGgaLlo",
                 "b7elB7ZyxIXgFyvBznKvxl7wOB-H17Pz0a3B62NIMFI"},
             Row{"hITge41ZTC3OrdiokQsW2QivzMq01mg3IPxTpqTazZU",
                 "s2Zoo2UrS7PcGTZO7P9rPLaR0d-R-8OhbS4lSJxJDgw"},
         }) {
        CAPTURE(row.verifier);
        CHECK(is_code_verifier(row.verifier));
        CHECK(is_code_challenge(row.challenge));
        CHECK(code_challenge(row.verifier) == row.challenge);
        CHECK(check_verifier(row.challenge, row.verifier).has_value());
    }
}

TEST_CASE("[RFC 7636 4.1] a verifier has 43 to 128 unreserved characters") {
    struct Row {
        std::string name;
        std::string text;
        bool right;
    };
    for (auto const& row : {
             Row{"43", std::string(43, 'a'), true},
             Row{"128", std::string(128, 'a'), true},
             Row{"every kind", "ABCXYZabcxyz0123456789-._~ABCXYZabcxyz012345", true},
             Row{"none", "", false},
             Row{"42", std::string(42, 'a'), false},
             Row{"129", std::string(129, 'a'), false},
             Row{"a plus", std::string(43, 'a') + "+", false},
             Row{"a slash", std::string(43, 'a') + "/", false},
             Row{"padding", std::string(43, 'a') + "=", false},
             Row{"a blank", std::string(43, 'a') + " ", false},
             Row{"a letter that is not ASCII", std::string(43, 'a') + "å", false},
             Row{"NUL", std::string(43, 'a') + std::string(1, '\0'), false},
         }) {
        CAPTURE(row.name);
        CHECK(is_code_verifier(row.text) == row.right);
    }
}

TEST_CASE("[RFC 7636 4.2] a challenge is 32 bytes in base64url") {
    std::string const right = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    CHECK(is_code_challenge(right));
    for (std::string const& text :
         {std::string(), right.substr(1), right + "A", right + "=", right.substr(0, 42) + "+",
          right.substr(0, 42) + "N", right.substr(0, 42) + " ",
          std::string("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXkx")}) {
        CAPTURE(text);
        CHECK_FALSE(is_code_challenge(text));
    }
}

TEST_CASE("[RFC 7636 4.6] only the verifier of the challenge is accepted") {
    std::string const verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    std::string const challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    CHECK(check_verifier("", "").has_value());
    struct Row {
        std::string name;
        std::string challenge;
        std::string verifier;
        std::string told;
    };
    for (auto const& row : {
             // [RFC 9700 2.1.1] A challenge that was stripped on its way must not go unseen.
             Row{"a verifier without a challenge", "", verifier, "had no code_challenge"},
             Row{"no verifier", challenge, "", "code_verifier is missing"},
             Row{"another verifier", challenge, "xyo94uhy3zKvgB0NJwLms86SwcjtWviEOpkBnGgaLlo",
                 "does not match"},
             Row{"the challenge itself", challenge, challenge, "does not match"},
             Row{"the method plain", verifier, verifier, "does not match"},
             Row{"too short", challenge, "abc", "malformed"},
             Row{"with padding", challenge, verifier + "=", "malformed"},
             Row{"in another case", challenge, "D" + verifier.substr(1), "does not match"},
         }) {
        CAPTURE(row.name);
        auto const checked = check_verifier(row.challenge, row.verifier);
        REQUIRE_FALSE(checked.has_value());
        CHECK(checked.error().code == ErrorCode::invalid_grant);
        CHECK(checked.error().description.find(row.told) != std::string::npos);
        CHECK_FALSE(checked.error().explanation.mend.empty());
    }
}

}  // namespace
}  // namespace emulator::oauth
