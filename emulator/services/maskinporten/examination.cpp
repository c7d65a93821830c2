#include "services/maskinporten/examination.h"

#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "oauth/examination.h"
#include "services/maskinporten/refusals.h"

namespace emulator::maskinporten {

std::string examination(jose::Jwt const& grant, Facts const& facts, Policy const& policy, bool used_before) {
    Decision decision;
    oauth::Examination examined;
    for (auto const& named : rules()) {
        auto measured = named.measured(grant, facts, policy);
        if (examined.held(named.after)) {
            auto const outcome = named.rule(grant, facts, policy, decision);
            examined.add(named.name, named.says, std::move(measured), outcome);
        } else {
            examined.skip(named.name, named.says, std::move(measured));
        }
    }
    if (used_before) {
        auto const jti = string_member(grant.claims, "jti");
        examined.add("grant_is_unused", "A grant is used once", "jti " + shown(jti, 100),
                     maskinporten::used_before(jti));
    }
    return examined.record({{"header", grant.jws.header}, {"claims", grant.claims}}, decision.warnings);
}

}  // namespace emulator::maskinporten
