// POST /rest/v2/krr/hentEndringer: organisations with a copy of the register fetch what has changed
// (docs.digdir.no, krr_lokal_kopi).
#pragma once

#include "base/task.h"
#include "http/message.h"
#include "rp/access_tokens.h"
#include "services/kontaktregisteret/shared.h"

namespace emulator::kontaktregisteret {

// Safe from any thread.
class ChangesEndpoint {
public:
    // `tokens` are Maskinporten's.
    ChangesEndpoint(Shared const& shared, rp::AccessTokens& tokens) : shared_(shared), tokens_(tokens) {}
    // 200 with at most 1000 persons who have changed after the number given, expired data included.
    Task<http::Response> post(http::Request const& request);

private:
    Shared const& shared_;
    rp::AccessTokens& tokens_;
};

}  // namespace emulator::kontaktregisteret
