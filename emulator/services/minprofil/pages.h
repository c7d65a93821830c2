// Values for the templates minprofil.html and error.html. Pure.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "http/pages.h"
#include "services/minprofil/goto_url.h"
#include "services/minprofil/rules.h"

namespace emulator::minprofil {

// What the page shows beside the person's entry.
struct ContactView {
    Contact typed;      // what stands in the fields
    std::string shown;  // shown_field() of what the person saw first
    Faults faults;
    bool saved = false;
    std::string csrf;
    GotoUrl target;
    PostboxOperators const* operators = nullptr;  // those that can be chosen
};
http::Values contact_values(http::Pages const& pages, http::Language language, model::Person const& person,
                            ContactView const& view);

// Who is logged in, for the layout: the name where the register has one, otherwise the number.
void add_user(http::Values& values, model::PersonNumber number, std::optional<model::Person> const& person);

// A refusal, with the way to begin again.
http::Values error_values(http::Pages const& pages, http::Language language, Error const& error);
// The message key of its heading.
std::string error_heading(ErrorCode code);

}  // namespace emulator::minprofil
