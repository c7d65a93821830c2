// The clients API: registrations, key sets, secrets and onbehalfof (docs.digdir.no, oidc_api_admin).
#pragma once

#include "http/router.h"
#include "services/selvbetjening/api.h"
#include "services/selvbetjening/client_register.h"

namespace emulator::selvbetjening {

// Both outlive it. Safe from any thread once it is mounted.
class ClientsApi {
public:
    ClientsApi(Api& api, ClientRegister& clients) : api_(api), clients_(clients) {}
    void mount(http::Router& router);

private:
    void mount_clients(http::Router& router, std::string const& base);
    void mount_keys(http::Router& router, std::string const& base);
    void mount_customers(http::Router& router, std::string const& path);
    http::Response told(http::Request const& request, Caller const& caller, ChangedClient const& changed,
                        unsigned status = 200) const;

    Api& api_;
    ClientRegister& clients_;
};

}  // namespace emulator::selvbetjening
