// GET and PATCH /rest/v1/person: people look up themselves, by way of a service they are logged in to.
#pragma once

#include "base/task.h"
#include "http/message.h"
#include "rp/introspection.h"
#include "services/kontaktregisteret/shared.h"

namespace emulator::kontaktregisteret {

// Safe from any thread.
class PersonEndpoint {
public:
    // `tokens` are ID-porten's.
    PersonEndpoint(Shared const& shared, rp::UserTokens& tokens) : shared_(shared), tokens_(tokens) {}
    // 200 with one person; those who were never registered are IKKE_REGISTRERT.
    Task<http::Response> get(http::Request const& request);
    // 204 when the language is set.
    Task<http::Response> patch(http::Request const& request);

private:
    std::string document(model::PersonNumber number, Fields fields) const;

    Shared const& shared_;
    rp::UserTokens& tokens_;
};

}  // namespace emulator::kontaktregisteret
