#include "jose/jwt.h"

#include <cmath>

#include "base/encoding.h"
#include "base/json_object.h"
#include "jose/compact.h"
#include "jose/faults.h"

namespace emulator::jose {
namespace {

constexpr std::int64_t year_0 = -62'167'219'200;
constexpr std::int64_t end_of_year_9999 = 253'402'300'799;

Error wrong_claim(std::string_view name, std::string_view wrong, std::string rule, Json const& value,
                  std::string expected) {
    return {ErrorCode::invalid_request,
            "the claim " + wire_text(name) + " " + std::string(wrong),
            {std::move(rule), shown(value.dump(-1, ' ', false, Json::error_handler_t::replace)),
             std::move(expected), "write the claim with the right JSON type"}};
}

// Nothing where the number is out of range.
std::optional<std::int64_t> whole_seconds(Json const& number) {
    if (number.is_number_unsigned()) {
        auto const value = number.get<std::uint64_t>();
        if (value > static_cast<std::uint64_t>(end_of_year_9999)) return std::nullopt;
        return static_cast<std::int64_t>(value);
    }
    if (number.is_number_integer()) {
        auto const value = number.get<std::int64_t>();
        if (value < year_0) return std::nullopt;
        return value;
    }
    auto const value = std::floor(number.get<double>());
    bool const in_range =
        value >= static_cast<double>(year_0) && value <= static_cast<double>(end_of_year_9999);
    if (!in_range) return std::nullopt;  // so is what is no number
    return static_cast<std::int64_t>(value);
}

}  // namespace

Result<Json> read_claims(std::string_view payload) {
    auto parsed = parse_json(payload);
    if (!parsed) return malformed_json("the JWT payload", parsed.error(), "RFC 7519 7.2");
    auto claims = *std::move(parsed);
    if (!claims.is_object()) {
        return Error{
            ErrorCode::invalid_request,
            "the JWT payload is not a JSON object",
            {"RFC 7519 7.2", claims.type_name(), "a JSON object of claims", "build the claims as an object"}};
    }
    return claims;
}

Result<Jwt> parse_jwt(std::string_view text, Padding padding) {
    auto jws = EMULATOR_TRY(parse_compact(text, padding));
    auto claims = EMULATOR_TRY(read_claims(jws.payload));
    return Jwt{std::move(jws), std::move(claims)};
}

Result<std::optional<Instant>> numeric_date(Json const& claims, std::string_view name) {
    auto const found = claims.find(name);
    if (found == claims.end()) return std::optional<Instant>();
    if (!found->is_number()) {
        return wrong_claim(name, "is not a number", "RFC 7519 2: NumericDate", *found,
                           "seconds since 1970-01-01T00:00:00Z, as 1767225600");
    }
    auto const value = whole_seconds(*found);
    if (!value) {
        return wrong_claim(name, "is not a time between the years 0 and 9999", "RFC 7519 2: NumericDate",
                           *found, "seconds, not milliseconds, since 1970-01-01T00:00:00Z");
    }
    return std::optional(Instant(seconds(*value)));
}

Result<std::vector<std::string>> audience(Json const& claims) {
    auto const found = claims.find("aud");
    if (found == claims.end()) return std::vector<std::string>();
    if (found->is_string()) return std::vector{found->get<std::string>()};
    bool const strings = found->is_array() && std::all_of(found->begin(), found->end(),
                                                          [](Json const& v) { return v.is_string(); });
    if (!strings) {
        return wrong_claim("aud", "is neither a string nor an array of strings", "RFC 7519 4.1.3", *found,
                           "the issuer that the JWT is meant for");
    }
    return found->get<std::vector<std::string>>();
}

std::string sign_jwt(PrivateKey const& key, Algorithm algorithm, std::string_view kid, Json const& claims,
                     Json const& more) {
    auto header = json_object(2 + more.size());
    header["kid"] = kid;
    header["alg"] = name(algorithm);
    header.update(more);
    return sign_compact(key, algorithm, header, json_text(claims));
}

}  // namespace emulator::jose
