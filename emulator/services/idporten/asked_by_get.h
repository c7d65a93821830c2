// What a page of another site posts to /authorize or /logout is asked for again by GET. Pure.
#pragma once

#include <optional>
#include <string>

#include "http/message.h"
#include "http/parameters.h"

namespace emulator::idporten {

// The address, with the parameters, that brings the browser back with its cookies: ours are SameSite=Lax
// (RFC 6265bis 5.6.7), so it withholds them from what another site's page posts. No session would be found,
// and none be ended. Nothing for requests of our own pages and of programs, and where the address would be
// too long.
std::optional<std::string> asked_by_get(http::Request const& request, http::Parameters const& parameters);

}  // namespace emulator::idporten
