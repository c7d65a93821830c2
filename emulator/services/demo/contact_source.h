// Asks Oppslagstjenesten for the person's own data, with the person's own token
// (docs.digdir.no, Brukerspesifikt-oppslag_rest). Safe from any thread.
#pragma once

#include <string>

#include "base/task.h"
#include "http/client.h"
#include "services/demo/provider.h"
#include "services/demo/sessions.h"
#include "services/demo/trace.h"

namespace emulator::demo {

enum class ContactOutcome {
    answered,     // with whatever status
    expired,      // the token, and it could not be renewed
    unreachable,  // Oppslagstjenesten did not answer
};
struct ContactAnswer {
    ContactOutcome outcome = ContactOutcome::answered;
    http::Response response = {};  // where it answered
    std::string detail = {};       // why not, in English
    std::vector<TraceStep> steps = {};
};

class ContactSource {
public:
    // `person_url` is the whole address of the call.
    ContactSource(http::Client& client, Provider& provider, Clock const& clock, std::string person_url)
        : client_(client), provider_(provider), clock_(clock), person_url_(std::move(person_url)) {}

    // `session` is the one of `request`; where its access token has expired it gets a new one, and is kept
    // so.
    Task<ContactAnswer> fetch(http::Request const& request, Session& session);

private:
    http::Client& client_;
    Provider& provider_;
    Clock const& clock_;
    std::string person_url_;
};

}  // namespace emulator::demo
