// The web page of one client: what a program needs to use it, its keys, secret, customers and attributes.
#pragma once

#include "base/assets.h"
#include "http/parameters.h"
#include "http/router.h"
#include "http/site.h"
#include "services/selvbetjening/client_register.h"
#include "services/selvbetjening/samples.h"
#include "store/directory.h"

namespace emulator::selvbetjening {

// A key pair that is told once and kept nowhere.
struct NewKey {
    Json public_jwk = {};
    std::string private_jwk = {};
    std::string private_pem = {};
};
// Named after its thumbprint, so that no two keys of a client have one name.
NewKey new_key();

// What was pasted as a key set: a set, one key, or several of them in an array.
Result<Json> pasted_keys(std::string const& text);

// Everything referred to outlives it. Safe from any thread once it is mounted.
class ClientWeb {
public:
    ClientWeb(ClientRegister& clients, store::DirectoryStore& directory, Assets const& assets,
              http::Site const& site, Addresses addresses)
        : clients_(clients),
          directory_(directory),
          assets_(assets),
          site_(site),
          addresses_(std::move(addresses)) {}

    void mount(http::Router& router);

    // What came of a form, told on the page.
    struct Outcome {
        bool new_secret = false;
        NewKey key = {};
        Error const* error = nullptr;
        http::Parameters typed = {};
    };
    http::Response page(http::Request const& request, unsigned status, model::Client const& client,
                        Outcome const& outcome) const;

private:
    http::Response show(http::Request const& request) const;
    http::Response change_keys(http::Request const& request);
    http::Response renew_secret(http::Request const& request);
    http::Response set_active(http::Request const& request);
    http::Response change_customers(http::Request const& request);
    http::Response download(http::Request const& request) const;
    // The page after a change, or after its refusal with the client as it is.
    http::Response told(http::Request const& request, Caller const& caller,
                        Result<ChangedClient> const& changed, Outcome outcome) const;

    ClientRegister& clients_;
    store::DirectoryStore& directory_;
    Assets const& assets_;
    http::Site const& site_;
    Addresses addresses_;
};

}  // namespace emulator::selvbetjening
