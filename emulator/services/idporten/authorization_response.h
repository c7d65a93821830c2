// The two answers that a client gets through the browser (OpenID Connect Core 3.1.2.5 and 3.1.2.6): a code,
// or an error. Both go to the request's redirect URI in its response mode (query, form_post, or either with
// one signed JWT, JARM), with iss (RFC 9207) and its state.
#pragma once

#include "services/idporten/deps.h"

namespace emulator::idporten {

http::Response answer_with_code(Deps const& deps, http::Request const& request,
                                AuthorizationRequest const& asked, std::string const& code);

// Tells the client why there is no code. The refusal is noted in log and journal.
http::Response answer_with_error(Deps const& deps, http::Request const& request,
                                 AuthorizationRequest const& asked, Error const& error);

}  // namespace emulator::idporten
