// The forms of the web pages, turned into the bodies that the API takes, so that both are judged by the same
// rules. Pure.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "http/parameters.h"
#include "model/client.h"

namespace emulator::selvbetjening {

// The body of POST and PUT /clients. Empty fields are left out; a number that is none stays text, to be
// refused with its name.
Json client_body(http::Parameters const& form);
// The fields that such a form is filled with to begin with.
http::Parameters client_fields(model::Client const& client);

// The body of POST and PUT /scopes.
Json scope_body(http::Parameters const& form);

// Every value of that name.
std::vector<std::string> all_of(http::Parameters const& form, std::string_view name);

// One line each, without blanks around them.
std::vector<std::string> lines_of(std::string_view text);

}  // namespace emulator::selvbetjening
