// The forms of the web pages, turned into the bodies that the API takes, so that both are judged by the same
// rules. Pure.
#pragma once

#include <string>
#include <utility>
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
// The body of PUT for a client that was edited: what the form does not show stays as it is.
Json edited_body(model::Client const& before, http::Parameters const& form);
// Name and registered value of what differs from what was typed.
using Differences = std::vector<std::pair<std::string, std::string>>;
Differences differences(model::Client const& now, http::Parameters const& typed);
// Of the fields with one value each, by the names of the API.
std::vector<std::string> const& client_field_names();

// A value of the API as people read it: lists of texts one a line.
std::string shown_value(Json const& value);

// The body of POST and PUT /scopes.
Json scope_body(http::Parameters const& form);
// As for clients.
http::Parameters scope_fields(model::Scope const& scope);
Json edited_body(model::Scope const& before, http::Parameters const& form);
Differences differences(model::Scope const& now, http::Parameters const& typed);

// Every value of that name.
std::vector<std::string> all_of(http::Parameters const& form, std::string_view name);

// One line each, without blanks around them.
std::vector<std::string> lines_of(std::string_view text);

}  // namespace emulator::selvbetjening
