// Maskinporten on the data set of fixtures/, and grants for it.
#pragma once

#include <doctest/doctest.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/encoding.h"
#include "base/json.h"
#include "http/journal.h"
#include "http/pages.h"
#include "http/parameters.h"
#include "http/router.h"
#include "http/site.h"
#include "jose/certificate.h"
#include "jose/jwk.h"
#include "jose/jwt.h"
#include "jose/signing_keys.h"
#include "services/maskinporten/grant.h"
#include "store/directory.h"
#include "store/protocol_state.h"
#include "support/browser.h"
#include "support/registrations.h"
#include "support/world.h"

namespace emulator::maskinporten {

class Service;

inline std::string const issuer = "http://localhost:4701/";
inline std::string const contact_scope = "krr:global/kontaktinformasjon.read";
inline std::string const post_scope = "krr:global/digitalpost.read";

// Of fixtures/keys.
std::string key_file(std::string const& name);
jose::PrivateKey key(std::string const& name);
std::vector<jose::Certificate> certificates(std::string const& name);
// Whom the emulator trusts to issue business certificates.
std::vector<jose::Certificate> trusted();
Json x5c(std::vector<jose::Certificate> const& chain);

// What a refusal says, with the trace id taken off its description.
struct Refused {
    unsigned status = 0;
    std::string error;
    std::string text;
    std::string error_uri;
    std::string trace_id;
};

struct World {
    World();
    ~World();

    test::FixedClock clock;
    test::CountingEntropy entropy;
    test::CollectingLog log{clock};
    Assets assets;
    std::unique_ptr<store::Database> database;
    std::unique_ptr<store::DirectoryStore> directory;
    test::Registrations registrations;
    store::ProtocolState state;
    std::unique_ptr<http::Pages> pages;
    http::Site site;
    http::Journal journal;
    http::Router router;
    Policy policy;
    jose::SigningKeys signing_keys;
    std::unique_ptr<Service> service;
    int grants = 0;

    std::int64_t now() const { return clock.now().time_since_epoch().count(); }

    // The claims of a right grant, each with a jti of its own.
    Json claims(std::string const& client_id = "demo-etat-nokkel");
    // Signed by demo-etat-nokkel with its kid.
    static std::string sign(Json const& claims);
    // With the members of `header` beside alg.
    static std::string sign(Json const& claims, Json header, std::string const& signer = "demo-etat-nokkel",
                            jose::Algorithm algorithm = jose::Algorithm::RS256);

    http::Response send(http::Method method, std::string const& target, std::string body = {},
                        std::string const& content_type = {}, std::string const& accept = {});
    http::Response get(std::string const& target) { return send(http::Method::get, target); }
    http::Response post(std::string const& body);
    http::Response ask(std::string const& assertion);
    http::Response ask(Json const& grant_claims) { return ask(sign(grant_claims)); }

    // The claims of the token that a grant is expected to give.
    Json token(std::string const& assertion);
    Json token(Json const& grant_claims) { return token(sign(grant_claims)); }
};

// Reads a refusal, and checks what all of them have in common.
Refused refusal(World const& world, http::Response const& response);

}  // namespace emulator::maskinporten
