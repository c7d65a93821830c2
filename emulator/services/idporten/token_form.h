// What a token request asks for, and with what (RFC 6749 4.1.3 and 6). Pure.
#pragma once

#include <string>

#include "base/result.h"
#include "http/parameters.h"
#include "model/client.h"
#include "store/grants.h"

namespace emulator::idporten {

struct TokenForm {
    store::Credential kind;
    std::string credential;  // the code or the refresh token
};

// Refused where the form names no grant that is offered (invalid_request, unsupported_grant_type) and that
// the client may use (unauthorized_client), or holds nothing to exchange (invalid_request). Refusals carry
// the record of every rule.
Result<TokenForm> read_token_form(http::Parameters const& form, model::Client const& client);

}  // namespace emulator::idporten
