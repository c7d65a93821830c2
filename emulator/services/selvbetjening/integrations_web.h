// The web pages about clients: the organisation's integrations, a wizard that offers only what fits, keys and
// secrets, and what a program needs to use the client.
#pragma once

#include "base/assets.h"
#include "http/parameters.h"
#include "http/router.h"
#include "http/site.h"
#include "services/selvbetjening/client_register.h"
#include "services/selvbetjening/combinations.h"
#include "services/selvbetjening/samples.h"
#include "store/directory.h"

namespace emulator::selvbetjening {

// Everything referred to outlives it. Safe from any thread once it is mounted.
class IntegrationsWeb {
public:
    IntegrationsWeb(ClientRegister& clients, store::DirectoryStore& directory, Assets const& assets,
                    http::Site const& site, Addresses addresses)
        : clients_(clients),
          directory_(directory),
          assets_(assets),
          site_(site),
          addresses_(std::move(addresses)) {}

    void mount(http::Router& router);

private:
    http::Response list(http::Request const& request) const;
    http::Response choose_organisation(http::Request const& request) const;
    http::Response begin(http::Request const& request) const;
    http::Response create(http::Request const& request);
    http::Response edit(http::Request const& request) const;
    http::Response replace(http::Request const& request);
    http::Response show(http::Request const& request) const;
    http::Response change_keys(http::Request const& request);
    http::Response renew_secret(http::Request const& request);
    http::Response set_active(http::Request const& request);
    http::Response download(http::Request const& request) const;

    http::Response form_page(http::Request const& request, unsigned status, http::Parameters const& fields,
                             model::Client const* client, Error const* error) const;
    struct Outcome {
        bool new_secret = false;
        std::string private_jwk;
        std::string private_pem;
        Error const* error = nullptr;
    };
    http::Response client_page(http::Request const& request, unsigned status, model::Client const& client,
                               Outcome const& outcome) const;

    ClientRegister& clients_;
    store::DirectoryStore& directory_;
    Assets const& assets_;
    http::Site const& site_;
    Addresses addresses_;
};

}  // namespace emulator::selvbetjening
