// POST /rest/v1/personer and POST /rest/v2/personer: organisations look up many persons at once.
#pragma once

#include "base/task.h"
#include "http/message.h"
#include "rp/access_tokens.h"
#include "services/kontaktregisteret/queries.h"
#include "services/kontaktregisteret/shared.h"

namespace emulator::kontaktregisteret {

// Safe from any thread.
class PersonsEndpoint {
public:
    // `tokens` are Maskinporten's.
    PersonsEndpoint(Shared const& shared, rp::AccessTokens& tokens) : shared_(shared), tokens_(tokens) {}
    Task<http::Response> post(http::Request const& request, Version version);

private:
    std::string document(PersonsQuery const& query, Fields fields) const;

    Shared const& shared_;
    rp::AccessTokens& tokens_;
};

}  // namespace emulator::kontaktregisteret
