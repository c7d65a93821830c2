// Tokens for those who try an API out at its own page, fetched as any client would: from Maskinporten with a
// grant, from ID-porten with a login that shows no pages.
#pragma once

#include <optional>
#include <string>

#include "base/clock.h"
#include "base/entropy.h"
#include "base/task.h"
#include "http/api_page.h"
#include "http/client.h"
#include "rp/registration.h"
#include "rp/relying_party.h"

namespace emulator::rp {

// Everything referred to outlives it. Safe from any thread.
class TrialTokens {
public:
    // `organisation` is a client of Maskinporten, `person` one of ID-porten; `scope` is what each asks for.
    TrialTokens(Registration organisation, std::optional<Registration> person, http::Client& client,
                Clock const& clock, Entropy& entropy);

    // Refused with bad_gateway where the issuer gave none, with its own words.
    Task<Result<std::string>> of_organisation();
    // REQUIRES: there is a client for it. `login_hint` names the person, and the login needs no page.
    Task<Result<std::string>> of_person(std::string login_hint);

    // The page's form for an organisation's token, which refers to this.
    http::TokenForm organisation_form();

private:
    http::Call grant_call() const;

    Registration organisation_;
    std::optional<RelyingParty> person_;
    http::Client& client_;
    Clock const& clock_;
    Entropy& entropy_;
};

}  // namespace emulator::rp
