// The page that tells a person what their entry in the register went through, and by whose hand.
#pragma once

#include <span>

#include "http/site.h"
#include "services/minprofil/sessions.h"
#include "store/directory.h"
#include "store/persons.h"

namespace emulator::minprofil {

class History {
public:
    History(Sessions& sessions, store::Persons& persons, store::DirectoryStore& directory,
            http::Site const& site, std::string origin)
        : sessions_(sessions),
          persons_(persons),
          directory_(directory),
          site_(site),
          origin_(std::move(origin)) {}

    // GET /history. Whoever is not logged in goes to the start page.
    http::Response get(http::Request const& request) const;

private:
    Sessions& sessions_;
    store::Persons& persons_;
    store::DirectoryStore& directory_;
    http::Site const& site_;
    std::string origin_;
};

// Values for minprofil-history.html, from changes of which the newest comes first. Pure.
http::Values history_values(http::Pages const& pages, http::Language language,
                            store::Directory const& directory, std::span<store::PastChange const> changes);

// "22. november 2026 kl. 13.56", Norwegian time in the words of the language. Pure.
std::string written_time(http::Pages const& pages, http::Language language, Instant time);

}  // namespace emulator::minprofil
