// The access tokens that ID-porten gave out, as its own endpoints find them again.
#pragma once

#include <span>

#include "oauth/examined_rules.h"
#include "services/idporten/deps.h"

namespace emulator::idporten {

// What is found under a text that came as an access token.
struct SeenToken {
    std::size_t size = 0;
    std::optional<Result<jose::Jwt>> jwt;            // signed here, or not; nothing: opaque
    std::optional<store::StoredAccessToken> stored;  // nothing: never given out, or ended
    Instant now = {};

    Json claims() const;  // as far as they are known; null where they are not
};
SeenToken look_up(Deps const& deps, std::string_view token);

// What makes it an access token that neither expired nor was revoked, after token_is_sent. Pure.
std::span<oauth::ExaminedRule<SeenToken> const> access_token_rules();

struct LiveToken {
    Json claims;
    Grant grant;
};

// Refused with invalid_token, where one of those rules refuses.
Result<LiveToken> live_token(SeenToken const& seen);

}  // namespace emulator::idporten
