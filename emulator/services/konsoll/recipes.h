// What developers copy: commands and configuration. Pure.
#pragma once

#include <string>
#include <string_view>

#include "model/client.h"
#include "services/konsoll/service.h"

namespace emulator::konsoll {

// A login with curl alone: code, tokens, and who it was.
std::string headless_recipe(Addresses const& addresses, std::string_view pid);

// A grant signed with openssl, a token, and a look-up.
std::string maskinporten_recipe(Addresses const& addresses, std::string_view pid);

// The client's settings as environment variables, secrets included: they are public test secrets.
std::string configuration(Addresses const& addresses, model::Client const& client);

}  // namespace emulator::konsoll
