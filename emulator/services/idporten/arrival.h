// What follows an authentication, new or from the session: consent where a scope asks for it, and then the
// code.
#pragma once

#include "services/idporten/pending_login.h"

namespace emulator::idporten {

// REQUIRES: login.logged_in. `session` is the name under which the session is kept. Where it has ended
// meanwhile the refusal is thrown.
http::Response go_on(Deps const& deps, http::Request const& request, PendingLogin login,
                     model::Client const& client, std::string_view session);

// The code, without any question. Throws where the session has ended meanwhile, or a pushed request was used
// up by another login.
http::Response give_code(Deps const& deps, http::Request const& request, PendingLogin login,
                         model::Client const& client, std::string_view session);

// An authentication request has used the session now, and so it lasts longer. False where it has ended.
bool use_session(Deps const& deps, std::string_view session);

// What a client is told when the user does not want to go on.
Error cancelled();

}  // namespace emulator::idporten
