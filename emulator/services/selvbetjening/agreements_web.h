// The web page about agreements: delegations, system users, consents, and addresses for gotoUrl.
#pragma once

#include "http/parameters.h"
#include "http/router.h"
#include "http/site.h"
#include "services/selvbetjening/agreements.h"
#include "store/directory.h"

namespace emulator::selvbetjening {

// Everything referred to outlives it. Safe from any thread once it is mounted.
class AgreementsWeb {
public:
    AgreementsWeb(Agreements& agreements, store::DirectoryStore& directory, http::Site const& site)
        : agreements_(agreements), directory_(directory), site_(site) {}

    void mount(http::Router& router);

private:
    using Change = Result<> (Agreements::*)(Caller const&, http::Parameters const&);
    http::Response changed(http::Request const& request, Change change);
    http::Response page(http::Request const& request, unsigned status, http::Parameters const& typed,
                        Error const* error) const;

    Agreements& agreements_;
    store::DirectoryStore& directory_;
    http::Site const& site_;
};

}  // namespace emulator::selvbetjening
