// What Digdir's simplified onboarding calls: the organisation's own clients of Maskinporten in a shorter
// form, as its public source code has it (felleslosninger/maskinporten-onboarding-backend).
#pragma once

#include "http/router.h"
#include "services/selvbetjening/api.h"
#include "services/selvbetjening/client_register.h"
#include "services/selvbetjening/scope_register.h"

namespace emulator::selvbetjening {

// All outlive it. Safe from any thread once it is mounted.
class DataSharingApi {
public:
    DataSharingApi(Api& api, ClientRegister& clients, ScopeRegister& scopes)
        : api_(api), clients_(clients), scopes_(scopes) {}
    void mount(http::Router& router);

private:
    http::Response create(Caller const& caller, http::Request const& request);

    Api& api_;
    ClientRegister& clients_;
    ScopeRegister& scopes_;
};

}  // namespace emulator::selvbetjening
