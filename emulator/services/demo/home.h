// The page of Demotjeneste, for those who are logged in and those who are not.
#pragma once

#include <string>

#include "base/task.h"
#include "http/site.h"
#include "services/demo/contact_source.h"
#include "services/demo/logout.h"
#include "services/demo/pages.h"
#include "services/demo/sessions.h"

namespace emulator::demo {

class Home {
public:
    Home(Sessions& sessions, ContactSource& contact, LoginMemory& memory, TraceMemory& traces, Logout& logout,
         http::Site const& site, std::string origin, std::string minprofil_url)
        : sessions_(sessions),
          contact_(contact),
          memory_(memory),
          traces_(traces),
          logout_(logout),
          site_(site),
          origin_(std::move(origin)),
          minprofil_url_(std::move(minprofil_url)) {}

    // GET /. Where the person has asked for contact information, it is fetched anew each time, so that a
    // change made in MinProfil is there when they come back.
    Task<http::Response> get(http::Request const& request);
    // POST /contact
    http::Response want_contact(http::Request const& request);

private:
    Sessions& sessions_;
    ContactSource& contact_;
    LoginMemory& memory_;
    TraceMemory& traces_;
    Logout& logout_;
    http::Site const& site_;
    std::string origin_;
    std::string minprofil_url_;
};

}  // namespace emulator::demo
