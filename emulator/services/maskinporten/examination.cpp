#include "services/maskinporten/examination.h"

#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "oauth/jwt_rules.h"
#include "services/maskinporten/refusals.h"

namespace emulator::maskinporten {
namespace {

void apply_rules(oauth::Examination& examined, jose::Jwt const& grant, Facts const& facts,
                 Policy const& policy, Decision& decision) {
    for (auto const& named : rules()) {
        auto measured = named.measured(grant, facts, policy);
        if (examined.held(named.after)) {
            auto const outcome = named.rule(grant, facts, policy, decision);
            examined.add(named.name, named.says, std::move(measured), outcome);
        } else {
            examined.skip(named.name, named.says, std::move(measured));
        }
    }
}

void read(oauth::Examination& examined, jose::Reading const& reading) {
    for (auto const& named : oauth::jwt_rules()) {
        auto measured = named.measured(reading);
        if (!examined.held(named.after))
            examined.skip(named.name, named.says, std::move(measured));
        else if (auto const outcome = named.rule(reading); outcome)
            examined.add(named.name, named.says, std::move(measured), outcome);
        else
            examined.add(named.name, named.says, std::move(measured), no_jwt(outcome.error()));
    }
}

}  // namespace

std::string examination(jose::Jwt const& grant, Facts const& facts, Policy const& policy, bool used_before) {
    Decision decision;
    oauth::Examination examined;
    apply_rules(examined, grant, facts, policy, decision);
    if (used_before) {
        auto const jti = string_member(grant.claims, "jti");
        examined.add("grant_is_unused", "A grant is used once", "jti " + shown(jti, 100),
                     maskinporten::used_before(jti));
    }
    return examined.record({{"header", grant.jws.header}, {"claims", grant.claims}}, decision.warnings);
}

std::string examination_of_unread(std::string_view assertion, Facts const& facts, Policy const& policy) {
    Decision decision;
    oauth::Examination examined;
    auto const reading = jose::read_by_steps(assertion, grant_padding);
    read(examined, reading);
    if (reading.header && reading.claims) {
        apply_rules(examined, reading.jwt(), facts, policy, decision);
    } else {
        for (auto const& named : rules())
            examined.skip(named.name, named.says, "the grant cannot be read");
    }
    return examined.record(oauth::readable(reading), decision.warnings);
}

}  // namespace emulator::maskinporten
