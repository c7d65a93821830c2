// What is taken out of the directory again. Each does nothing where there is no such row.
#pragma once

#include <string_view>

#include "model/altinn.h"
#include "store/database.h"

namespace emulator::store {

void remove_delegation(Connection& connection, model::Delegation const& delegation);
void remove_system_user(Connection& connection, std::string_view id);
void remove_consent(Connection& connection, std::string_view id);
void remove_goto_url(Connection& connection, std::string_view url);

}  // namespace emulator::store
