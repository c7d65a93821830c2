// Keeps the code of nlohmann's type, which base/json.cpp has once, out of every other file that is compiled
// with this header.
#pragma once

#include <nlohmann/json.hpp>

extern template class nlohmann::basic_json<nlohmann::ordered_map>;
