#include "services/maskinporten/certificates.h"

#include <nlohmann/json.hpp>

#include "services/maskinporten/refusals.h"

namespace emulator::maskinporten {

Result<> certificate_signed(jose::Jwt const& grant, model::Client const& client, Facts const& facts,
                            Policy const& policy, Decision& decision) {
    auto const chain = jose::certificates_from_x5c(grant.jws.header.at("x5c"));
    if (!chain) return malformed_x5c(chain.error().description);
    if (auto const valid = jose::verify_chain(*chain, policy.trusted, facts.now); !valid)
        return invalid_certificate(valid.error().description);
    auto const key = chain->front().public_key();
    if (!key) return invalid_certificate(key.error().description);
    if (auto const holds = jose::verify(grant.jws, *key, grant_algorithms); !holds)
        return wrong_signature(holds.error().description);
    auto const organisation = chain->front().organisation_number().value_or("none");
    auto const& owner = client.supplier_orgno.empty() ? client.client_orgno : client.supplier_orgno;
    if (organisation != owner) return wrong_organisation(organisation, owner);
    decision.client_amr = "virksomhetssertifikat";
    return {};
}

}  // namespace emulator::maskinporten
