#include "oauth/jwt_rules.h"

#include <array>
#include <nlohmann/json.hpp>

#include "base/encoding.h"

namespace emulator::oauth {
namespace {

using jose::Reading;

template <class T>
Result<> outcome(Result<T> const& step) {
    if (step) return {};
    return step.error();
}

Result<> is_compact(Reading const& jwt) {
    return jwt.compact;
}
Result<> header_is_an_object(Reading const& jwt) {
    return outcome(jwt.header);
}
Result<> header_is_understood(Reading const& jwt) {
    return jwt.members;
}
Result<> claims_are_an_object(Reading const& jwt) {
    return outcome(jwt.claims);
}
Result<> signature_is_base64url(Reading const& jwt) {
    return outcome(jwt.signature);
}

std::string length(Reading const& jwt) {
    return std::to_string(jwt.size) + " characters in " + std::to_string(jwt.parts) + " parts";
}
std::string header(Reading const& jwt) {
    return jwt.header ? members(*jwt.header, {"alg", "kid", "typ", "crit", "b64"}) : "cannot be read";
}
std::string claims(Reading const& jwt) {
    return jwt.claims ? std::to_string(jwt.claims->size()) + " claims" : "cannot be read";
}
std::string signature(Reading const& jwt) {
    return jwt.signature ? std::to_string(jwt.signature->size()) + " bytes" : "cannot be read";
}

using Rule = ExaminedRule<Reading>;
constexpr std::array table{
    Rule{"is_compact", "The JWT is header.payload.signature, 64 KiB at most", "", is_compact, length},
    Rule{"header_is_an_object", "The header is base64url of a JSON object", "", header_is_an_object, header},
    Rule{"header_is_understood", "The header names alg, and has neither crit nor b64", "header_is_an_object",
         header_is_understood, header},
    Rule{"claims_are_an_object", "The payload is base64url of a JSON object of claims", "",
         claims_are_an_object, claims},
    Rule{"signature_is_base64url", "The signature is base64url", "is_compact", signature_is_base64url,
         signature},
};

}  // namespace

std::span<ExaminedRule<Reading> const> jwt_rules() {
    return table;
}

Json readable(Reading const& reading) {
    auto read = Json::object();
    if (reading.header) read["header"] = *reading.header;
    if (reading.claims) read["claims"] = *reading.claims;
    return read;
}

}  // namespace emulator::oauth
