// Tokens for those who try the API out at its own page, fetched as any client would: from Maskinporten with a
// grant, from ID-porten with a login that shows no pages.
#pragma once

#include <string>

#include "base/clock.h"
#include "base/entropy.h"
#include "base/task.h"
#include "http/client.h"
#include "model/identifiers.h"
#include "rp/registration.h"
#include "rp/relying_party.h"

namespace emulator::kontaktregisteret {

// Everything referred to outlives it. Safe from any thread.
class TrialTokens {
public:
    // `organisation` is a client of Maskinporten, `person` one of ID-porten; `scope` is what each asks for.
    TrialTokens(rp::Registration organisation, rp::Registration person, http::Client& client,
                Clock const& clock, Entropy& entropy);

    // Refused with bad_gateway where the issuer gave none, with its own words.
    Task<Result<std::string>> of_organisation();
    Task<Result<std::string>> of_person(model::PersonNumber number);

private:
    http::Call grant_call() const;

    rp::Registration organisation_;
    rp::RelyingParty person_;
    http::Client& client_;
    Clock const& clock_;
    Entropy& entropy_;
};

}  // namespace emulator::kontaktregisteret
