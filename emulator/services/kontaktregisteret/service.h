// Oppslagstjenesten: look-ups in Kontakt- og reservasjonsregisteret, as test.kontaktregisteret.no.
// Organisations come with an access token of Maskinporten, people with one of ID-porten.
//
//   POST  /rest/v1/personer   1 to 1000 persons, unregistered ones listed       krr:global/… of Maskinporten
//   POST  /rest/v2/personer   the same, unregistered ones only when asked for   krr:global/… of Maskinporten
//   GET   /rest/v1/person     the person who is logged in                       krr:user/… of ID-porten
//   PATCH /rest/v1/person     sets that person's language                       krr:user/spraak.write
//   GET   /                   what this is, for people
//
// The two paths of /rest/v1/person may be called from pages of any origin.
#pragma once

#include "base/clock.h"
#include "base/log.h"
#include "http/router.h"
#include "http/site.h"
#include "rp/access_tokens.h"
#include "services/kontaktregisteret/person.h"
#include "services/kontaktregisteret/persons.h"
#include "store/database.h"
#include "store/directory.h"
#include "store/persons.h"

namespace emulator::kontaktregisteret {

// Safe from any thread once it is mounted.
class Service {
public:
    // What the service is made of; all references outlive it.
    struct Deps {
        store::Database& database;
        store::DirectoryStore& directory;
        Clock const& clock;
        rp::AccessTokens& machine_tokens;  // of Maskinporten, and of nobody else
        rp::AccessTokens& user_tokens;     // of ID-porten, and of nobody else
        http::Site const& site;
        Log& log;
    };

    explicit Service(Deps deps);
    Service(Service const&) = delete;
    Service& operator=(Service const&) = delete;

    // The router keeps referring to the service.
    void mount(http::Router& router);

    // Refusals as {error, error_description}, with a WWW-Authenticate where the token is at fault (RFC 6750
    // 3); as pages for browsers.
    static http::Dialect dialect(http::Site const& site);

private:
    http::Response front_page(http::Request const& request) const;

    http::Site const& site_;
    store::Persons store_;
    PersonsEndpoint persons_;
    PersonEndpoint person_;
};

}  // namespace emulator::kontaktregisteret
