#include <algorithm>
#include <array>
#include <boost/url/parse.hpp>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "base/times.h"
#include "jose/digest.h"
#include "model/identifiers.h"
#include "oauth/scopes.h"
#include "services/maskinporten/certificates.h"
#include "services/maskinporten/grant.h"
#include "services/maskinporten/refusals.h"

namespace emulator::maskinporten {
namespace {

using Grant = jose::Jwt;

// sub and nbf are not documented, but real clients send them and the real service takes them.
constexpr std::array<std::string_view, 10> known_claims{"aud",   "iss",      "iat", "exp", "jti",
                                                        "scope", "resource", "pid", "sub", "nbf"};

std::string key_names(model::Client const& client) {
    std::string names;
    for (auto const& key : client.keys)
        names.append(names.empty() ? "" : ", ").append(key.kid);
    return names;
}

std::string words(std::span<std::string const> list) {
    std::string text;
    for (auto const& word : list)
        text.append(text.empty() ? "" : ", ").append(word);
    return text;
}

// REQUIRES: client_is_known has held.
model::Client const& client_of(Decision const& decision, Facts const& facts) {
    return *facts.directory.client(decision.client_id);
}

Result<> algorithm_is_allowed(Grant const& grant, Facts const&, Policy const&, Decision&) {
    auto const alg = string_member(grant.jws.header, "alg");
    auto const parsed = jose::parse_algorithm(alg);
    if (parsed) return {};
    return invalid_parameter("The header's alg must be RS256, RS384 or RS512", "alg " + shown(alg),
                             "RS256, RS384 or RS512", "Sign with an RSA key and one of these algorithms.");
}

Result<> client_is_known(Grant const& grant, Facts const& facts, Policy const&, Decision& decision) {
    auto const iss = string_member(grant.claims, "iss");
    auto const* client = facts.directory.client(iss);
    bool const ours = client && client->active && client->has_grant_type(model::jwt_bearer_grant);
    if (!ours) return unknown_client(iss);
    decision.client_id = iss;
    return {};
}

Result<> registered_key_signed(Grant const& grant, model::Client const& client, Facts const& facts,
                               Decision& decision) {
    auto const kid = string_member(grant.jws.header, "kid");
    if (kid.empty()) return missing_kid(key_names(client));
    auto const key =
        std::find_if(client.keys.begin(), client.keys.end(), [&](auto const& k) { return k.kid == kid; });
    if (key == client.keys.end()) return unknown_kid(kid, key_names(client));
    if (key->exp && *key->exp <= facts.now) return expired_key(kid, format_utc(*key->exp));
    auto const parsed = facts.keys.get(*key->jwk);
    if (!parsed) return wrong_signature("the registered key: " + parsed.error().description);
    if (auto const holds = jose::verify(grant.jws, *parsed, grant_algorithms); !holds)
        return wrong_signature(holds.error().description);
    decision.client_amr = "private_key_jwt";
    return {};
}

// A client that has registered a key uses it; the others show a certificate.
Result<> signature_holds(Grant const& grant, Facts const& facts, Policy const& policy, Decision& decision) {
    auto const& client = client_of(decision, facts);
    if (!client.keys.empty()) return registered_key_signed(grant, client, facts, decision);
    if (grant.jws.header.contains("x5c")) return certificate_signed(grant, client, facts, policy, decision);
    return unknown_kid(string_member(grant.jws.header, "kid"), "");
}

Result<> audience_is_us(Grant const& grant, Facts const&, Policy const& policy, Decision&) {
    auto const audience = jose::audience(grant.claims);
    if (!audience)
        return wrong_audience("of another kind than string or array of strings", policy.issuer,
                              policy.token_endpoint);
    bool const ours = std::any_of(audience->begin(), audience->end(), [&](auto const& aud) {
        return aud == policy.issuer || aud == policy.token_endpoint;
    });
    if (ours) return {};
    return wrong_audience(audience->empty() ? "missing" : words(*audience), policy.issuer,
                          policy.token_endpoint);
}

Result<Instant> required_time(Grant const& grant, std::string const& name) {
    auto const time = jose::numeric_date(grant.claims, name);
    if (time && *time) return **time;
    return invalid_parameter(
        "The claim " + name + " must be a time", time ? "no " + name : time.error().description,
        "seconds since 1970-01-01T00:00:00Z", "Set " + name + " to a number of seconds.");
}

Result<> times_are_sane(Grant const& grant, Facts const& facts, Policy const& policy, Decision& decision) {
    auto const iat = EMULATOR_TRY(required_time(grant, "iat"));
    auto const exp = EMULATOR_TRY(required_time(grant, "exp"));
    auto const now = format_utc(facts.now);
    if (iat > facts.now + policy.skew) return issued_in_future(format_utc(iat), now);
    if (exp < facts.now - policy.skew) return expired(format_utc(exp), now);
    auto const life = exp - iat;
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

Result<> grant_is_named(Grant const& grant, Facts const&, Policy const&, Decision& decision) {
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

Result<> claims_are_known(Grant const& grant, Facts const&, Policy const&, Decision&) {
    for (auto const& [name, value] : grant.claims.items()) {
        if (std::find(known_claims.begin(), known_claims.end(), name) != known_claims.end()) continue;
        return invalid_parameter("Unknown claim " + shown(name, 60), name,
                                 "aud, iss, scope, iat, exp, jti, resource, pid", "Leave the claim out.");
    }
    return {};
}

bool is_uri(Json const& value) {
    if (!value.is_string()) return false;
    auto const& text = value.get_ref<std::string const&>();
    return boost::urls::parse_uri({text.data(), text.size()}).has_value();
}

Result<> restrictions_are_right(Grant const& grant, Facts const&, Policy const&, Decision& decision) {
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

Result<> scopes_are_registered(Grant const& grant, Facts const& facts, Policy const&, Decision& decision) {
    auto const list = string_member(grant.claims, "scope");
    decision.scopes = oauth::split_scopes(list);
    if (decision.scopes.empty()) {
        return invalid_parameter("The claim scope must name at least one scope",
                                 grant.claims.contains("scope") ? "no word" : "no scope",
                                 "scopes separated by spaces", "Set scope to one string.");
    }
    auto const& client = client_of(decision, facts);
    for (auto const& scope : decision.scopes) {
        auto const* registered = facts.directory.scope(scope);
        if (!client.has_scope(scope) || !registered || !registered->active)
            return scope_not_on_client(scope, words(client.scopes));
    }
    return {};
}

Result<> integration_type_fits(Grant const&, Facts const& facts, Policy const&, Decision& decision) {
    auto const& client = client_of(decision, facts);
    for (auto const& name : decision.scopes) {
        auto const& types = facts.directory.scope(name)->allowed_integration_types;
        bool const fits =
            types.empty() || std::find(types.begin(), types.end(), client.integration_type) != types.end();
        if (!fits) return scope_for_other_type(name, words(types), client.integration_type);
    }
    return {};
}

Result<> access_is_granted(Grant const&, Facts const& facts, Policy const&, Decision& decision) {
    auto const& client = client_of(decision, facts);
    decision.consumer_orgno = client.client_orgno;
    decision.supplier_orgno = client.supplier_orgno;
    for (auto const& name : decision.scopes) {
        auto const& scope = *facts.directory.scope(name);
        bool const open = scope.accessible_for_all || scope.owner_orgno == decision.consumer_orgno ||
                          facts.directory.has_access(name, decision.consumer_orgno);
        if (!open) return access_not_granted(name, decision.consumer_orgno);
    }
    return {};
}

Result<> lifetime_is_the_lowest(Grant const&, Facts const& facts, Policy const&, Decision& decision) {
    decision.lifetime = client_of(decision, facts).access_token_lifetime;
    for (auto const& name : decision.scopes) {
        auto const most = facts.directory.scope(name)->at_max_age;
        if (most > seconds(0)) decision.lifetime = std::min(decision.lifetime, most);
    }
    return {};
}

constexpr std::array order{
    NamedRule{"algorithm_is_allowed", algorithm_is_allowed},
    NamedRule{"client_is_known", client_is_known},
    NamedRule{"signature_holds", signature_holds},
    NamedRule{"audience_is_us", audience_is_us},
    NamedRule{"times_are_sane", times_are_sane},
    NamedRule{"grant_is_named", grant_is_named},
    NamedRule{"claims_are_known", claims_are_known},
    NamedRule{"restrictions_are_right", restrictions_are_right},
    NamedRule{"scopes_are_registered", scopes_are_registered},
    NamedRule{"integration_type_fits", integration_type_fits},
    NamedRule{"access_is_granted", access_is_granted},
    NamedRule{"lifetime_is_the_lowest", lifetime_is_the_lowest},
};

}  // namespace

std::span<NamedRule const> rules() {
    return order;
}

Result<Decision> decide(jose::Jwt const& grant, Facts const& facts, Policy const& policy) {
    Decision decision;
    for (auto const& [name, rule] : rules())
        EMULATOR_TRY(rule(grant, facts, policy, decision));
    return decision;
}

}  // namespace emulator::maskinporten
