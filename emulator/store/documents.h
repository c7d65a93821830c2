// Clients as they were written, with their placeholders: for those who write them again.
#pragma once

#include <string_view>

#include "base/json.h"
#include "store/database.h"

namespace emulator::store {

// An empty object where there is none. A row that is no JSON is a std::runtime_error naming it.
Json client_document(Connection& connection, std::string_view client_id);

}  // namespace emulator::store
