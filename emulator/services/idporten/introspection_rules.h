// The conditions under which introspection tells of a token (docs.digdir.no, oidc_protocol_tokenintrospect):
// the caller authenticated, it has the scope idporten:token.introspection, and a scope of the token lists it
// in enforced_aud_for_introspection. Pure.
#pragma once

#include <span>
#include <string_view>

#include "oauth/examined_rules.h"
#include "services/idporten/callers.h"
#include "store/directory.h"

namespace emulator::idporten {

// Who asks, and about what. Of things that outlive it.
struct Asking {
    Caller const& caller;
    store::Directory const& directory;
    Json const& claims;  // of the token; null where they are not known
};
std::span<oauth::ExaminedRule<Asking> const> introspection_rules();

// Why the caller may not know, empty where it may. That it authenticated is not asked here.
std::string_view why_not_introspect(model::Client const& caller, Json const& claims,
                                    store::Directory const& directory);

// A refresh token, which nobody but its own client has business with.
struct AskedRefreshToken {
    std::string_view caller;
    store::StoredCredential const& stored;
    Instant now;
};
std::span<oauth::ExaminedRule<AskedRefreshToken> const> refresh_token_rules();

}  // namespace emulator::idporten
