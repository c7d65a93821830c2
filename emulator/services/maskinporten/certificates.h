// The grant of a client without registered keys: signed with the key of a business certificate
// (virksomhetssertifikat) that it carries in x5c (docs.digdir.no, maskinporten_protocol_jwtgrant). Pure.
#pragma once

#include "services/maskinporten/grant.h"

namespace emulator::maskinporten {

// Whether the chain in x5c is right, is of this environment, signed the grant and belongs to the client's
// organisation (its supplier, where it has one). REQUIRES: the header holds x5c. Errors: MP-123 where x5c is
// not an array of certificates, MP-120 for a certificate that is not valid here, MP-124 for an expired one
// and for a signature that does not hold, MP-122 for another organisation's certificate.
Result<> certificate_signed(jose::Jwt const& grant, model::Client const& client, Facts const& facts,
                            Policy const& policy, Decision& decision);

// Whether the registered key may sign that is locked to a certificate by the x5c of its JWK; right for a key
// that is not locked. Errors: as certificate_signed().
Result<> lock_holds(Json const& registered, jose::Jwt const& grant, Facts const& facts, Policy const& policy);

}  // namespace emulator::maskinporten
