// MinProfil on the data set of fixtures/, with ID-porten played by the test.
#pragma once

#include <doctest/doctest.h>

#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "base/encoding.h"
#include "base/json.h"
#include "http/journal.h"
#include "http/pages.h"
#include "http/router.h"
#include "http/site.h"
#include "store/directory.h"
#include "store/persons.h"
#include "store/protocol_state.h"
#include "support/browser.h"
#include "support/idporten_twin.h"
#include "support/world.h"

namespace emulator::minprofil {
class Service;
}

namespace emulator::test {

inline std::string const minprofil_origin = "http://localhost:4704";
inline std::string const everything = "28876895937";  // has e-mail, mobile, postbox and language nb
inline std::string const only_mobile = "21879498012";
inline std::string const deleted = "22885399316";
inline std::string const unregistered = "21836797660";

model::PersonNumber number(std::string const& digits);

struct World {
    World();
    ~World();

    FixedClock clock;
    CountingEntropy entropy;
    CollectingLog log{clock};
    Assets assets;
    std::unique_ptr<store::Database> database;
    std::unique_ptr<store::DirectoryStore> directory;
    store::Persons persons;
    store::ProtocolState state;
    RecordingClient client;
    IdportenTwin idporten{clock, "minprofil"};
    std::unique_ptr<http::Pages> pages;
    http::Site site;
    http::Journal journal;
    http::Router router;
    std::unique_ptr<minprofil::Service> service;
    Browser browser{router};

    // Visits `target`, agrees at ID-porten, and loads the page that the browser ends at.
    http::Response log_in(std::string const& target = "/") { return log_in(browser, target); }
    http::Response log_in(Browser& visitor, std::string const& target = "/");

    model::Person person(std::string const& digits = everything) const;
};

// The form of a page, as the browser would send it, with the fields in `changed` typed over.
http::Parameters form_of(http::Response const& page, std::map<std::string, std::string> const& changed = {},
                         std::string const& action = "save");

}  // namespace emulator::test
