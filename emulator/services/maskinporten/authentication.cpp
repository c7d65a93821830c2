#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "base/json.h"
#include "base/times.h"
#include "services/maskinporten/certificates.h"
#include "services/maskinporten/refusals.h"
#include "services/maskinporten/rules.h"

namespace emulator::maskinporten {
namespace {

// A key that ends sooner is told to whoever uses it.
constexpr auto soon = std::chrono::days(30);

std::string key_names(model::Client const& client) {
    std::string names;
    for (auto const& key : client.keys)
        names.append(names.empty() ? "" : ", ").append(key.kid);
    return names;
}

Result<> registered_key_signed(jose::Jwt const& grant, model::Client const& client, Facts const& facts,
                               Policy const& policy, Decision& decision) {
    auto const kid = string_member(grant.jws.header, "kid");
    if (kid.empty()) return missing_kid(key_names(client));
    auto const key =
        std::find_if(client.keys.begin(), client.keys.end(), [&](auto const& k) { return k.kid == kid; });
    if (key == client.keys.end()) return unknown_kid(kid, key_names(client));
    if (key->exp && *key->exp <= facts.now) return expired_key(kid, format_utc(*key->exp));
    EMULATOR_TRY(lock_holds(*key->jwk, grant, facts, policy));
    auto const parsed = facts.keys.get(*key->jwk);
    if (!parsed) return wrong_signature("the registered key: " + parsed.error().description);
    if (auto const holds = jose::verify(grant.jws, *parsed, grant_algorithms); !holds)
        return wrong_signature(holds.error().description);
    if (key->exp && *key->exp < facts.now + soon) {
        decision.warnings.push_back("the key " + shown(kid) + " expires at " + format_utc(*key->exp) +
                                    "; register it anew or another one before that");
    }
    decision.client_amr = "private_key_jwt";
    return {};
}

}  // namespace

Result<> algorithm_is_allowed(jose::Jwt const& grant, Facts const&, Policy const&, Decision&) {
    auto const alg = string_member(grant.jws.header, "alg");
    auto const parsed = jose::parse_algorithm(alg);
    if (parsed) return {};
    return invalid_parameter("The header's alg must be RS256, RS384 or RS512", "alg " + shown(alg),
                             "RS256, RS384 or RS512", "Sign with an RSA key and one of these algorithms.");
}

Result<> client_is_known(jose::Jwt const& grant, Facts const& facts, Policy const&, Decision& decision) {
    auto const iss = string_member(grant.claims, "iss");
    auto const* client = facts.directory.client(iss);
    bool const ours = client && client->active && client->has_grant_type(model::jwt_bearer_grant);
    if (!ours) return unknown_client(iss);
    decision.client_id = iss;
    return {};
}

// A client that has registered a key uses it; the others show a certificate.
Result<> signature_holds(jose::Jwt const& grant, Facts const& facts, Policy const& policy,
                         Decision& decision) {
    auto const& client = client_of(decision, facts);
    if (!client.keys.empty()) return registered_key_signed(grant, client, facts, policy, decision);
    if (grant.jws.header.contains("x5c")) return certificate_signed(grant, client, facts, policy, decision);
    return unknown_kid(string_member(grant.jws.header, "kid"), "");
}

}  // namespace emulator::maskinporten
