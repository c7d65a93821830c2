// POST /token (OpenID Connect Core 3.1.3 and 12): a code or a refresh token for tokens. A refresh gives no
// new id_token. A refresh token that was replaced and comes again ends the grant (RFC 9700 4.14.2), and so do
// two uses at once: which of them is the thief cannot be told.
#pragma once

#include "services/idporten/callers.h"
#include "services/idporten/token_rules.h"

namespace emulator::idporten {

class TokenEndpoint {
public:
    TokenEndpoint(Deps const& deps, jose::KeyCache& keys) : deps_(deps), keys_(keys) {}
    http::Response post(http::Request const& request) const;

private:
    struct Issue;
    Issue prepare(TokenRequest const& asked, Caller const& caller, std::string const& credential) const;
    void commit(TokenRequest const& asked, std::string const& id, Issue const& issue) const;
    void warn(TokenRequest const& asked) const;
    http::Response answer(Issue const& issue, TokenRequest const& asked) const;

    Deps const& deps_;
    jose::KeyCache& keys_;
};

}  // namespace emulator::idporten
