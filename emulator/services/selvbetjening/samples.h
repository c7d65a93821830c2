// What a developer puts into a program to use a client: addresses, and code in six languages. Pure.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/assets.h"
#include "model/client.h"

namespace emulator::selvbetjening {

// Public URLs without a slash at the end.
struct Addresses {
    std::string maskinporten;
    std::string idporten;
};

// NAME=value, a line each, as the variables of a process.
std::string settings(Addresses const& addresses, model::Client const& client);

struct Sample {
    std::string language;  // as people call it: curl, Node.js …
    std::string code;
};
// From web/samples, filled in for the client: how it gets a token, or logs people in.
std::vector<Sample> samples(Assets const& assets, Addresses const& addresses, model::Client const& client);

}  // namespace emulator::selvbetjening
