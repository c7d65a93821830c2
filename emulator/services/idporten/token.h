// POST /token (OpenID Connect Core 3.1.3): a code for tokens.
#pragma once

#include "http/message.h"
#include "http/parameters.h"
#include "services/idporten/deps.h"

namespace emulator::idporten {

// Whether the redemption fits what the code was made for. Pure; refused with invalid_grant.
Result<> redemption_fits(Grant const& grant, http::Parameters const& form, std::string_view client_id);

// Who calls: authenticated by the registered method, its assertion spent. Shared by the endpoints that
// clients call. Throws the refusal.
model::Client authenticated_client(Deps const& deps, jose::KeyCache& keys, http::Request const& request,
                                   http::Parameters const& form);

class TokenEndpoint {
public:
    TokenEndpoint(Deps const& deps, jose::KeyCache& keys) : deps_(deps), keys_(keys) {}
    http::Response post(http::Request const& request) const;

private:
    Grant redeem(std::string const& code, http::Parameters const& form, std::string const& client_id) const;
    http::Response answer(Grant const& grant, model::Client const& client) const;

    Deps const& deps_;
    jose::KeyCache& keys_;
};

}  // namespace emulator::idporten
