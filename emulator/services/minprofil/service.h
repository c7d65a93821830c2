// MinProfil, "Dine kontaktopplysninger": where people change what Kontakt- og reservasjonsregisteret knows of
// them, as minprofil.test.kontaktregisteret.no. It is an ordinary relying party of ID-porten.
//
//   GET  /                      the page, or a login; gotoUrl and locale may be given
//   POST /                      saves or confirms
//   GET  /history               what the entry went through
//   GET  /delete                what it means to leave the register
//   POST /delete                leaves it
//   GET  /callback              back from ID-porten
//   POST /logout                logs out here and at ID-porten
//   GET  /logged-out            where that ends
//   GET  /frontchannel-logout   ID-porten tells of a logout, through the browser
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
#include "services/minprofil/contact_page.h"
#include "services/minprofil/deletion.h"
#include "services/minprofil/history.h"
#include "services/minprofil/login.h"
#include "services/minprofil/login_memory.h"
#include "services/minprofil/logout.h"
#include "services/minprofil/sessions.h"
#include "store/directory.h"
#include "store/persons.h"
#include "store/protocol_state.h"

namespace emulator::minprofil {

// What the service is made of; all references outlive it.
struct Deps {
    std::string origin;             // its public URL, without a slash at the end
    rp::Registration registration;  // redirect_uri: origin + "/callback"
    http::Client& client;
    store::ProtocolState& state;
    store::Persons& persons;
    store::DirectoryStore& directory;
    Clock const& clock;
    Entropy& entropy;
    http::Site const& site;
    Log& log;
    http::Journal* journal = nullptr;
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
    Sessions sessions_;
    LoginMemory memory_;
    Login login_;
    ContactPage page_;
    History history_;
    Deletion deletion_;
    Logout logout_;
    rp::LogoutReceiver logouts_;  // that began elsewhere
};

}  // namespace emulator::minprofil
