// A client that authenticates by an assertion, and what it is judged by.
#pragma once

#include <doctest/doctest.h>

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "base/json.h"
#include "jose/jwk.h"
#include "jose/jwt.h"
#include "oauth/client_authentication.h"

namespace emulator::oauth {

using model::AuthMethod;

inline constexpr Instant now{seconds(1795348800)};
inline std::string const issuer = "http://localhost:4702";
inline std::string const token_endpoint = "http://localhost:4702/token";

// Of fixtures/keys.
jose::PrivateKey private_key(std::string const& name);

struct World {
    World();

    jose::KeyCache keys;
    AssertionPolicy policy{{issuer, token_endpoint}};
    model::Client client;
    seconds moved{0};
    jose::PrivateKey key = private_key("min-tjeneste-nokkel");

    void add_key(std::string const& kid, jose::PublicKey const& added, std::optional<Instant> exp = {});
    Result<Authenticated> ask(std::string assertion);
    Result<Authenticated> ask(Presented const& presented);
    // The record of what would be answered.
    Json record(std::string assertion, bool used_before = false);
};

Json right_claims();

// The right assertion but for one change.
std::string assertion(World const& world, std::function<void(Json&)> const& change = {},
                      std::string_view kid = "k1", jose::Algorithm algorithm = jose::Algorithm::RS256);

}  // namespace emulator::oauth
