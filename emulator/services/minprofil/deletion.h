// The way out of Kontakt- og reservasjonsregisteret: a page that says what it means, and the deletion.
#pragma once

#include <string>

#include "base/clock.h"
#include "base/log.h"
#include "http/site.h"
#include "services/minprofil/sessions.h"
#include "store/persons.h"

namespace emulator::minprofil {

class Deletion {
public:
    Deletion(Sessions& sessions, store::Persons& persons, Clock const& clock, http::Site const& site,
             Log& log, std::string origin)
        : sessions_(sessions),
          persons_(persons),
          clock_(clock),
          site_(site),
          log_(log),
          origin_(std::move(origin)) {}

    // GET /delete. Whoever is not logged in, or has no entry to delete, goes to the start page.
    http::Response get(http::Request const& request) const;
    // POST /delete
    http::Response post(http::Request const& request) const;

private:
    Sessions& sessions_;
    store::Persons& persons_;
    Clock const& clock_;
    http::Site const& site_;
    Log& log_;
    std::string origin_;
};

}  // namespace emulator::minprofil
