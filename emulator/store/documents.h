// Clients and scopes as they were written, with their placeholders: for those who write them again.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "store/database.h"

namespace emulator::store {

// An empty object where there is none. A row that is no JSON is a std::runtime_error naming it.
Json client_document(Connection& connection, std::string_view client_id);

// All of them, by client_id and by name.
std::vector<std::string> client_documents(Connection& connection);
std::vector<std::string> scope_documents(Connection& connection);

}  // namespace emulator::store
