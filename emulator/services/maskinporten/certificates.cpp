#include "services/maskinporten/certificates.h"

#include <nlohmann/json.hpp>

#include "base/times.h"
#include "services/maskinporten/refusals.h"

namespace emulator::maskinporten {
namespace {

using Chain = std::vector<jose::Certificate>;

// Whether nothing but the end of its period stands against the signer's certificate.
bool has_expired(Chain const& chain, Facts const& facts, Policy const& policy) {
    auto const end = chain.front().not_after();
    return end <= facts.now && jose::verify_chain(chain, policy.trusted, end - seconds(1)).has_value();
}

bool is_of_other_environment(Chain const& chain, Facts const& facts, Policy const& policy) {
    return jose::verify_chain(chain, policy.other_environment, facts.now).has_value();
}

Result<> chain_is_valid(Chain const& chain, Facts const& facts, Policy const& policy) {
    auto const valid = jose::verify_chain(chain, policy.trusted, facts.now);
    if (valid) return {};
    auto const& signer = chain.front();
    if (has_expired(chain, facts, policy))
        return expired_certificate(signer.subject(), format_utc(signer.not_after()), format_utc(facts.now));
    if (is_of_other_environment(chain, facts, policy)) {
        return invalid_certificate("a certificate for production: " + signer.subject() + ", issued by " +
                                   signer.issuer());
    }
    auto const& why = valid.error();
    return invalid_certificate(why.description + ": " + why.explanation.received);
}

}  // namespace

Result<> certificate_signed(jose::Jwt const& grant, model::Client const& client, Facts const& facts,
                            Policy const& policy, Decision& decision) {
    auto const chain = jose::certificates_from_x5c(grant.jws.header.at("x5c"));
    if (!chain) return malformed_x5c(chain.error().description);
    EMULATOR_TRY(chain_is_valid(*chain, facts, policy));
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
