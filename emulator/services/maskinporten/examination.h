// What a refused grant is told with: every rule, not only the first that failed.
#pragma once

#include <string>

#include "services/maskinporten/rules.h"

namespace emulator::maskinporten {

// A JSON object as text, for Error::record: the decoded "header" and "claims", shortened; "rules", each with
// its "name", what it "says", the "outcome" (passed, failed or not examined, because an earlier one must hold
// first), what was "measured" and, where it failed, what was "expected" and how to "mend" it; and "warnings".
// `used_before`: the grant was spent already. Never the signature. Pure.
std::string examination(jose::Jwt const& grant, Facts const& facts, Policy const& policy, bool used_before);

// The same of a grant that is no JWT: what makes a JWT comes first, then those rules, where header and claims
// can be read all the same. Pure.
std::string examination_of_unread(std::string_view assertion, Facts const& facts, Policy const& policy);

}  // namespace emulator::maskinporten
