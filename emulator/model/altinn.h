// What Maskinporten asks Altinn about: delegated scopes, system users and consents. Plain values.
#pragma once

#include <memory>
#include <string>
#include <tuple>

#include "base/clock.h"
#include "base/json.h"

namespace emulator::model {

// The consumer lets the supplier use the scope in its name (docs.digdir.no, maskinporten_func_delegering).
struct Delegation {
    std::string consumer_orgno;
    std::string supplier_orgno;
    std::string scope;
    std::string delegation_source;  // the issuer of the source, such as https://tt02.altinn.no/

    auto operator<=>(Delegation const&) const = default;
};

// A system's user in an organisation (docs.digdir.no, maskinporten_func_systembruker). A system belongs to
// one client.
struct SystemUser {
    std::string id;            // a UUID
    std::string system_id;     // "<orgnr>_<name>" in Altinn's register of systems
    std::string client_id;     // empty: the system has not registered any
    std::string owner_orgno;   // the organisation that approved it
    std::string external_ref;  // the owner's number unless something else was chosen
};

// What somebody has let an organisation do (docs.digdir.no, maskinporten_func_samtykke).
struct Consent {
    std::string id;    // a UUID
    std::string from;  // urn:altinn:person:identifier-no:… or urn:altinn:organization:identifier-no:…
    std::string to_orgno;
    std::string status = "Accepted";  // Created, Accepted, Rejected or Revoked
    Instant consented{};
    Instant valid_to{};
    std::shared_ptr<Json const> rights;  // consentRights as the token carries them
};

}  // namespace emulator::model
