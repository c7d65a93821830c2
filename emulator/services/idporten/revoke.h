// POST /token/revoke (RFC 7009; docs.digdir.no, oidc_protocol_revoke): an access token or a refresh token
// ends every token of its grant. The session stands, and so do the grants of other clients.
#pragma once

#include "services/idporten/callers.h"

namespace emulator::idporten {

class RevokeEndpoint {
public:
    RevokeEndpoint(Deps const& deps, jose::KeyCache& keys) : deps_(deps), keys_(keys) {}
    // 200 without a body, for unknown tokens too (RFC 7009 2.2); a token of another client is left alone.
    http::Response post(http::Request const& request) const;

private:
    std::optional<store::StoredGrant> grant_of(std::string const& token) const;

    Deps const& deps_;
    jose::KeyCache& keys_;
};

}  // namespace emulator::idporten
