// A person of the register, read and changed by hand, while everything runs.
#pragma once

#include <functional>
#include <string>

#include "base/json.h"
#include "base/log.h"
#include "base/result.h"
#include "http/router.h"
#include "http/site.h"
#include "model/identifiers.h"

namespace emulator::konsoll {

// How people are written in fixtures/persons.json, which the reader of fixtures knows. Both may be called
// from any thread.
struct PersonForm {
    // Of somebody who has no row: an object with the status IKKE_REGISTRERT.
    std::function<Json(model::PersonNumber)> read;
    // Replaces the person, as one change of the register. Refused with invalid_request, and nothing is
    // written: an object of somebody else, and what a fixture would be refused for; the description names the
    // members.
    std::function<Result<>(model::PersonNumber, Json const&)> write;
};

// Safe from any thread once it is mounted.
class PersonPage {
public:
    PersonPage(http::Site const& site, Log& log, PersonForm form)
        : site_(site), log_(log), form_(std::move(form)) {}
    void mount(http::Router& router);

private:
    http::Response get(http::Request const& request) const;
    http::Response put(http::Request const& request) const;
    http::Response post(http::Request const& request) const;

    http::Response page(http::Request const& request, model::PersonNumber number, std::string const& entry,
                        Error const* refused = nullptr) const;
    Result<> write(model::PersonNumber number, Result<Json> const& entry) const;

    http::Site const& site_;
    Log& log_;
    PersonForm form_;
};

}  // namespace emulator::konsoll
