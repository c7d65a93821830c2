// Konsoll: the start page for developers.
//
//   GET /                     the origins, the newest refusals, the test people, the clients with their
//                             configuration, recipes
//   GET /refusals             the newest refusals and warnings as JSON, for scripts
//   GET /refusals/{trace_id}  one of them, with every rule that was tried: a page, or JSON
#pragma once

#include <string>
#include <vector>

#include "http/journal.h"
#include "http/router.h"
#include "http/site.h"
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
        std::vector<Origin> origins;
        Addresses addresses;
        std::string database;
    };
    explicit Service(Deps deps) : deps_(std::move(deps)) {}
    void mount(http::Router& router);

private:
    http::Response start_page(http::Request const& request) const;
    http::Response refusal(http::Request const& request) const;

    Deps deps_;
};

}  // namespace emulator::konsoll
