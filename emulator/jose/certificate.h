// X.509 certificates (RFC 5280) as virksomhetssertifikater and as x5c (RFC 7515 4.1.6). A Certificate is
// cheap to copy and immutable; safe from any thread.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "base/result.h"
#include "jose/key.h"

struct x509_st;  // OpenSSL's X509

namespace emulator::jose {

class Certificate {
public:
    std::string const& der() const;
    // Refused where the key is not an RSA key that key.h accepts; a chain may hold such certificates.
    Result<PublicKey> public_key() const;

    // Names as in RFC 4514, most specific first: "CN=Demo-etat,O=…,C=NO"; UTF-8.
    std::string subject() const;
    std::string issuer() const;
    // From organizationIdentifier (2.5.4.97, "NTRNO-" and nine digits; ETSI EN 319 412-1 5.1.4) or
    // serialNumber (2.5.4.5, nine digits), as Buypass and Commfides write it. Nothing where there is none, or
    // where the two name different organisations.
    std::optional<std::string> organisation_number() const;

    // Valid from the first to the last of these seconds, both included (RFC 5280 4.1.2.5).
    Instant not_before() const;
    Instant not_after() const;

    // For this room; lives as long as the certificate.
    x509_st* handle() const;

private:
    struct Content;
    friend Result<Certificate> certificate_from_der(std::string_view der);
    explicit Certificate(std::shared_ptr<Content const> content) : content_(std::move(content)) {}
    std::shared_ptr<Content const> content_;
};

// One certificate and nothing after it.
Result<Certificate> certificate_from_der(std::string_view der);

// Every CERTIFICATE block (RFC 7468), at least one; other text and blocks are passed over.
Result<std::vector<Certificate>> certificates_from_pem(std::string_view pem);

// The value of x5c: an array of one to ten base64 strings, the signer's own certificate first. Refused: a
// bare string, base64url, PEM.
Result<std::vector<Certificate>> certificates_from_x5c(Json const& x5c);

// Whether `chain` (the signer's first, then those that certify it, as far as they were sent) leads to one of
// `trusted` at the time `now`; not_after itself counts as expired, as with OpenSSL. Trusted may be roots and
// intermediates, so that a chain of one is enough where its issuer is known. Refused: expired, not yet valid,
// not issued by a CA certificate, RSA keys below 2048 bits, SHA-1, more than five issuers, and a first
// certificate whose key usage permits neither digitalSignature nor nonRepudiation. Revocation is not looked
// at. REQUIRES: `chain` is not empty.
Result<> verify_chain(std::span<Certificate const> chain, std::span<Certificate const> trusted, Instant now);

}  // namespace emulator::jose
