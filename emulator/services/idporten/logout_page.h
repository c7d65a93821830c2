// The page of a logout: what became of the session at each client, the frames of the front channel, and the
// way on. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "http/pages.h"
#include "services/idporten/logout_notices.h"

namespace emulator::idporten {

// A client of the session, and what came of its back-channel call.
struct ToldClient {
    Notice notice;
    Outcome outcome;
};

// Values for idporten-logged-out.html. With `location` the page goes on there, otherwise it stays.
http::Values logout_values(http::Pages const& pages, http::Language language,
                           std::vector<ToldClient> const& told, std::optional<std::string> const& location);

// Lets the page frame these addresses and nothing else, and go on to `location` when all of them have loaded;
// the script logout.js does so when they take too long.
void allow_and_go_on(http::Response& page, std::vector<ToldClient> const& told,
                     std::optional<std::string> const& location);

}  // namespace emulator::idporten
