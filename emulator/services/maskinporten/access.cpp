#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "base/json.h"
#include "model/identifiers.h"
#include "oauth/scopes.h"
#include "services/maskinporten/refusals.h"
#include "services/maskinporten/rules.h"

namespace emulator::maskinporten {
namespace {

// Altinn's delegation (docs.digdir.no, maskinporten_func_delegering).
Result<> consumer_by_delegation(jose::Jwt const& grant, model::Client const& client, Decision& decision) {
    auto const consumer = string_member(grant.claims, "consumer_org");
    if (!model::is_organisation_number(consumer)) {
        return invalid_parameter("The claim consumer_org must be an organisation number",
                                 shown(grant.claims.at("consumer_org").dump(), 60),
                                 "a string of nine digits with a right check digit",
                                 "Send the customer's organisation number as a string, without 0192:.");
    }
    if (consumer == client.client_orgno || consumer == client.owner_orgno())
        return consumer_is_client(consumer);
    decision.consumer_orgno = consumer;
    decision.supplier_orgno = client.owner_orgno();
    return {};
}

// The older way, which the supplier registers itself (docs.digdir.no, oidc_api_admin_leverandør). A scope
// that is delegated in Altinn is not for it (maskinporten_guide_apitilbyder).
Result<> consumer_by_registration(jose::Jwt const& grant, model::Client const& client, Facts const& facts,
                                  Decision& decision) {
    auto const id = string_member(grant.claims, "iss_onbehalfof");
    if (grant.claims.contains("consumer_org")) {
        return invalid_parameter("The claims consumer_org and iss_onbehalfof exclude each other",
                                 "both of them", "one of them",
                                 "Use consumer_org; iss_onbehalfof is deprecated.");
    }
    auto const* customer = client.customer(id);
    if (!customer || customer->orgno.empty()) {
        std::string registered;
        for (auto const& entry : client.on_behalf_of)
            registered.append(registered.empty() ? "" : ", ").append(entry.id);
        return invalid_parameter("The claim iss_onbehalfof must be registered on the client",
                                 shown(grant.claims.at("iss_onbehalfof").dump(), 60),
                                 registered.empty() ? "none is registered" : "one of " + registered,
                                 "Register the customer on the client, or better use consumer_org.");
    }
    for (auto const& name : decision.scopes) {
        auto const& source = facts.directory.scope(name)->delegation_source;
        if (!source.empty()) return delegated_elsewhere(name, source);
    }
    decision.consumer_orgno = customer->orgno;
    decision.supplier_orgno = client.owner_orgno();
    decision.warnings.push_back("iss_onbehalfof is deprecated and will be removed; use consumer_org");
    return {};
}

}  // namespace

Result<> scopes_are_registered(jose::Jwt const& grant, Facts const& facts, Policy const&,
                               Decision& decision) {
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
            return scope_not_on_client(scope, listed(client.scopes));
    }
    if (decision.scopes.size() > 1) {
        decision.warnings.push_back(
            "the grant asks for " + std::to_string(decision.scopes.size()) +
            " scopes at once; Digdir advises one scope per token, so that no API gets "
            "a token that opens another");
    }
    return {};
}

Result<> integration_type_fits(jose::Jwt const&, Facts const& facts, Policy const&, Decision& decision) {
    auto const& client = client_of(decision, facts);
    for (auto const& name : decision.scopes) {
        auto const& types = facts.directory.scope(name)->allowed_integration_types;
        bool const fits =
            types.empty() || std::find(types.begin(), types.end(), client.integration_type) != types.end();
        if (!fits) return scope_for_other_type(name, listed(types), client.integration_type);
    }
    return {};
}

Result<> consumer_is_right(jose::Jwt const& grant, Facts const& facts, Policy const&, Decision& decision) {
    auto const& client = client_of(decision, facts);
    if (grant.claims.contains("iss_onbehalfof"))
        return consumer_by_registration(grant, client, facts, decision);
    if (grant.claims.contains("consumer_org")) return consumer_by_delegation(grant, client, decision);
    decision.consumer_orgno = client.client_orgno;
    decision.supplier_orgno = client.supplier_orgno;
    return {};
}

// Access is the consumer's; a supplier that acts without Altinn needs it itself (oidc_api_admin_leverandør).
Result<> access_is_granted(jose::Jwt const& grant, Facts const& facts, Policy const&, Decision& decision) {
    bool const in_altinn = grant.claims.contains("consumer_org");
    auto const& holder =
        in_altinn || decision.supplier_orgno.empty() ? decision.consumer_orgno : decision.supplier_orgno;
    for (auto const& name : decision.scopes) {
        auto const& scope = *facts.directory.scope(name);
        bool const open = scope.accessible_for_all || scope.owner_orgno == holder ||
                          facts.directory.has_access(name, holder);
        if (!open) return access_not_granted(name, holder);
    }
    return {};
}

Result<> scopes_are_delegated(jose::Jwt const& grant, Facts const& facts, Policy const&, Decision& decision) {
    if (!grant.claims.contains("consumer_org")) return {};
    for (auto const& name : decision.scopes) {
        auto const& source = facts.directory.scope(name)->delegation_source;
        bool const same_source = decision.delegation_source.empty() || decision.delegation_source == source;
        bool const delegated = !source.empty() && same_source &&
                               facts.directory.delegations.contains(
                                   {decision.consumer_orgno, decision.supplier_orgno, name, source});
        if (!delegated) return not_delegated(name, source, decision.consumer_orgno, decision.supplier_orgno);
        decision.delegation_source = source;
    }
    return {};
}

Result<> lifetime_is_the_lowest(jose::Jwt const&, Facts const& facts, Policy const&, Decision& decision) {
    decision.lifetime = client_of(decision, facts).access_token_lifetime;
    for (auto const& name : decision.scopes) {
        auto const most = facts.directory.scope(name)->at_max_age;
        if (most > seconds(0)) decision.lifetime = std::min(decision.lifetime, most);
    }
    return {};
}

}  // namespace emulator::maskinporten
