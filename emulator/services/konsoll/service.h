// Konsoll: the start page for developers.
//
//   GET /                     the origins, the newest refusals, the test people, the clients with their
//                             configuration, recipes
//   GET /refusals             the newest refusals and warnings as JSON, for scripts
//   GET /refusals/{trace_id}  one of them, with every rule that was tried: a page, or JSON
//   GET /persons/{personidentifikator}   somebody as an object of fixtures/persons.json: a page, or JSON
//   PUT, POST …               changes the person, by such an object as JSON, or in the form's person
//   GET /clock                the emulator's time, as JSON
//   POST /clock               move=PT31M, 2027-01-01T00:00:00Z or machine; the same JSON, or back
//   GET /signing-keys         Maskinporten's signing keys and their states, as JSON
//   POST /signing-keys        action=publish, switch or retire; the same JSON, or back
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/log.h"
#include "base/movable_clock.h"
#include "http/journal.h"
#include "http/router.h"
#include "http/site.h"
#include "jose/signing_keys.h"
#include "services/konsoll/person_page.h"
#include "store/directory.h"
#include "store/persons.h"

namespace emulator::konsoll {

// One product as it is reached.
struct OriginLink {
    std::string label;
    std::string path;  // below the origin's URL
};
struct Origin {
    std::string name;
    std::string url;  // public, without a slash at its end
    std::string stands_for;
    std::vector<OriginLink> links;
};

// What the recipes need to know.
struct Addresses {
    std::string maskinporten;  // public URLs without a slash at their end
    std::string idporten;
    std::string kontaktregisteret;
};

// Safe from any thread once it is mounted.
class Service {
public:
    // All references outlive the service.
    struct Deps {
        store::DirectoryStore& directory;
        store::Persons& persons;
        http::Journal& journal;
        http::Site const& site;
        MovableClock& clock;
        Log& log;
        std::vector<Origin> origins;
        Addresses addresses;
        std::string database;
        jose::SigningKeys& signing_keys;
        std::function<jose::SigningKey()> new_signing_key;  // may be called from any thread
        PersonForm person_form;
        // Told of every move of the clock that goes ahead, by how much; empty: nobody is. From any thread.
        std::function<void(seconds)> clock_went_ahead = {};
    };
    explicit Service(Deps deps)
        : deps_(std::move(deps)), person_page_(deps_.site, deps_.log, deps_.person_form) {}
    void mount(http::Router& router);

private:
    http::Response start_page(http::Request const& request) const;
    http::Response refusal(http::Request const& request) const;
    http::Response rotate(http::Request const& request);
    http::Response move_clock(http::Request const& request);

    Deps deps_;
    PersonPage person_page_;
};

}  // namespace emulator::konsoll
