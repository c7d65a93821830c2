// GET and PATCH /rest/v1/person: people look up themselves, by way of a service they are logged in to.
#pragma once

#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "base/task.h"
#include "http/message.h"
#include "rp/access_tokens.h"
#include "services/kontaktregisteret/rules.h"
#include "store/directory.h"
#include "store/persons.h"

namespace emulator::kontaktregisteret {

// Everything referred to outlives it. Safe from any thread.
class PersonEndpoint {
public:
    struct Deps {
        store::Persons& persons;
        store::DirectoryStore& directory;
        Clock const& clock;
        rp::AccessTokens& tokens;  // ID-porten's
        Log& log;
    };

    explicit PersonEndpoint(Deps deps) : deps_(deps) {}
    // 200 with one person; those who were never registered are IKKE_REGISTRERT.
    Task<http::Response> get(http::Request const& request);
    // 204 when the language is set.
    Task<http::Response> patch(http::Request const& request);

private:
    std::string document(model::PersonNumber number, Fields fields) const;

    Deps deps_;
};

}  // namespace emulator::kontaktregisteret
