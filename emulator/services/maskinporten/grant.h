// The JWT grant as it is read, the facts that the rules need, and what they decide. Values.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "jose/certificate.h"
#include "jose/jwt.h"
#include "jose/key_cache.h"
#include "model/client.h"
#include "store/directory.h"

namespace emulator::maskinporten {

// What a grant may be signed with.
inline constexpr std::array grant_algorithms{jose::Algorithm::RS256, jose::Algorithm::RS384,
                                             jose::Algorithm::RS512};

// Some clients encode with padding.
inline constexpr auto grant_padding = jose::Padding::accepted;

// What differs between environments.
struct Policy {
    std::string issuer;  // with the slash at its end
    std::string token_endpoint;
    seconds longest_life{180};     // refused above
    seconds documented_life{120};  // warned above
    seconds skew{10};
    std::vector<jose::Certificate> trusted;  // who issues business certificates
    std::vector<jose::Certificate>
        other_environment;  // who issues them for production, so that it can be told
};

struct Facts {
    store::Directory const& directory;
    jose::KeyCache& keys;
    Instant now;
    seconds moved{0};  // how far `now` is from the machine's time
};

// A grant that holds: what the token will say.
struct Decision {
    std::string client_id;
    std::string client_amr;  // private_key_jwt or virksomhetssertifikat
    std::string consumer_orgno;
    std::string supplier_orgno;     // empty where none
    std::string delegation_source;  // empty where nothing was delegated in Altinn
    std::vector<std::string> scopes;
    std::shared_ptr<Json const> audience;               // resource as it was asked for, or nullptr
    std::shared_ptr<Json const> authorization_details;  // as the token carries them, or nullptr
    std::string pid;
    seconds lifetime{120};
    std::string jti;  // to be spent; made of the signature where the grant has none
    Instant expires;
    std::vector<std::string> warnings;  // accepted here and now, but will bite
};

}  // namespace emulator::maskinporten
