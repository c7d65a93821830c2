#include "services/maskinporten/rules.h"

#include <array>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "base/json.h"
#include "base/times.h"
#include "oauth/examination.h"

namespace emulator::maskinporten {
namespace {

using oauth::members;

template <auto... names>
std::string header(jose::Jwt const& grant, Facts const&, Policy const&) {
    return members(grant.jws.header, {names...});
}
template <auto... names>
std::string claim(jose::Jwt const& grant, Facts const&, Policy const&) {
    return members(grant.claims, {names...});
}

constexpr char alg[] = "alg", kid[] = "kid", x5c[] = "x5c", iss[] = "iss", aud[] = "aud", jti[] = "jti",
               scope[] = "scope", resource[] = "resource", pid[] = "pid", consumer_org[] = "consumer_org",
               iss_onbehalfof[] = "iss_onbehalfof", details[] = "authorization_details";

std::string times(jose::Jwt const& grant, Facts const& facts, Policy const&) {
    auto text = members(grant.claims, {"iat", "exp"}) + ", the time here " + format_utc(facts.now) + " = " +
                std::to_string(facts.now.time_since_epoch().count());
    auto const iat = jose::numeric_date(grant.claims, "iat"), exp = jose::numeric_date(grant.claims, "exp");
    if (iat && *iat && exp && *exp) text += ", exp - iat " + std::to_string((**exp - **iat).count()) + " s";
    return text;
}

std::string claim_names(jose::Jwt const& grant, Facts const&, Policy const&) {
    std::string names;
    for (auto const& [name, value] : grant.claims.items())
        names.append(names.empty() ? "" : ", ").append(shown(name, 60));
    return names;
}

std::string client_type(jose::Jwt const& grant, Facts const& facts, Policy const&) {
    auto const* client = facts.directory.client(string_member(grant.claims, "iss"));
    return client ? "a client of type " + client->integration_type : "no client";
}

std::string consumer(jose::Jwt const& grant, Facts const& facts, Policy const&) {
    auto const* client = facts.directory.client(string_member(grant.claims, "iss"));
    auto const asked = members(grant.claims, {consumer_org, iss_onbehalfof});
    if (!client) return asked;
    return "client of " + client->client_orgno +
           (client->supplier_orgno.empty() ? "" : ", run by " + client->supplier_orgno) +
           (asked == "absent" ? "" : ", " + asked);
}

constexpr std::array order{
    NamedRule{"algorithm_is_allowed", "The grant is signed with RS256, RS384 or RS512", "",
              algorithm_is_allowed, header<alg>},
    NamedRule{"client_is_known", "iss is an active client that may use this grant", "", client_is_known,
              claim<iss>},
    NamedRule{"signature_holds",
              "The signature is made with a registered key, or with a business certificate",
              "client_is_known", signature_holds, header<alg, kid, x5c>},
    NamedRule{"audience_is_us", "aud is this issuer, or its token endpoint", "", audience_is_us, claim<aud>},
    NamedRule{"times_are_sane", "iat and exp are around now, and not far from each other", "", times_are_sane,
              times},
    NamedRule{"grant_is_named", "jti is a string where there is one", "", grant_is_named, claim<jti>},
    NamedRule{"claims_are_known", "There are no claims but the documented ones", "", claims_are_known,
              claim_names},
    NamedRule{"restrictions_are_right", "resource holds URIs, pid a synthetic person number", "",
              restrictions_are_right, claim<resource, pid>},
    NamedRule{"scopes_are_registered", "Every scope is active and registered on the client",
              "client_is_known", scopes_are_registered, claim<scope>},
    NamedRule{"integration_type_fits", "Every scope allows clients of this type", "scopes_are_registered",
              integration_type_fits, client_type},
    NamedRule{"consumer_is_right", "consumer_org is a customer of the client's organisation",
              "scopes_are_registered", consumer_is_right, consumer},
    NamedRule{"access_is_granted", "The consumer has access to every scope", "consumer_is_right",
              access_is_granted, consumer},
    NamedRule{"scopes_are_delegated", "The consumer has delegated every scope in Altinn", "consumer_is_right",
              scopes_are_delegated, consumer},
    NamedRule{"authorization_details_are_known", "Altinn knows the system user or the consent",
              "consumer_is_right", authorization_details_are_known, claim<details>},
    NamedRule{"lifetime_is_the_lowest", "The token lives as long as client and scopes allow",
              "scopes_are_registered", lifetime_is_the_lowest, claim<scope>},
};

}  // namespace

std::span<NamedRule const> rules() {
    return order;
}

Result<Decision> decide(jose::Jwt const& grant, Facts const& facts, Policy const& policy) {
    Decision decision;
    for (auto const& named : rules())
        EMULATOR_TRY(named.rule(grant, facts, policy, decision));
    return decision;
}

model::Client const& client_of(Decision const& decision, Facts const& facts) {
    return *facts.directory.client(decision.client_id);
}

std::string listed(std::span<std::string const> words) {
    std::string text;
    for (auto const& word : words)
        text.append(text.empty() ? "" : ", ").append(word);
    return text;
}

}  // namespace emulator::maskinporten
