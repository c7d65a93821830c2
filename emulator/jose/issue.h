// Issues certificates shaped like Norwegian business certificates (virksomhetssertifikater), for test
// authorities. Chance is OpenSSL's own for keys, and the caller's for serial numbers. Safe from any thread.
#pragma once

#include <string>

#include "base/clock.h"
#include "jose/certificate.h"
#include "jose/key.h"

namespace emulator::jose {

// How the subject carries the organisation number: SEID 1 has it as serialNumber, SEID 2, in use since 2021,
// as organizationIdentifier (ETSI EN 319 412-1 5.1.4).
enum class SubjectProfile { seid1, seid2 };

// What the key may be used for: signing (which logging in with it is), or only encryption.
enum class KeyPurpose { signing, encryption };

struct CertificateOrder {
    std::string organisation;  // UTF-8, 1 to 64 letters, as common_name (RFC 5280 A.1, ub-organization-name)
    std::string common_name;
    std::string organisation_number;  // nine digits
    SubjectProfile profile = SubjectProfile::seid2;
    KeyPurpose purpose = KeyPurpose::signing;
    Instant not_before;
    Instant not_after;
    std::string serial_number;  // 1 to 20 bytes, big-endian, the first below 0x80 (RFC 5280 4.1.2.2)
};

struct Authority {
    Certificate certificate;
    PrivateKey key;
};

// RSA with the exponent 65537. REQUIRES: `bits` from 2048 to 8192.
PrivateKey generate_rsa_key(unsigned bits = 2048);

// Refused: a subject that X.509 does not allow. REQUIRES: the authority's key belongs to its certificate.
Result<Certificate> issue(CertificateOrder const& order, PublicKey const& holder, Authority const& authority);

// The same, signed by its own key, as no authority would.
Result<Certificate> issue_self_signed(CertificateOrder const& order, PrivateKey const& holder);

}  // namespace emulator::jose
