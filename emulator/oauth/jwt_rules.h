// The rules that make a text a JWT, for the record of one that is none. Pure.
#pragma once

#include <span>

#include "jose/reading.h"
#include "oauth/examined_rules.h"

namespace emulator::oauth {

std::span<ExaminedRule<jose::Reading> const> jwt_rules();

// "header" and "claims" as far as they can be read, for Examination::record().
Json readable(jose::Reading const& reading);

}  // namespace emulator::oauth
