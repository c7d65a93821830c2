#include "jose/jwk.h"

#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "jose/digest.h"
#include "jose/faults.h"

namespace emulator::jose {
namespace {

Error refused(std::string description, std::string rule, std::string received, std::string expected) {
    return {ErrorCode::invalid_request,
            std::move(description),
            {std::move(rule), std::move(received), std::move(expected),
             "export the key as a JWK with a library, and send it unchanged"}};
}

Result<> check_kind(Json const& jwk) {
    if (!jwk.is_object()) {
        return refused("the JWK is not a JSON object", "RFC 7517 4", jwk.type_name(),
                       "an object with kty, n and e");
    }
    auto const kty = string_member(jwk, "kty");
    if (kty == "RSA") return {};
    auto const found = kty.empty() ? std::string("no kty, or one that is not a string") : shown(kty);
    return refused("the JWK has another kty than RSA", "RFC 7517 4.1; Digdir uses RSA keys", found,
                   "RSA, written in capitals");
}

Result<std::string> number(Json const& jwk, std::string const& name) {
    auto const found = jwk.find(name);
    if (found == jwk.end() || !found->is_string()) {
        return refused("the JWK has no " + name + ", or one that is not a string", "RFC 7518 6.3",
                       found == jwk.end() ? "no such member" : found->type_name(), "a base64url string");
    }
    auto const& text = found->get_ref<std::string const&>();
    auto bytes = base64url_decode(text);
    if (!bytes || bytes->empty()) {
        return refused("the member " + name + " of the JWK is not base64url: " + base64url_fault(text),
                       "RFC 7518 2: Base64urlUInt", received(text),
                       "base64url of the big-endian number, no padding");
    }
    return *std::move(bytes);
}

Result<std::string> optional_text(Json const& jwk, std::string const& name) {
    auto const found = jwk.find(name);
    if (found == jwk.end()) return std::string();
    if (found->is_string()) return found->get<std::string>();
    return refused("the member " + name + " of the JWK is not a string", "RFC 7517 4", found->type_name(),
                   "a string");
}

Result<std::vector<Certificate>> chain_of(Json const& jwk, PublicKey const& key) {
    auto const found = jwk.find("x5c");
    if (found == jwk.end()) return std::vector<Certificate>();
    auto chain = EMULATOR_TRY(certificates_from_x5c(*found));
    auto const certified = EMULATOR_TRY(chain.front().public_key());
    if (certified == key) return chain;
    return refused("the first certificate in x5c of the JWK holds another key than n and e", "RFC 7517 4.7",
                   "a certificate for " + chain.front().subject(), "the certificate of this key");
}

}  // namespace

Result<PublicKey> public_key_from_jwk(Json const& jwk) {
    EMULATOR_TRY(check_kind(jwk));
    auto n = EMULATOR_TRY(number(jwk, "n"));
    auto e = EMULATOR_TRY(number(jwk, "e"));
    return public_key_from_numbers({std::move(n), std::move(e)});
}

Result<Jwk> parse_jwk(Json const& jwk) {
    auto key = EMULATOR_TRY(public_key_from_jwk(jwk));
    auto kid = EMULATOR_TRY(optional_text(jwk, "kid"));
    auto alg = EMULATOR_TRY(optional_text(jwk, "alg"));
    auto use = EMULATOR_TRY(optional_text(jwk, "use"));
    auto x5c = EMULATOR_TRY(chain_of(jwk, key));
    return Jwk{std::move(kid), std::move(alg), std::move(use), std::move(key), std::move(x5c)};
}

Result<PrivateKey> private_key_from_jwk(Json const& jwk) {
    EMULATOR_TRY(check_kind(jwk));
    if (jwk.contains("oth")) {
        return refused("the JWK has more than two primes (oth)", "RFC 7518 6.3.2.7", "oth",
                       "a key of two primes");
    }
    PrivateNumbers numbers;
    numbers.n = EMULATOR_TRY(number(jwk, "n"));
    numbers.e = EMULATOR_TRY(number(jwk, "e"));
    numbers.d = EMULATOR_TRY(number(jwk, "d"));
    numbers.p = EMULATOR_TRY(number(jwk, "p"));
    numbers.q = EMULATOR_TRY(number(jwk, "q"));
    numbers.dp = EMULATOR_TRY(number(jwk, "dp"));
    numbers.dq = EMULATOR_TRY(number(jwk, "dq"));
    numbers.qi = EMULATOR_TRY(number(jwk, "qi"));
    return private_key_from_numbers(numbers);
}

Json public_jwk(PublicKey const& key, std::string_view kid, Algorithm algorithm,
                std::span<Certificate const> x5c) {
    Json jwk = {{"kty", "RSA"},           {"e", base64url_encode(key.numbers().e)},
                {"use", "sig"},           {"kid", kid},
                {"alg", name(algorithm)}, {"n", base64url_encode(key.numbers().n)}};
    for (auto const& certificate : x5c)
        jwk["x5c"].push_back(base64_encode(certificate.der()));
    return jwk;
}

Json jwks(std::vector<Json> keys) {
    return {{"keys", std::move(keys)}};
}

std::string thumbprint(PublicKey const& key) {
    // RFC 7638 3.2: the required members alone, in the order of their names, without white space.
    auto const text = R"({"e":")" + base64url_encode(key.numbers().e) + R"(","kty":"RSA","n":")" +
                      base64url_encode(key.numbers().n) + R"("})";
    return base64url_encode(sha256(text));
}

}  // namespace emulator::jose
