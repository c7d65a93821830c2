#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "base/times.h"
#include "jose/jwk.h"
#include "services/selvbetjening/rules.h"

namespace emulator::selvbetjening {
namespace {

constexpr std::size_t most_keys = 5;
constexpr unsigned fewest_bits = 2048;
constexpr int months_of_a_year = 12;

bool is_key_name(std::string_view kid) {
    constexpr std::string_view marks = "._-";
    return !kid.empty() && kid.size() <= 200 && std::all_of(kid.begin(), kid.end(), [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               marks.find(c) != std::string_view::npos;
    });
}

bool is_private(Json const& jwk) {
    constexpr std::string_view members[] = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"};
    return std::any_of(std::begin(members), std::end(members),
                       [&](auto name) { return jwk.contains(std::string(name)); });
}

// The public key as it is kept: what Digdir knows of it, in its order.
Result<Json> read_key(Json const& jwk, std::string const& place) {
    auto const fault = [&](std::string const& member, std::string received, std::string expected,
                           std::string mend) {
        return refused("Jwk", {{place + member, std::move(received), std::move(expected), std::move(mend)}});
    };
    auto const text = [&](char const* name) { return shown(string_member(jwk, name), 80); };
    if (!jwk.is_object())
        return fault("", "no JSON object", "a JWK (RFC 7517)", "Send the public key as JWK.");
    if (is_private(jwk))
        return fault("", "a private key", "a public key: kty, alg, use, kid, e and n",
                     "Never send the private part, and make a new key: this one has travelled.");
    if (string_member(jwk, "kty") != "RSA")
        return fault(".kty", text("kty"), "RSA", "Make an RSA key of 2048 bits or more.");
    if (string_member(jwk, "use") != "sig") return fault(".use", text("use"), "sig", "Add \"use\": \"sig\".");
    auto const alg = string_member(jwk, "alg");
    if (alg != "RS256" && alg != "RS384" && alg != "RS512")
        return fault(".alg", text("alg"), "RS256, RS384 or RS512", "Add \"alg\": \"RS256\".");
    if (!is_key_name(string_member(jwk, "kid")))
        return fault(".kid", text("kid"), "letters, digits and . _ - (1 to 200)", "Choose another kid.");
    auto const parsed = jose::parse_jwk(jwk);
    if (!parsed)
        return fault("", shown(parsed.error().description, 200), "a public RSA key with e and n in base64url",
                     "Export the public key as JWK with a library.");
    if (parsed->key.bits() < fewest_bits)
        return fault(".n", std::to_string(parsed->key.bits()) + " bits", "2048 bits or more",
                     "Make a longer key.");
    Json kept{{"kty", "RSA"},      {"e", jwk["e"]},     {"use", "sig"},
              {"kid", jwk["kid"]}, {"alg", jwk["alg"]}, {"n", jwk["n"]}};
    if (jwk.contains("x5c")) kept["x5c"] = jwk["x5c"];
    return kept;
}

void add(Faults& faults, Error const& error, std::string const& field) {
    auto const& why = error.explanation;
    faults.push_back({field, why.received, why.expected, why.mend});
}

}  // namespace

KeySet read_key_set(Json const& body, Instant now) {
    KeySet set;
    auto const keys = body.find("keys");
    if (keys == body.end() || !keys->is_array()) {
        set.faults.push_back({"keys", keys == body.end() ? "nothing" : "another shape",
                              "an array of public JWKs (RFC 7517 5)", "Send {\"keys\": [...]}."});
        return set;
    }
    if (keys->empty() || keys->size() > most_keys) {
        set.faults.push_back(
            {"keys", std::to_string(keys->size()) + " keys", "1 to 5 keys",
             keys->empty() ? "Use DELETE to remove the whole set." : "Leave out the old ones."});
        return set;
    }
    auto const exp = plus_months(now, months_of_a_year);
    for (std::size_t i = 0; i < keys->size(); ++i) {
        auto const place = "keys[" + std::to_string(i) + "]";
        auto key = read_key((*keys)[i], place);
        if (!key) {
            add(set.faults, key.error(), place);
            continue;
        }
        std::string const kid(string_member(*key, "kid"));
        bool const twice = std::any_of(set.keys.begin(), set.keys.end(),
                                       [&](auto const& other) { return other.kid == kid; });
        if (twice)
            set.faults.push_back(
                {place + ".kid", kid + " twice", "a kid of its own for each key", "Choose another kid."});
        set.keys.push_back({kid, std::make_shared<Json const>(std::move(*key)), exp});
    }
    return set;
}

}  // namespace emulator::selvbetjening
