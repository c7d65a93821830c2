// Selvbetjening: where organisations register clients, keys and scopes and grant access to them, as
// api.test.samarbeid.digdir.no. Callers come with an access token of Maskinporten. Every path of the API
// stands under / , /api/v1/ and /external/api/v1/.
//
//   GET POST            /clients                                  idporten:dcr.…
//   GET PUT DELETE      /clients/{client_id}                      DELETE deactivates, PUT makes active again
//   POST                /clients/{client_id}/secret
//   GET POST PUT DELETE /clients/{client_id}/jwks                 the whole set at once
//   GET POST            /clients/{client_id}/onbehalfof           idporten:dcr/onbehalfof:write
//   GET PUT DELETE      /clients/{client_id}/onbehalfof/{value}   also spelled onbehalof
//   GET POST PUT DELETE /scopes[?scope=…]                         idporten:scopes.…
//   GET                 /scopes/all                               public scopes; no token
//   GET                 /scopes/access[?scope=…], /scopes/access/all
//   PUT DELETE          /scopes/access/{consumer_orgno}?scope=…
//   GET                 /prefix
//   GET                 /delegationsources                        no token
//
// and without those prefixes
//
//   GET                 /datasharing/consumer/scope/access        idporten:dcr.datasharing
//   GET POST DELETE     /datasharing/consumer/client
//   GET                 /v3/api-docs                              the OpenAPI document
//   GET                 /swagger-ui/index.html                    where to try it out
//   POST                /swagger-ui/tokens/maskinporten           that page's token
//
// For people, who choose the organisation that they act for:
//
//   GET                 /, /integrations/{client_id}              the organisation's clients, and one of them
//   GET                 /integrations/new, /integrations/{client_id}/edit
//   POST                /integrations, /integrations/{client_id}/edit
//   POST                /integrations/{client_id}/{keys, secret, active, customers}
//   GET                 /access                                   scopes, and who has access to them
//   GET POST            /access/edit?scope=…                      one of them
//   POST                /access/{prefix, scopes, active, consumers}
//   GET                 /agreements                               delegations, system users, consents
//   POST                /agreements/{delegations, systemusers, consents, gotourls}
//   POST                /agreements/delegations/end, …/systemusers/remove, …/consents/revoke,
//   …/gotourls/remove POST                /organisation, /download
#pragma once

#include "base/assets.h"
#include "base/clock.h"
#include "base/entropy.h"
#include "base/log.h"
#include "http/api_page.h"
#include "http/journal.h"
#include "http/router.h"
#include "http/site.h"
#include "rp/access_tokens.h"
#include "rp/trial_tokens.h"
#include "services/selvbetjening/access_web.h"
#include "services/selvbetjening/agreements.h"
#include "services/selvbetjening/agreements_web.h"
#include "services/selvbetjening/api.h"
#include "services/selvbetjening/client_register.h"
#include "services/selvbetjening/client_web.h"
#include "services/selvbetjening/clients_api.h"
#include "services/selvbetjening/data_sharing_api.h"
#include "services/selvbetjening/integrations_web.h"
#include "services/selvbetjening/scope_register.h"
#include "services/selvbetjening/scopes_api.h"
#include "store/directory.h"

namespace emulator::selvbetjening {

// Safe from any thread once it is mounted.
class Service {
public:
    // What the service is made of; all references and pointers outlive it.
    struct Deps {
        store::DirectoryStore& directory;
        Clock const& clock;
        Entropy& entropy;
        rp::AccessTokens& tokens;  // of Maskinporten, and of nobody else
        http::Site const& site;
        Assets const& assets;
        Addresses addresses;  // of Maskinporten and ID-porten, for those who use a client
        Log& log;
        http::Journal* journal;
        Policy policy = {};
        rp::TrialTokens* trial_tokens = nullptr;  // absent: Swagger UI has no button for a token
    };

    explicit Service(Deps deps);
    Service(Service const&) = delete;
    Service& operator=(Service const&) = delete;

    // The router keeps referring to the service.
    void mount(http::Router& router);

    // Refusals of the API in the recorded shape; at the pages of people as pages.
    static http::Dialect dialect(http::Site const& site, Clock const& clock);

private:
    Api api_;
    ClientRegister clients_;
    ScopeRegister scopes_;
    ClientsApi clients_api_;
    ScopesApi scopes_api_;
    DataSharingApi data_sharing_api_;
    ClientWeb client_web_;
    IntegrationsWeb integrations_web_;
    AccessWeb access_web_;
    Agreements agreements_;
    AgreementsWeb agreements_web_;
    http::ApiPage api_page_;
};

}  // namespace emulator::selvbetjening
