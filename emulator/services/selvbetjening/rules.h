// What may be registered beyond the combinations: addresses, scopes, key sets, names. Pure.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/json.h"
#include "model/client.h"
#include "services/selvbetjening/caller.h"
#include "services/selvbetjening/faults.h"
#include "store/directory.h"

namespace emulator::selvbetjening {

// Clients that log people in have addresses to come back to: absolute, without fragment, https or http, and
// schemes of their own only for apps; localhost is http; logout addresses lie on the host of a redirect URI
// (docs.digdir.no, oidc_func_clientreg).
Faults address_faults(model::Client const& client);

// Whether clients of the type may have the scope.
bool allows(model::Scope const& scope, std::string_view integration_type);

// Each scope exists, is active, allows the client's type, and is the organisation's own, open to all,
// delegated, or one that it has access to. `runner` is the organisation that runs the client.
Faults scope_faults(model::Client const& client, store::Directory const& directory);

// Whose client it becomes: the caller's own; with idporten:dcr.supplier that of any organisation, with the
// caller as supplier.
Faults set_owner(model::Client& client, Caller const& caller);

// The keys of a set that replaces another, each valid for a year from `now` (docs.digdir.no,
// oidc_api_admin): one to five public RSA keys with kty, alg, use, e, n and a kid of their own. Members that
// an answer had are accepted and replaced.
struct KeySet {
    std::vector<model::ClientKey> keys = {};
    Faults faults = {};
};
KeySet read_key_set(Json const& body, Instant now);

// Names that are right, a prefix that belongs to `orgno`, and attributes that go together.
Faults scope_faults(model::Scope const& scope, std::string_view orgno, store::Directory const& directory);

// The issuers that delegations may come from.
struct DelegationSource {
    std::string_view name;
    std::string_view issuer;
};
inline constexpr DelegationSource delegation_sources[] = {{"altinn", "https://tt02.altinn.no/"}};

}  // namespace emulator::selvbetjening
