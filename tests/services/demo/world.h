// Demotjeneste, with ID-porten and Oppslagstjenesten played by the test.
#pragma once

#include <doctest/doctest.h>

#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/encoding.h"
#include "base/json.h"
#include "http/journal.h"
#include "http/pages.h"
#include "http/router.h"
#include "http/site.h"
#include "store/directory.h"
#include "store/protocol_state.h"
#include "support/browser.h"
#include "support/idporten_twin.h"
#include "support/world.h"

namespace emulator::demo {
class Service;
}

namespace emulator::test {

inline std::string const demo_origin = "http://localhost:4706";
inline std::string const krr_person = "http://localhost:4703/rest/v1/person";
inline std::string const logout_event = "http://schemas.openid.net/event/backchannel-logout";

struct World {
    World();
    ~World();

    FixedClock clock;
    CountingEntropy entropy;
    CollectingLog log{clock};
    Assets assets;
    std::unique_ptr<store::Database> database;
    store::DirectoryStore directory{*database, {{"demotjeneste", demo_origin}}, &clock};
    store::ProtocolState state;
    RecordingClient client;
    IdportenTwin idporten{clock, "demotjeneste"};
    std::unique_ptr<http::Pages> pages;
    http::Site site;
    http::Journal journal;
    http::Router router;
    std::unique_ptr<demo::Service> service;
    Browser browser{router};

    // What Oppslagstjenesten says, and the tokens it was shown.
    Json contact;
    std::function<Result<http::Response>()> krr;
    std::vector<std::string> shown_tokens;

    http::Response log_in(std::string const& target = "/login") { return log_in(browser, target); }
    http::Response log_in(Browser& visitor, std::string const& target = "/login");
    static bool logged_in(http::Response const& page);

    http::Response post(std::string const& path, std::string const& csrf);
    // Presses "Hent kontaktinfo" and loads the page.
    http::Response fetch_contact(http::Response const& page);

    Json logout_claims() const;
    http::Response back_channel(std::string const& logout_token);
};

}  // namespace emulator::test
