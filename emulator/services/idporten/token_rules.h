// The rules that a code or a refresh token is held against before tokens are made of it, in their order
// (RFC 6749 4.1.3 and 6, RFC 7636 4.6, RFC 9700 2.2.2 and 4.14.2). Pure.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "http/parameters.h"
#include "services/idporten/documents.h"
#include "store/grants.h"

namespace emulator::idporten {

// What a token request is judged by. Of one form, client, directory and credential that outlive it.
struct TokenRequest {
    store::Credential kind;
    http::Parameters const& form;
    model::Client const& client;
    store::Directory const& directory;
    std::optional<store::StoredCredential> const& stored;  // nothing: unknown
    std::optional<Grant> const& grant;                     // of stored
    Instant now;
};

struct NamedTokenRule {
    std::string_view name;
    std::string_view says;   // one sentence, for the developer
    std::string_view after;  // the rule that must have held for this one to mean anything; empty: none
    Result<> (*rule)(TokenRequest const&);
    std::string (*measured)(TokenRequest const&);  // what it looks at; never a secret
};

// The first refusal wins. Errors: invalid_grant, and invalid_scope for scopes that were not granted.
std::span<NamedTokenRule const> token_rules(store::Credential kind);

// Applies all rules.
Result<> judge(TokenRequest const& request);

// Every rule with its outcome, for Error::record. `outcome`: what became of the credential when it was spent,
// for another request may have been quicker.
std::string examination(TokenRequest const& request, store::Spent outcome = store::Spent::won);

// What the access token is for: the scopes of the grant, or fewer where a refresh asks for fewer (RFC 6749
// 6), and none that the client has lost since. REQUIRES: judge() has found the request right.
std::vector<std::string> scopes_of(TokenRequest const& request);

// The refusal of what was used before; its grant has ended with it.
Error used_before(store::Credential kind);
// The refusal where the grant ended while the request was under way.
Error grant_has_ended(std::string_view reason);

}  // namespace emulator::idporten
