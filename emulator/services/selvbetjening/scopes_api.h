// The scopes API with its accesses (docs.digdir.no, oidc_api_admin_maskinporten), and the sources that
// delegations may come from.
#pragma once

#include "http/router.h"
#include "services/selvbetjening/api.h"
#include "services/selvbetjening/scope_register.h"

namespace emulator::selvbetjening {

// Both outlive it. Safe from any thread once it is mounted.
class ScopesApi {
public:
    ScopesApi(Api& api, ScopeRegister& scopes) : api_(api), scopes_(scopes) {}
    void mount(http::Router& router);

private:
    http::Response told(http::Request const& request, Caller const& caller, ChangedScope const& changed,
                        unsigned status) const;
    void mount_scopes(http::Router& router, std::string const& base);
    void mount_accesses(http::Router& router, std::string const& base);
    http::Response list(Caller const& caller, http::Request const& request) const;

    Api& api_;
    ScopeRegister& scopes_;
};

}  // namespace emulator::selvbetjening
