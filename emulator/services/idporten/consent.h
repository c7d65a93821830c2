// Consent to scopes with requires_user_consent (docs.digdir.no, oidc_protocol_scope and oidc_auth_oauth2):
// the person is asked after each login and nothing is remembered; what is denied falls out, and the login
// goes on. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "store/directory.h"

namespace emulator::idporten {

// Those of the scopes that need consent, in their order. The pointers live as long as the directory.
std::vector<model::Scope const*> scopes_to_consent(std::vector<std::string> const& scopes,
                                                   store::Directory const& directory);

// The scopes without those that need consent and are not among `given`.
std::vector<std::string> granted_scopes(std::vector<std::string> const& scopes,
                                        std::vector<std::string> const& given,
                                        store::Directory const& directory);

// How long something lasts, in its largest unit that counts it whole: "day", "hour", "minute" or "second".
struct Lasting {
    std::int64_t count;
    std::string_view unit;
};
Lasting lasting(seconds duration);

}  // namespace emulator::idporten
