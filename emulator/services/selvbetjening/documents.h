// The objects of the API as JSON, with the members that the live service has. Pure.
#pragma once

#include <optional>
#include <string>

#include "base/json.h"
#include "model/client.h"

namespace emulator::selvbetjening {

// Every attribute, without secret and keys. As it is kept, and as the API tells it with jwks_uri added.
Json client_document(model::Client const& client);
// As the API tells it. With the secret where it was made for this answer.
Json client_answer(model::Client const& client, bool with_secret = false);

// {"keys":[…]} with exp in each, created and last_updated. As it is kept in "jwks", and as it is told.
Json key_set_document(model::Client const& client);

Json customer_document(model::OnBehalfOf const& customer);

Json scope_document(model::Scope const& scope);

Json access_document(model::Access const& access, model::Scope const& scope);

// A scope's name before and after its first colon; the first is empty where there is none.
std::string prefix_of(std::string_view scope);
std::string subscope_of(std::string_view scope);

// Time as the API writes it: UTC with milliseconds.
std::string api_time(Instant time);

}  // namespace emulator::selvbetjening
