// The page "Dine kontaktopplysninger" and what its form does.
#pragma once

#include <string>

#include "base/log.h"
#include "base/task.h"
#include "http/journal.h"
#include "http/site.h"
#include "services/minprofil/login.h"
#include "services/minprofil/pages.h"
#include "store/directory.h"
#include "store/persons.h"

namespace emulator::minprofil {

class ContactPage {
public:
    struct Parts {
        Sessions& sessions;
        Login& login;
        store::Persons& persons;
        store::DirectoryStore& directory;
        Clock const& clock;
        http::Site const& site;
        Log& log;
        http::Journal* journal;
        std::string origin;
    };
    explicit ContactPage(Parts parts) : parts_(std::move(parts)) {}

    // GET /
    Task<http::Response> get(http::Request const& request);
    // POST /
    http::Response post(http::Request const& request);

private:
    http::Response show(http::Request const& request, unsigned status, Session const& session,
                        ContactView view) const;
    model::Person person_of(Session const& session) const;
    void tell(http::Request const& request, GotoUrl const& url) const;

    Parts parts_;
};

}  // namespace emulator::minprofil
