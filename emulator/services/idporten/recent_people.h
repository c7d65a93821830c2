// Whom a browser has logged in as lately, so that the login pages can offer them first: a cookie of numbers,
// the newest first. It says nothing about who is logged in, and only synthetic numbers are read from it.
// Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/identifiers.h"

namespace emulator::idporten {

inline constexpr std::string_view recent_people_cookie = "IDPORTEN_RECENT_PEOPLE";
inline constexpr std::size_t most_recent_people = 4;

// What is no synthetic number is passed over, and so is what comes twice or too late.
std::vector<model::PersonNumber> read_recent_people(std::string_view cookie);

// The cookie after another login.
std::string with_recent_person(std::string_view cookie, model::PersonNumber newest);

}  // namespace emulator::idporten
