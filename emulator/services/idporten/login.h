// The pages on which somebody logs in.
//
//   GET /login                      the choice of eID   POST: action=cancel
//   GET /login/{eid}                who it is           POST: pid, or typed_pid; acr where it is asked
//   GET /login/{eid}/confirmation   the eID's own step  POST: claim; code, or action=approve
//
// All carry transaction; what is posted carries csrf, too, and may be action=cancel.
#pragma once

#include "services/idporten/login_pages.h"

namespace emulator::idporten {

class LoginEndpoint {
public:
    explicit LoginEndpoint(Deps const& deps) : deps_(deps) {}
    http::Response choose(http::Request const& request) const;
    http::Response cancel(http::Request const& request) const;
    http::Response ask_who(http::Request const& request) const;
    http::Response told_who(http::Request const& request) const;
    http::Response ask_confirmation(http::Request const& request) const;
    http::Response confirmed(http::Request const& request) const;

private:
    http::Response wrong_confirmation(http::Request const& request, Visit visit, Eid const& eid,
                                      std::string_view fault) const;
    // Its sid.
    std::string begin_session(http::Request const& request, Authentication const& login,
                              model::Client const& client, std::string const& id) const;
    http::Response log_in(http::Request const& request, Visit const& visit, Claim const& claim) const;
    Authentication authentication(Claim const& claim) const;

    Deps const& deps_;
};

}  // namespace emulator::idporten
