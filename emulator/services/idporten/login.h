// POST /login: the answer of the login page. Fields: csrf, transaction, acr, and either pid (a person of the
// list), or action=typed with typed_pid, or action=cancel.
#pragma once

#include "services/idporten/authorize.h"

namespace emulator::idporten {

class LoginEndpoint {
public:
    explicit LoginEndpoint(Deps const& deps) : deps_(deps) {}
    http::Response post(http::Request const& request) const;

private:
    http::Response cancel(http::Request const& request, std::string_view transaction,
                          PendingLogin const& login) const;
    http::Response log_in(http::Request const& request, std::string_view transaction,
                          PendingLogin const& login, model::PersonNumber pid, std::string const& acr) const;
    Session new_session(std::optional<Session> const& old, Authentication const& authentication,
                        model::Client const& client) const;

    Deps const& deps_;
};

}  // namespace emulator::idporten
