// What a resource server checks of a self-contained access token: issuer, signature, time (docs.digdir.no,
// maskinporten_guide_apitilbyder). Scope and audience are the service's own rules. Safe from any thread.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "base/task.h"
#include "rp/jwks_source.h"

namespace emulator::rp {

// An issuer whose tokens are accepted.
struct Issuer {
    std::string issuer;  // exactly as in iss
    std::string jwks_uri;
};

class AccessTokens {
public:
    AccessTokens(http::Client& client, Clock const& clock, std::vector<Issuer> issuers);

    // The claims of a token that holds. Refused with invalid_token: malformed, another issuer, a signature
    // that does not hold, exp passed (10 s are forgiven), nbf to come.
    Task<Result<Json>> verify(std::string token);

private:
    struct Known {
        std::string issuer;
        std::unique_ptr<JwksSource> keys;
    };
    Clock const& clock_;
    std::vector<Known> issuers_;
};

}  // namespace emulator::rp
