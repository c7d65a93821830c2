// A JWT step by step, for the account of one that parse_jwt has refused: what came of each step, also of
// those behind the one that failed, and what can be read all the same. Pure; safe from any thread.
#pragma once

#include "jose/jwt.h"

namespace emulator::jose {

struct Reading {
    std::size_t size;   // characters of the text
    std::size_t parts;  // between its dots
    Result<> compact;   // whether it is three parts, and not too large
    Result<Json> header;
    Result<> members;  // of the header, as parse_compact wants them; refused where the header is
    Result<Json> claims;
    Result<std::string> signature;
    std::string signing_input;

    // As much of a JWT as is there, for rules that look at it. REQUIRES: header and claims.
    Jwt jwt() const;
};

// Nothing is looked at in a text that is too large.
Reading read_by_steps(std::string_view text, Padding padding);

}  // namespace emulator::jose
