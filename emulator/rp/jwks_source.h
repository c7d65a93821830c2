// The signing keys of an issuer, fetched over HTTP and kept, as a resource server or a relying party does it
// (RFC 7517 5, OpenID Connect Core 10.1.1). Safe from any thread.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "base/clock.h"
#include "base/task.h"
#include "http/client.h"
#include "jose/key.h"

namespace emulator::rp {

class JwksSource {
public:
    JwksSource(http::Client& client, Clock const& clock, std::string jwks_uri)
        : client_(client), clock_(clock), jwks_uri_(std::move(jwks_uri)) {}

    // The key of that kid. Fetches at the first call, after a day or the max-age of the issuer's answer where
    // that is shorter (RFC 9111 5.2.2.1), and when a kid is asked for that is not
    // there; in the last case at most once in five seconds, answered or not, so that forged tokens cause no
    // storm. Refused with invalid_token where the issuer has no such key, with bad_gateway where it cannot be
    // asked.
    Task<Result<jose::PublicKey>> key(std::string kid);

private:
    using Keys = std::map<std::string, jose::PublicKey, std::less<>>;
    struct Fetched {
        std::shared_ptr<Keys const> keys;
        Instant at;
        seconds lasts{};
    };
    // The keys that will do for this kid; nothing where they are to be fetched.
    Fetched kept_for(std::string const& kid);
    Task<Result<Fetched>> fetch();

    http::Client& client_;
    Clock const& clock_;
    std::string jwks_uri_;
    std::mutex mutex_;
    Fetched fetched_;
    Instant asked_again_;  // when an unknown kid last caused a fetch
};

}  // namespace emulator::rp
