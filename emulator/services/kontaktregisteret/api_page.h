// What tells about the API itself: its OpenAPI document, and Swagger UI, where it is tried out.
#pragma once

#include "base/assets.h"
#include "base/task.h"
#include "http/message.h"
#include "http/router.h"
#include "http/site.h"
#include "services/kontaktregisteret/trial_tokens.h"
#include "store/persons.h"

namespace emulator::kontaktregisteret {

// Everything referred to outlives it. Safe from any thread once it is mounted.
class ApiPage {
public:
    // Without `tokens` the page has no buttons that fetch them.
    ApiPage(Assets const& assets, http::Site const& site, store::Persons& persons, TrialTokens* tokens)
        : assets_(assets), site_(site), persons_(persons), tokens_(tokens) {}

    void mount(http::Router& router);

private:
    http::Response document() const;
    http::Response page(http::Request const& request) const;
    Task<http::Response> organisation_token(http::Request const& request);
    Task<http::Response> person_token(http::Request const& request);

    Assets const& assets_;
    http::Site const& site_;
    store::Persons& persons_;
    TrialTokens* tokens_;
};

}  // namespace emulator::kontaktregisteret
