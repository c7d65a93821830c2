#include "services/maskinporten/certificates.h"

#include "base/times.h"
#include "oauth/business_certificate.h"
#include "services/maskinporten/refusals.h"

namespace emulator::maskinporten {
namespace {

using enum oauth::CertificateFault;

Error told(oauth::CertificateRefusal const& refusal, Instant now) {
    switch (refusal.fault) {
        case malformed:
            return malformed_x5c(refusal.received);
        case expired:
            return expired_certificate(refusal.received, refusal.limit, format_utc(now));
        case wrong_signature:
            return maskinporten::wrong_signature(refusal.received);
        case wrong_organisation:
            return maskinporten::wrong_organisation(refusal.received, refusal.limit);
        default:
            return invalid_certificate(refusal.received);
    }
}

}  // namespace

Result<> certificate_signed(jose::Jwt const& grant, model::Client const& client, Facts const& facts,
                            Policy const& policy, Decision& decision) {
    auto const [refusal, warning] =
        oauth::certificate_verdict(grant, client, {policy.trusted, policy.other_environment}, facts.now);
    if (refusal) return told(*refusal, facts.now);
    if (!warning.empty()) decision.warnings.push_back(warning);
    decision.client_amr = "virksomhetssertifikat";
    return {};
}

Result<> lock_holds(Json const& registered, jose::Jwt const& grant, Facts const& facts,
                    Policy const& policy) {
    auto const refusal =
        oauth::lock_refusal(registered, grant, {policy.trusted, policy.other_environment}, facts.now);
    if (refusal) return told(*refusal, facts.now);
    return {};
}

}  // namespace emulator::maskinporten
