#include <algorithm>
#include <array>
#include <boost/url/parse.hpp>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "base/json.h"
#include "base/times.h"
#include "jose/digest.h"
#include "model/identifiers.h"
#include "oauth/moved_clock.h"
#include "services/maskinporten/refusals.h"
#include "services/maskinporten/rules.h"

namespace emulator::maskinporten {
namespace {

// sub and nbf are not documented, but real clients send them and the real service takes them.
constexpr std::array<std::string_view, 13> known_claims{"aud",
                                                        "iss",
                                                        "iat",
                                                        "exp",
                                                        "jti",
                                                        "scope",
                                                        "resource",
                                                        "pid",
                                                        "consumer_org",
                                                        "iss_onbehalfof",
                                                        "authorization_details",
                                                        "sub",
                                                        "nbf"};

Result<Instant> required_time(jose::Jwt const& grant, std::string const& name) {
    auto const time = jose::numeric_date(grant.claims, name);
    if (time && *time) return **time;
    return invalid_parameter(
        "The claim " + name + " must be a time", time ? "no " + name : time.error().description,
        "seconds since 1970-01-01T00:00:00Z", "Set " + name + " to a number of seconds.");
}

bool is_uri(Json const& value) {
    if (!value.is_string()) return false;
    auto const& text = value.get_ref<std::string const&>();
    return boost::urls::parse_uri({text.data(), text.size()}).has_value();
}

}  // namespace

Result<> audience_is_us(jose::Jwt const& grant, Facts const&, Policy const& policy, Decision& decision) {
    auto const audience = jose::audience(grant.claims);
    if (!audience)
        return wrong_audience("of another kind than string or array of strings", policy.issuer,
                              policy.token_endpoint);
    bool const ours = std::any_of(audience->begin(), audience->end(), [&](auto const& aud) {
        return aud == policy.issuer || aud == policy.token_endpoint;
    });
    if (ours) {
        if (std::find(audience->begin(), audience->end(), policy.issuer) == audience->end())
            decision.warnings.push_back("aud is the token endpoint; the documentation asks for the issuer");
        return {};
    }
    return wrong_audience(audience->empty() ? "missing" : listed(*audience), policy.issuer,
                          policy.token_endpoint);
}

Result<> times_are_sane(jose::Jwt const& grant, Facts const& facts, Policy const& policy,
                        Decision& decision) {
    auto const told_iat = EMULATOR_TRY(required_time(grant, "iat"));
    auto const told_exp = EMULATOR_TRY(required_time(grant, "exp"));
    auto const [iat, exp, by_machine] =
        oauth::claimed_times(told_iat, told_exp, facts.now, facts.moved, policy.skew);
    if (by_machine) decision.warnings.push_back(std::string("the grant: ") + oauth::judged_by_machine);
    if (iat > facts.now + policy.skew) return issued_in_future(format_utc(iat), format_utc(facts.now));
    if (exp < facts.now - policy.skew) return expired(format_utc(exp), format_utc(facts.now));
    auto const life = exp - iat;
    if (life <= seconds(0)) return ends_before_it_begins(std::to_string(life.count()));
    if (life > policy.longest_life) return lives_too_long(std::to_string(life.count()));
    if (life > policy.documented_life) {
        decision.warnings.push_back("the grant lives " + std::to_string(life.count()) +
                                    " s; the documented limit is " +
                                    std::to_string(policy.documented_life.count()) + " s");
    }
    // exp + skew itself is still accepted, so the grant is remembered for that second too.
    decision.expires = exp + policy.skew + seconds(1);
    return {};
}

Result<> grant_is_named(jose::Jwt const& grant, Facts const&, Policy const&, Decision& decision) {
    if (grant.claims.contains("jti") && !grant.claims["jti"].is_string()) {
        return invalid_parameter("The claim jti must be a string", shown(grant.claims["jti"].dump(), 60),
                                 "a string such as a UUID", "Set jti to a new UUID for each grant.");
    }
    decision.jti = string_member(grant.claims, "jti");
    if (!decision.jti.empty()) return {};
    // Without jti the very same JWT must still not be used twice.
    decision.jti = "sha256:" + base64url_encode(jose::sha256(grant.jws.signing_input));
    decision.warnings.push_back("the grant has no jti, which is recommended");
    return {};
}

Result<> claims_are_known(jose::Jwt const& grant, Facts const&, Policy const&, Decision&) {
    for (auto const& [name, value] : grant.claims.items()) {
        if (std::find(known_claims.begin(), known_claims.end(), name) != known_claims.end()) continue;
        return invalid_parameter(
            "Unknown claim " + shown(name, 60), name,
            "aud, iss, scope, iat, exp, jti, resource, pid, consumer_org, authorization_details",
            "Leave the claim out.");
    }
    return {};
}

Result<> restrictions_are_right(jose::Jwt const& grant, Facts const&, Policy const&, Decision& decision) {
    if (auto const resource = grant.claims.find("resource"); resource != grant.claims.end()) {
        bool const right = is_uri(*resource) || (resource->is_array() && !resource->empty() &&
                                                 std::all_of(resource->begin(), resource->end(), is_uri));
        if (!right)
            return invalid_parameter("The claim resource must be a URI or an array of URIs",
                                     shown(resource->dump(), 60), "such as https://api.example.no",
                                     "Name the API by its URI, with a scheme.");
        decision.audience = std::make_shared<Json const>(*resource);
    }
    if (grant.claims.contains("pid")) {
        auto const pid = string_member(grant.claims, "pid");
        if (auto const person = model::PersonNumber::parse(pid); !person) {
            auto const& why = person.error().explanation;
            return invalid_parameter("The claim pid must be a synthetic person number", why.received,
                                     why.expected, why.mend);
        }
        decision.pid = pid;
    }
    return {};
}

}  // namespace emulator::maskinporten
