#include "oauth/business_certificate.h"

#include <array>
#include <nlohmann/json.hpp>
#include <vector>

#include "base/times.h"

namespace emulator::oauth {
namespace {

using Chain = std::vector<jose::Certificate>;
using enum CertificateFault;

constexpr std::array algorithms{jose::Algorithm::RS256, jose::Algorithm::RS384, jose::Algorithm::RS512};

// A certificate that ends sooner is told to whoever uses it.
constexpr auto soon = std::chrono::days(30);

// Whether nothing but the end of its period stands against the signer's certificate.
bool has_expired(Chain const& chain, Trust const& trust, Instant now) {
    auto const end = chain.front().not_after();
    return end <= now && jose::verify_chain(chain, trust.trusted, end - seconds(1)).has_value();
}

std::optional<CertificateRefusal> chain_refusal(Chain const& chain, Trust const& trust, Instant now) {
    auto const valid = jose::verify_chain(chain, trust.trusted, now);
    if (valid) return std::nullopt;
    auto const& signer = chain.front();
    if (has_expired(chain, trust, now))
        return CertificateRefusal{expired, signer.subject(), format_utc(signer.not_after())};
    if (jose::verify_chain(chain, trust.other_environment, now)) {
        return CertificateRefusal{
            not_valid,
            "a certificate for production: " + signer.subject() + ", issued by " + signer.issuer(),
            {}};
    }
    auto const& why = valid.error();
    return CertificateRefusal{not_valid, why.description + ": " + why.explanation.received, {}};
}

std::optional<CertificateRefusal> signer_refusal(Chain const& chain, jose::Jwt const& jwt,
                                                 model::Client const& client, Trust const& trust,
                                                 Instant now) {
    if (auto refusal = chain_refusal(chain, trust, now)) return refusal;
    auto const key = chain.front().public_key();
    if (!key) return CertificateRefusal{not_valid, key.error().description, {}};
    if (auto const holds = jose::verify(jwt.jws, *key, algorithms); !holds)
        return CertificateRefusal{wrong_signature, holds.error().description, {}};
    auto organisation = chain.front().organisation_number().value_or("none");
    if (organisation != client.owner_orgno())
        return CertificateRefusal{wrong_organisation, std::move(organisation), client.owner_orgno()};
    return std::nullopt;
}

}  // namespace

CertificateVerdict certificate_verdict(jose::Jwt const& jwt, model::Client const& client, Trust const& trust,
                                       Instant now) {
    auto const chain = jose::certificates_from_x5c(jwt.jws.header.at("x5c"));
    if (!chain) return {CertificateRefusal{malformed, chain.error().description, {}}};
    CertificateVerdict verdict{signer_refusal(*chain, jwt, client, trust, now)};
    auto const& signer = chain->front();
    if (!verdict.refusal && signer.not_after() < now + soon) {
        verdict.warning = "the certificate of " + signer.subject() + " expires at " +
                          format_utc(signer.not_after()) + "; get another one before that";
    }
    return verdict;
}

std::optional<CertificateRefusal> lock_refusal(Json const& registered, jose::Jwt const& jwt,
                                               Trust const& trust, Instant now) {
    if (!registered.contains("x5c")) return std::nullopt;
    auto const chain = jose::certificates_from_x5c(registered.at("x5c"));
    if (!chain) return CertificateRefusal{malformed, "registered: " + chain.error().description, {}};
    if (auto refusal = chain_refusal(*chain, trust, now)) return refusal;
    if (!jwt.jws.header.contains("x5c")) return std::nullopt;
    auto const shown_chain = jose::certificates_from_x5c(jwt.jws.header.at("x5c"));
    if (!shown_chain) return CertificateRefusal{malformed, shown_chain.error().description, {}};
    if (shown_chain->front().der() == chain->front().der()) return std::nullopt;
    return CertificateRefusal{not_valid,
                              "the certificate of " + shown_chain->front().subject() +
                                  ", where the key is locked to another of " + chain->front().subject(),
                              {}};
}

}  // namespace emulator::oauth
