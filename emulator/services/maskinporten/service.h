// Maskinporten: exchanges JWT grants of organisations for access tokens (RFC 7523), as test.maskinporten.no.
//
//   POST /token                                    the grant (also with a slash at the end)
//   GET  /.well-known/oauth-authorization-server   metadata (RFC 8414)
//   GET  /jwk  /jwk.json  /.well-known/jwks.json   the signing keys; real clients have all three built in
//   GET  /errors/{code}                            what error_uri leads to
//   GET  /                                         what this is, for people
#pragma once

#include "base/clock.h"
#include "base/entropy.h"
#include "base/log.h"
#include "base/movable_clock.h"
#include "http/router.h"
#include "http/site.h"
#include "jose/key_cache.h"
#include "jose/signing_keys.h"
#include "services/maskinporten/grant.h"
#include "store/directory.h"
#include "store/protocol_state.h"

namespace emulator::maskinporten {

// What the service is made of; all references outlive it.
struct Deps {
    store::DirectoryStore& directory;
    store::ProtocolState& state;
    Clock const& clock;
    Entropy& entropy;
    Log& log;
    http::Journal* journal;  // may be nullptr
    http::Site const& site;
    jose::SigningKeys const& signing_keys;
    Policy policy;
    MovableClock const* moved = nullptr;  // where clients may still go by the machine's time
};

// Safe from any thread once it is mounted.
class Service {
public:
    explicit Service(Deps deps) : deps_(std::move(deps)) {}
    void mount(http::Router& router);

    // The product's error JSON; pages for browsers at other paths than those of programs.
    static http::Dialect dialect(std::string issuer, http::Site const& site);

private:
    http::Response token(http::Request const& request);
    http::Response keys() const;
    http::Response explain(http::Request const& request) const;
    http::Response front_page(http::Request const& request) const;

    Deps deps_;
    jose::KeyCache keys_;
};

}  // namespace emulator::maskinporten
