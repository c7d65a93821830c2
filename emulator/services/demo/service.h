// Demotjeneste, a make-believe public service that logs people in with ID-porten and asks Oppslagstjenesten
// for their contact information, as a customer's own service does. It stands for
// demo-client.test.idporten.no.
//
//   GET  /                      the page; acr_values and ui_locales choose the login beforehand
//   GET  /login                 to ID-porten, with the parameters of login_parameters.h
//   GET  /callback              back from ID-porten; POST where the answer comes as a form
//   POST /contact               "Hent kontaktinfo"
//   GET  /test                  the client and the parameters of a login, for testers; the query fills them
//   in GET  /trace                 what went to and fro at this browser's newest login POST /refresh a new
//   access token POST /userinfo              what ID-porten tells of the person POST /introspect what
//   ID-porten tells an API of the access token POST /lookup                what Oppslagstjenesten tells of
//   the person GET  /logouts               the newest logouts that ID-porten has told of POST /logout logs
//   out here and at ID-porten GET  /frontchannel-logout   ID-porten tells of a logout, through the browser
//   POST /backchannel-logout    ID-porten tells of a logout, directly
#pragma once

#include <string>

#include "base/clock.h"
#include "base/entropy.h"
#include "base/log.h"
#include "http/client.h"
#include "http/router.h"
#include "http/site.h"
#include "rp/logout_receiver.h"
#include "rp/relying_party.h"
#include "services/demo/clients.h"
#include "services/demo/contact_source.h"
#include "services/demo/home.h"
#include "services/demo/login.h"
#include "services/demo/login_memory.h"
#include "services/demo/logout.h"
#include "services/demo/logout_notices.h"
#include "services/demo/provider.h"
#include "services/demo/sessions.h"
#include "services/demo/tester.h"
#include "services/demo/trace_memory.h"
#include "store/protocol_state.h"

namespace emulator::demo {

// What the service is made of; all references outlive it. URLs are public ones without a slash at the end.
struct Deps {
    std::string origin;
    std::string minprofil_url;
    std::string kontaktregisteret_url;
    rp::Registration registration;  // redirect_uri: origin + "/callback"
    store::DirectoryStore const& directory;
    KeySource keys;
    http::Client& client;
    store::ProtocolState& state;
    Clock const& clock;
    Entropy& entropy;
    http::Site const& site;
    Log& log;
};

// Safe from any thread once it is mounted.
class Service {
public:
    explicit Service(Deps deps);
    void mount(http::Router& router);

    // Refusals as pages with a way to begin again, and as JSON where the caller is no browser.
    static http::Dialect dialect(http::Site const& site);

private:
    rp::RelyingParty relying_party_;
    Clients clients_;
    Sessions sessions_;
    Provider provider_;
    LoginMemory memory_;
    TraceMemory traces_;
    LogoutNotices notices_;
    Login login_;
    ContactSource contact_;
    Logout logout_;
    Home home_;
    Tester tester_;
    rp::LogoutReceiver logouts_;  // that began elsewhere
};

}  // namespace emulator::demo
