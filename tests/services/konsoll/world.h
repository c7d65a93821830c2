// Konsoll on the data set of fixtures/.
#pragma once

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "app/person_form.h"
#include "jose/key.h"
#include "services/konsoll/service.h"
#include "support/browser.h"
#include "support/data_set.h"
#include "support/registrations.h"
#include "support/world.h"

namespace emulator::konsoll {

inline Addresses const addresses{"http://localhost:4701", "http://localhost:4702", "http://localhost:4703"};

struct World {
    test::FixedClock machine;
    MovableClock clock{machine};
    test::CountingEntropy entropy;
    test::CollectingLog log{clock};
    Assets assets;
    std::unique_ptr<store::Database> database = need(store::Database::open({}, assets));
    std::unique_ptr<store::DirectoryStore> directory = test::load_data_set(assets, *database, clock.now());
    test::Registrations registrations{*directory};
    store::Persons persons{*database};
    std::unique_ptr<http::Pages> pages = need(http::Pages::load(assets));
    http::Site site{*pages, entropy, "konsoll", "Konsoll", "http://localhost:4700", &clock};
    http::Journal journal{clock, entropy};
    http::Router router{"konsoll", site.dialect(http::oauth_dialect()), log, &journal};
    jose::SigningKeys signing_keys{
        jose::Algorithm::RS256,
        {{"first",
          need(jose::private_key_from_pem(*assets.find("fixtures/keys/maskinporten-signing.pem")))}}};
    int keys_made = 0;
    std::function<void(seconds)> clock_went_ahead = [](seconds) {};
    Service service{{*directory,
                     persons,
                     journal,
                     site,
                     clock,
                     log,
                     {{"Maskinporten", addresses.maskinporten, "test.maskinporten.no", {{"jwk", "/jwk"}}},
                      {"ID-porten", addresses.idporten, "test.idporten.no", {}}},
                     addresses,
                     "in memory",
                     signing_keys,
                     [this] {
                         auto const file = ++keys_made == 1 ? "minprofil" : "demotjeneste";
                         auto const pem = *assets.find("fixtures/keys/" + std::string(file) + ".pem");
                         return jose::SigningKey{"made-" + std::to_string(keys_made),
                                                 need(jose::private_key_from_pem(pem))};
                     },
                     app::person_form(*database, persons, *directory, clock),
                     [this](seconds by) { clock_went_ahead(by); }}};
    test::Browser browser{router};

    World() { service.mount(router); }
};

}  // namespace emulator::konsoll
