// The forms of Swagger UI's page that fetch tokens: of an organisation, and of an inhabitant from the list.
#pragma once

#include <vector>

#include "http/api_page.h"
#include "rp/trial_tokens.h"
#include "store/persons.h"

namespace emulator::kontaktregisteret {

// None without `tokens`. The forms refer to both.
std::vector<http::TokenForm> token_forms(rp::TrialTokens* tokens, store::Persons& persons);

}  // namespace emulator::kontaktregisteret
