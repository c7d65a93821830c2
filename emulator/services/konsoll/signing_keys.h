// Maskinporten's signing keys as JSON and in the start page, and the steps of their rotation.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "http/pages.h"
#include "http/parameters.h"
#include "jose/signing_keys.h"

namespace emulator::konsoll {

// {"keys":[{"kid","state","bits"}],"alg"}: state is previous, current or next, in the order of publishing.
// Pure.
Json signing_keys_document(jose::SigningKeySet const& set);

// The sections SIGNING_KEY and SIGNING_STEP of the template konsoll. `locale` is the language that the page's
// address names, or empty. Pure.
void add_signing_keys(http::Values& values, jose::SigningKeySet const& set, std::string_view locale);

// The parameter action. Refused with invalid_request where it names no step. Pure.
Result<jose::RotationStep> read_step(http::Parameters const& form);

// Refused as by SigningKeys, and no key is made in vain where it is not publishing's turn. Safe from any
// thread.
Result<> take_step(jose::SigningKeys& keys, jose::RotationStep step,
                   std::function<jose::SigningKey()> const& new_key);

}  // namespace emulator::konsoll
