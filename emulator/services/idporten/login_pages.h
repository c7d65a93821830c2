// The pages between /authorize and the code: which eID, who, the eID's confirmation, contact information, and
// consent. Values in, page out; they read the directory and the persons and change nothing.
#pragma once

#include "services/idporten/contact_step.h"
#include "services/idporten/pending_login.h"

namespace emulator::idporten {

// What was wrong with the last answer: the key of its text, empty at first, and what was sent.
struct Attempt {
    std::string message_key = {};
    std::string typed = {};
    std::string acr = {};
};

// Where a login begins: the choice of eID, or straight the page of the only one that fits.
http::Response first_page(Deps const& deps, http::Request const& request, Visit const& visit);
http::Response selector_page(Deps const& deps, http::Request const& request, Visit const& visit);
http::Response identify_page(Deps const& deps, http::Request const& request, Visit const& visit,
                             Eid const& eid, Attempt const& attempt = {});
// REQUIRES: the eID has a confirmation and the login a claim.
http::Response confirmation_page(Deps const& deps, http::Request const& request, Visit const& visit,
                                 Eid const& eid, std::string_view message_key = {});
// REQUIRES: the login is at the question about contact information. `answer` is what was typed where that
// cannot be stored, for the reasons in `faults`.
http::Response contact_page(Deps const& deps, http::Request const& request, Visit const& visit,
                            ContactAnswer const* answer = nullptr, ContactFaults const& faults = {});
http::Response consent_page(Deps const& deps, http::Request const& request, Visit const& visit,
                            std::string_view message_key = {});

}  // namespace emulator::idporten
