// Logging out here and at ID-porten, which then logs the person out everywhere.
#pragma once

#include <string>

#include "base/task.h"
#include "http/site.h"
#include "rp/relying_party.h"
#include "services/minprofil/sessions.h"

namespace emulator::minprofil {

class Logout {
public:
    Logout(rp::RelyingParty& relying_party, Sessions& sessions, Entropy& entropy, http::Site const& site,
           std::string origin)
        : relying_party_(relying_party),
          sessions_(sessions),
          entropy_(entropy),
          site_(site),
          origin_(std::move(origin)) {}

    // POST /logout. Without a session there is nothing to protect by csrf, and ID-porten is asked all the
    // same, for that is what the person wants.
    Task<http::Response> post(http::Request const& request);
    // GET /logged-out. Whoever has a session goes on to their page.
    http::Response logged_out(http::Request const& request) const;

private:
    rp::RelyingParty& relying_party_;
    Sessions& sessions_;
    Entropy& entropy_;
    http::Site const& site_;
    std::string origin_;
};

}  // namespace emulator::minprofil
