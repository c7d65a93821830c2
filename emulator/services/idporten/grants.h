// What a user granted a client at one login (Grant, documents.h): how it begins, and what its tokens are.
#pragma once

#include <span>

#include "services/idporten/deps.h"

namespace emulator::idporten {

inline constexpr seconds code_lifetime{60};

// Keeps the grant of an authentication with a code that stands for it. `request.scopes` are those that were
// granted.
struct BegunGrant {
    std::string id;
    std::string code;
};
BegunGrant begin_grant(Deps const& deps, AuthorizationRequest const& request, model::Client const& client,
                       Authentication const& authentication, std::string_view sid, std::string_view locale);

// How long a grant stands: as the client says, or the scope that says least (docs.digdir.no,
// oidc_func_clientreg authorization_lifetime, oidc_protocol_scope authorization_max_lifetime).
seconds authorization_lifetime(std::span<std::string const> scopes, model::Client const& client,
                               store::Directory const& directory);
// How long an access token lives: as the client says, or the scope that says least (at_max_age).
seconds access_token_lifetime(std::span<std::string const> scopes, model::Client const& client,
                              store::Directory const& directory);

// Whether one of the scopes demands tokens without pid (requires_pseudonymous_tokens), or access tokens that
// tell nothing themselves (token_type OPAQUE). Pure.
bool is_pseudonymous(std::span<std::string const> scopes, store::Directory const& directory);
bool is_opaque(std::span<std::string const> scopes, store::Directory const& directory);

// Whether a refresh token is replaced at each use. Always for public clients (RFC 9700 2.2.2).
bool rotates(model::Client const& client);

}  // namespace emulator::idporten
