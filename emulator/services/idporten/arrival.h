// What follows an authentication, new or from the session: a question about contact information after a new
// one, consent where a scope asks for it, and then the code.
#pragma once

#include "services/idporten/pending_login.h"

namespace emulator::idporten {

// The way of somebody who has just logged in: where ID-porten asks them about their contact information, that
// comes first. Otherwise go_on().
http::Response arrive(Deps const& deps, http::Request const& request, PendingLogin login,
                      model::Client const& client, std::string_view session);

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

// Whether the browser still has the session of this login: a logout while a page was open ends the login,
// too.
bool session_goes_on(Deps const& deps, http::Request const& request, Visit const& visit);

// What a client is told when the user does not want to go on, with its record.
Error cancelled();

}  // namespace emulator::idporten
