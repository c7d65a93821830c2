// Oppslagstjenesten: look-ups in Kontakt- og reservasjonsregisteret, as test.kontaktregisteret.no.
// Organisations come with an access token of Maskinporten, people with one of ID-porten.
//
//   POST  /rest/v1/personer            1 to 1000 persons, unregistered ones listed       krr:global/…
//   POST  /rest/v2/personer            the same, unregistered ones only when asked for   krr:global/…
//   POST  /rest/v2/krr/hentEndringer   who has changed                    krr:global/hentendring.read
//   GET   /rest/v1/person              the person who is logged in                       krr:user/…
//   PATCH /rest/v1/person              sets that person's language        krr:user/spraak.write
//   GET   /rest/v1/printSertifikat     what mail to be printed is encrypted with         no token
//   GET   /rest/v2/printSertifikat     the same
//   GET   /jwks.json                   the key of answers as application/jose
//   GET   /v3/api-docs                 the OpenAPI document
//   GET   /swagger-ui/index.html       where to try it out
//   POST  /swagger-ui/tokens/…         that page's tokens of maskinporten and of idporten
//   GET   /                            what this is, for people
//
// /rest/v1/person, /jwks.json and /v3/api-docs may be called from pages of any origin.
#pragma once

#include "base/assets.h"
#include "base/clock.h"
#include "base/log.h"
#include "http/api_page.h"
#include "http/journal.h"
#include "http/router.h"
#include "http/site.h"
#include "rp/access_tokens.h"
#include "rp/introspection.h"
#include "rp/trial_tokens.h"
#include "services/kontaktregisteret/changes.h"
#include "services/kontaktregisteret/person.h"
#include "services/kontaktregisteret/persons.h"
#include "store/database.h"

namespace emulator::kontaktregisteret {

// Safe from any thread once it is mounted.
class Service {
public:
    // What the service is made of; all references and pointers outlive it.
    struct Deps {
        store::Database& database;
        store::DirectoryStore& directory;
        Clock const& clock;
        rp::AccessTokens& machine_tokens;  // of Maskinporten, and of nobody else
        rp::UserTokens& user_tokens;       // of ID-porten, and of nobody else
        http::Site const& site;
        Assets const& assets;
        Log& log;
        http::Journal* journal;
        jose::PrivateKey signing_key;          // of answers as application/jose
        std::vector<jose::Certificate> chain;  // the certificate of signing_key first
        jose::Certificate print_certificate;
        rp::TrialTokens* trial_tokens = nullptr;  // absent: Swagger UI has no buttons for tokens
        Expired expired = Expired::told;
    };

    explicit Service(Deps deps);
    Service(Service const&) = delete;
    Service& operator=(Service const&) = delete;

    // The router keeps referring to the service.
    void mount(http::Router& router);

    // Refusals as {error, error_description}, with a WWW-Authenticate where the token is at fault (RFC 6750
    // 3), also where a program accepts HTML; at other paths as pages for browsers.
    static http::Dialect dialect(http::Site const& site);

private:
    http::Response front_page(http::Request const& request) const;

    http::Site const& site_;
    store::Persons store_;
    Answers answers_;
    Warnings warnings_;
    Shared shared_;
    PersonsEndpoint persons_;
    ChangesEndpoint changes_;
    PersonEndpoint person_;
    http::ApiPage api_page_;
    std::string print_certificate_;  // the document that tells it
};

}  // namespace emulator::kontaktregisteret
