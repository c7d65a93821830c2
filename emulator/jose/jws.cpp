#include "jose/jws.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <vector>

#include "base/encoding.h"
#include "jose/compact.h"
#include "jose/faults.h"

namespace emulator::jose {
namespace {

Error refused(std::string description, std::string rule, std::string received, std::string expected,
              std::string mend) {
    return {ErrorCode::invalid_request,
            std::move(description),
            {std::move(rule), std::move(received), std::move(expected), std::move(mend)}};
}

std::string_view without_padding(std::string_view part) {
    if (part.size() % 4 != 0) return part;
    for (int most = 2; most > 0 && part.ends_with('='); --most)
        part.remove_suffix(1);
    return part;
}

Result<> check_text(Json const& header, std::string const& name) {
    auto const found = header.find(name);
    if (found == header.end() || found->is_string()) return {};
    return refused("the member " + name + " of the JWT header is not a string", "RFC 7515 4.1", found->dump(),
                   "a JSON string", "write " + name + " as a string");
}

struct Refusal {
    std::string_view algorithm;
    std::string_view reason;
};

constexpr std::string_view not_signed = "the JWT is not signed";
constexpr std::string_view shared_secret = "it needs a shared secret, and the key is an RSA public key";
constexpr std::string_view other_padding = "it is RSA with PSS padding, which is not supported";
constexpr std::string_view other_curve = "it needs an elliptic curve key, and the key is an RSA key";
constexpr std::string_view not_allowed = "it is not allowed for this key or client";

constexpr std::array refusals{
    Refusal{"none", not_signed},     Refusal{"HS256", shared_secret}, Refusal{"HS384", shared_secret},
    Refusal{"HS512", shared_secret}, Refusal{"PS256", other_padding}, Refusal{"PS384", other_padding},
    Refusal{"PS512", other_padding}, Refusal{"ES256", other_curve},   Refusal{"ES384", other_curve},
    Refusal{"ES512", other_curve},   Refusal{"ES256K", other_curve},  Refusal{"EdDSA", other_curve},
    Refusal{"RS256", not_allowed},   Refusal{"RS384", not_allowed},   Refusal{"RS512", not_allowed},
};

std::string names_of(std::span<Algorithm const> allowed) {
    std::string names;
    for (auto const algorithm : allowed)
        names += (names.empty() ? "" : ", ") + std::string(name(algorithm));
    return names.empty() ? "no algorithm at all" : names;
}

Error wrong_algorithm(std::string_view alg, std::span<Algorithm const> allowed) {
    auto const* const known = std::find_if(refusals.begin(), refusals.end(),
                                           [&](Refusal const& row) { return row.algorithm == alg; });
    auto const why = known != refusals.end()
                         ? "the algorithm " + std::string(alg) + " is refused: " + std::string(known->reason)
                         : std::string("the algorithm in the JWT header is not known");
    return refused(why, "RFC 8725 3.1: the algorithm is the verifier's choice", received(alg),
                   names_of(allowed), "sign the JWT with one of these algorithms and name it in alg");
}

}  // namespace

Result<CompactParts> split_compact(std::string_view text) {
    std::string const expected = "header.payload.signature";
    if (text.empty()) {
        return refused("the JWT is empty", "RFC 7515 7.1", "no characters", expected, "send the whole JWT");
    }
    if (text.size() > largest_compact) {
        return refused("the JWT is larger than 65536 characters", "JWTs are limited to 64 KiB here",
                       std::to_string(text.size()) + " characters", "at most 65536",
                       "leave out what is not needed");
    }
    auto const count = static_cast<std::size_t>(std::count(text.begin(), text.end(), '.')) + 1;
    auto const found = std::to_string(count) + " parts";
    if (count == 5) {
        return refused("the JWT is encrypted (JWE, 5 parts); only signed JWTs are accepted", "RFC 7516 9",
                       found, expected, "sign the JWT and do not encrypt it");
    }
    if (count != 3) {
        return refused("the JWT has " + found + " between its dots; 3 are expected", "RFC 7515 7.1", found,
                       expected, "send the whole JWT, and nothing but the JWT");
    }
    auto const first = text.find('.');
    auto const second = text.find('.', first + 1);
    return CompactParts{text.substr(0, first), text.substr(first + 1, second - first - 1),
                        text.substr(second + 1)};
}

Result<std::string> decode_part(std::string_view part, std::string const& what, Padding padding) {
    if (padding == Padding::accepted) part = without_padding(part);
    if (auto bytes = base64url_decode(part)) return *std::move(bytes);
    return refused("the " + what + " of the JWT is not base64url: " + base64url_fault(part),
                   "RFC 7515 2: base64url without padding, line breaks or white space", received(part),
                   "A-Z a-z 0-9 - and _ only", "encode with base64url, and send the JWT unchanged");
}

Result<Json> read_header(std::string_view part, Padding padding) {
    auto const text = EMULATOR_TRY(decode_part(part, "header", padding));
    if (text.empty()) {
        return refused("the header of the JWT is empty", "RFC 7515 4", "an empty first part",
                       "a JSON object with alg", "send the whole JWT");
    }
    auto parsed = parse_json(text);
    if (!parsed) return malformed_json("the JWT header", parsed.error(), "RFC 7515 4");
    auto header = *std::move(parsed);
    if (!header.is_object()) {
        return refused("the JWT header is not a JSON object", "RFC 7515 4", header.type_name(),
                       "a JSON object", "build the header as an object with alg and kid");
    }
    return header;
}

Result<> check_header(Json const& header) {
    if (!header.contains("alg")) {
        return refused("the JWT header has no alg", "RFC 7515 4.1.1", "no such member",
                       "RS256, RS384 or RS512", "name the algorithm of the signature in the header");
    }
    EMULATOR_TRY(check_text(header, "alg"));
    EMULATOR_TRY(check_text(header, "kid"));
    EMULATOR_TRY(check_text(header, "typ"));
    if (header.contains("crit")) {
        return refused("the JWT header has crit, and no extension is understood", "RFC 7515 4.1.11",
                       shown(header["crit"].dump()), "a header without crit",
                       "leave crit and its extensions out");
    }
    if (header.contains("b64")) {
        return refused("the JWT header has b64, which is not supported", "RFC 7797",
                       shown(header["b64"].dump()), "a header without b64",
                       "encode the payload and leave b64 out");
    }
    return {};
}

Result<Jws> parse_compact(std::string_view text, Padding padding) {
    auto const parts = EMULATOR_TRY(split_compact(text));
    auto header = EMULATOR_TRY(read_header(parts[0], padding));
    EMULATOR_TRY(check_header(header));
    auto payload = EMULATOR_TRY(decode_part(parts[1], "payload", padding));
    auto signature = EMULATOR_TRY(decode_part(parts[2], "signature", padding));
    auto const signing_input = text.substr(0, parts[0].size() + 1 + parts[1].size());
    return Jws{std::move(header), std::move(payload), std::string(signing_input), std::move(signature)};
}

Result<> verify(Jws const& jws, PublicKey const& key, std::span<Algorithm const> allowed) {
    auto const alg = string_member(jws.header, "alg");
    auto const algorithm = parse_algorithm(alg);
    if (!algorithm || std::find(allowed.begin(), allowed.end(), *algorithm) == allowed.end()) {
        return wrong_algorithm(alg, allowed);
    }
    auto const size = std::to_string(jws.signature.size()) + " bytes";
    auto const right_size = std::to_string(key.signature_size()) + " bytes";
    if (jws.signature.size() != key.signature_size()) {
        return refused("the signature of the JWT has " + size + "; this key makes " + right_size,
                       "RFC 8017 8.2.2", size, right_size,
                       "send the whole JWT, signed with the key that kid names");
    }
    if (!key.verify(*algorithm, jws.signing_input, jws.signature)) {
        return refused("the signature of the JWT does not hold", "RFC 7515 5.2",
                       "a signature by another key, or over another text",
                       "a signature by the key that kid names",
                       "sign with the private key that belongs to the registered public key");
    }
    return {};
}

std::string sign_compact(PrivateKey const& key, Algorithm algorithm, Json const& header,
                         std::string_view payload) {
    assert(string_member(header, "alg") == name(algorithm));
    auto const first = base64url_encode(json_text(header)), second = base64url_encode(payload);
    std::string text;
    text.reserve(first.size() + second.size() + 1024);  // and room for a signature of 6144 bits
    text.append(first).append(".").append(second);
    auto const signature = key.sign(algorithm, text);
    return text.append(".").append(base64url_encode(signature));
}

}  // namespace emulator::jose
