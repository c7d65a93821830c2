// GET /contact asks somebody who has logged in about their contact information; POST /contact is the answer:
// action=save with epostadresse and mobiltelefonnummer (contact_step.h), or action=skip, with csrf and
// transaction.
#pragma once

#include "services/idporten/login_pages.h"

namespace emulator::idporten {

class ContactEndpoint {
public:
    explicit ContactEndpoint(Deps const& deps) : deps_(deps) {}
    http::Response get(http::Request const& request) const;
    http::Response post(http::Request const& request) const;

private:
    http::Response proceed(http::Request const& request, Visit const& visit,
                           ContactAnswer const* answer) const;

    Deps const& deps_;
};

}  // namespace emulator::idporten
