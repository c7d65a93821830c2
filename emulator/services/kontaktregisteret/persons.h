// POST /rest/v1/personer and POST /rest/v2/personer: organisations look up many persons at once.
#pragma once

#include "base/clock.h"
#include "base/log.h"
#include "base/task.h"
#include "http/message.h"
#include "rp/access_tokens.h"
#include "services/kontaktregisteret/queries.h"
#include "store/directory.h"
#include "store/persons.h"

namespace emulator::kontaktregisteret {

// Everything referred to outlives it. Safe from any thread.
class PersonsEndpoint {
public:
    struct Deps {
        store::Persons& persons;
        store::DirectoryStore& directory;
        Clock const& clock;
        rp::AccessTokens& tokens;  // Maskinporten's
        Log& log;
    };

    explicit PersonsEndpoint(Deps deps) : deps_(deps) {}
    Task<http::Response> post(http::Request const& request, Version version);

private:
    std::string document(PersonsQuery const& query, Fields fields) const;

    Deps deps_;
};

}  // namespace emulator::kontaktregisteret
