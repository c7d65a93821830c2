// The rules that a grant is held against, in their order (docs.digdir.no, maskinporten_protocol_jwtgrant and
// maskinporten_guide_apikonsument: first the JWT, then who signed it, then access). Pure. Errors are those of
// refusals.h.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "services/maskinporten/grant.h"

namespace emulator::maskinporten {

// One rule: looks at the grant and the facts, refuses or adds to the decision.
using Rule = Result<> (*)(jose::Jwt const&, Facts const&, Policy const&, Decision&);

struct NamedRule {
    std::string_view name;
    std::string_view says;   // one sentence, for the developer
    std::string_view after;  // the rule that must have held for this one to mean anything; empty: none
    Rule rule;
    std::string (*measured)(jose::Jwt const&, Facts const&, Policy const&);  // what it looks at
};

// The first refusal wins.
std::span<NamedRule const> rules();

// Applies all rules.
Result<Decision> decide(jose::Jwt const& grant, Facts const& facts, Policy const& policy);

// Who sends it: authentication.cpp
Result<> algorithm_is_allowed(jose::Jwt const&, Facts const&, Policy const&, Decision&);
Result<> client_is_known(jose::Jwt const&, Facts const&, Policy const&, Decision&);
Result<> signature_holds(jose::Jwt const&, Facts const&, Policy const&, Decision&);
// The other claims: claims.cpp
Result<> audience_is_us(jose::Jwt const&, Facts const&, Policy const&, Decision&);
Result<> times_are_sane(jose::Jwt const&, Facts const&, Policy const&, Decision&);
Result<> grant_is_named(jose::Jwt const&, Facts const&, Policy const&, Decision&);
Result<> claims_are_known(jose::Jwt const&, Facts const&, Policy const&, Decision&);
Result<> restrictions_are_right(jose::Jwt const&, Facts const&, Policy const&, Decision&);
// What it may have: access.cpp
Result<> scopes_are_registered(jose::Jwt const&, Facts const&, Policy const&, Decision&);
Result<> integration_type_fits(jose::Jwt const&, Facts const&, Policy const&, Decision&);
Result<> consumer_is_right(jose::Jwt const&, Facts const&, Policy const&, Decision&);
Result<> access_is_granted(jose::Jwt const&, Facts const&, Policy const&, Decision&);
Result<> scopes_are_delegated(jose::Jwt const&, Facts const&, Policy const&, Decision&);
Result<> lifetime_is_the_lowest(jose::Jwt const&, Facts const&, Policy const&, Decision&);
// What Altinn knows: authorization_details.cpp
Result<> authorization_details_are_known(jose::Jwt const&, Facts const&, Policy const&, Decision&);

// REQUIRES: client_is_known has held.
model::Client const& client_of(Decision const& decision, Facts const& facts);
// "a, b, c"
std::string listed(std::span<std::string const> words);

}  // namespace emulator::maskinporten
