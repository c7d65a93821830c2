// Which keys Maskinporten starts with, and where they are kept.
#pragma once

#include <optional>

#include "app/configuration.h"
#include "base/assets.h"
#include "jose/signing_keys.h"
#include "store/database.h"

namespace emulator::app {

// The keys that the database holds, if a rotation is under way or the current one has the size asked for;
// otherwise fixtures/keys/maskinporten-signing.pem, or for another size maskinporten-signing-<size>.pem
// beside it, or where there is none, a new key. What is not the usual key is kept in the database. Refused:
// files and rows that hold no private RSA key.
Result<jose::KeyRing> maskinporten_keys(Configuration const& configuration, Assets const& assets,
                                        store::Database& database);

// Writes the keys down. Safe from any thread.
void keep_maskinporten_keys(store::Database& database, jose::KeyRing const& ring);

// A private key by its name in fixtures/keys. The error names the file.
Result<jose::PrivateKey> read_key(Assets const& assets, std::string const& name);

}  // namespace emulator::app
