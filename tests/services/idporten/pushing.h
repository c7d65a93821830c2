// Clients that push their authorization requests, and answers that come as forms.
#pragma once

#include "services/idporten/world.h"

namespace emulator::idporten {

inline std::string const headless_hint = "testid:" + everything + "_" + substantial_level;

// Pushes a right request of min-tjeneste with these changes.
http::Response push(World& world, Fields const& changes = {});
http::Response push(World& world, Fields const& changes, std::string const& authorization);

std::string reference(World& world, Fields const& changes = {});

// What the browser gets that is sent with the reference.
http::Response open(World& world, std::string const& request_uri,
                    std::string const& client_id = "min-tjeneste");

// The hidden fields of a page that posts itself.
std::map<std::string, std::string> posted_fields(http::Response const& page);

}  // namespace emulator::idporten
