// When a session answers an authorization request, and when a page must be shown (OpenID Connect
// Core 3.1.2.1; docs.digdir.no, oidc_func_sso and oidc_func_nosso). Pure.
#pragma once

#include <optional>
#include <string_view>

#include "oauth/examination.h"
#include "services/idporten/session.h"
#include "store/directory.h"

namespace emulator::idporten {

// Of things that outlive it.
struct SessionAsked {
    std::optional<Session> const& session;
    AuthorizationRequest const& request;
    model::Client const& client;
    store::Directory const& directory;
    Instant now;
};

// Why the session cannot answer the request: the words for the log, empty where it can. A client with
// sso_disabled uses only a session in which it has been before, and the others none in which only such
// clients have been (oidc_func_nosso).
std::string_view why_login_is_needed(SessionAsked const& asked);

// Every rule of that.
oauth::Examination examination(SessionAsked const& asked);

}  // namespace emulator::idporten
