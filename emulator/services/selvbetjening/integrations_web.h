// The web pages about clients: the organisation's integrations, a wizard that offers only what fits, and the
// form to edit one.
#pragma once

#include "http/parameters.h"
#include "http/router.h"
#include "http/site.h"
#include "services/selvbetjening/client_register.h"
#include "services/selvbetjening/client_web.h"
#include "services/selvbetjening/combinations.h"
#include "store/directory.h"

namespace emulator::selvbetjening {

// Everything referred to outlives it. Safe from any thread once it is mounted.
class IntegrationsWeb {
public:
    IntegrationsWeb(ClientRegister& clients, store::DirectoryStore& directory, http::Site const& site,
                    ClientWeb const& client_web)
        : clients_(clients), directory_(directory), site_(site), client_web_(client_web) {}

    void mount(http::Router& router);

private:
    http::Response list(http::Request const& request) const;
    http::Response choose_organisation(http::Request const& request) const;
    http::Response begin(http::Request const& request) const;
    http::Response create(http::Request const& request);
    http::Response edit(http::Request const& request) const;
    http::Response replace(http::Request const& request);

    http::Response form_page(http::Request const& request, unsigned status, http::Parameters const& fields,
                             model::Client const* client, Error const* error) const;

    ClientRegister& clients_;
    store::DirectoryStore& directory_;
    http::Site const& site_;
    ClientWeb const& client_web_;
};

}  // namespace emulator::selvbetjening
