// Who calls the API, and what the access token lets them do (docs.digdir.no, oidc_api_admin and
// oidc_api_admin_maskinporten). Pure.
#pragma once

#include <string>

#include "base/json.h"
#include "base/result.h"
#include "model/client.h"

namespace emulator::selvbetjening {

// The kinds of calls that differ in the scope they need.
enum class Call {
    read_clients,
    create_client,
    change_client,  // replace, deactivate, key set, secret
    read_customers,
    change_customers,  // onbehalfof
    read_scopes,
    change_scopes,  // and accesses
    share_data,     // the endpoints of Digdir's simplified onboarding
};

struct Caller {
    std::string orgno;
    std::string client_id;          // of the token; empty for people at the web pages
    bool registers_others = false;  // idporten:dcr.supplier: clients of other organisations
};

// Refused with insufficient_scope where none of the scopes that the call needs is among the token's, and with
// invalid_token where it names no organisation.
Result<Caller> caller_of(Json const& claims, Call call);

// Whether the caller's organisation has, or runs, the client.
bool may_read(Caller const& caller, model::Client const& client);
// Whether it runs the client: a customer cannot change what its supplier registered.
bool may_change(Caller const& caller, model::Client const& client);

}  // namespace emulator::selvbetjening
