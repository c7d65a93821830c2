// A JWT that is signed with the key of a business certificate (virksomhetssertifikat), which it carries in
// x5c (docs.digdir.no, maskinporten_protocol_jwtgrant and oidc_protocol_token). Pure; safe from any thread.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "jose/certificate.h"
#include "jose/jwt.h"
#include "model/client.h"

namespace emulator::oauth {

// Who issues business certificates for this environment, and who for the other one, so that a certificate of
// the wrong environment can be told apart from a foreign one.
struct Trust {
    std::span<jose::Certificate const> trusted;
    std::span<jose::Certificate const> other_environment;
};

enum class CertificateFault {
    malformed,           // x5c is not an array of certificates
    not_valid,           // not of a trusted issuer, not yet valid, or not for signing
    expired,             // nothing else stands against it
    wrong_signature,     // the JWT is signed by another key
    wrong_organisation,  // of another organisation than the client's
};

struct CertificateRefusal {
    CertificateFault fault;
    std::string received;  // what was found: the reason, the subject that expired, or its organisation number
    std::string limit;     // expired: when; wrong_organisation: the client's number
};

struct CertificateVerdict {
    std::optional<CertificateRefusal> refusal;
    std::string warning = {};  // empty: none
};

// Why the certificate in the header's x5c does not speak for the client; no refusal where it does, and a
// warning where it will not for long. The organisation is the client's own, or its supplier's where a
// supplier runs it. REQUIRES: the header holds x5c.
CertificateVerdict certificate_verdict(jose::Jwt const& jwt, model::Client const& client, Trust const& trust,
                                       Instant now);

// Why a key whose registered JWK has x5c, which locks it to that certificate (docs.digdir.no,
// oidc_func_clientreg), may not sign; nothing where it may, or is not locked. The certificate has to be valid
// still, and where the JWT shows one it is that one.
std::optional<CertificateRefusal> lock_refusal(Json const& registered, jose::Jwt const& jwt,
                                               Trust const& trust, Instant now);

}  // namespace emulator::oauth
