// What callers send to Oppslagstjenesten, read and checked. Pure; safe from any thread.
//
// Refused with unsupported_media_type: a body that is not called application/json, as the real service does
// it (RFC 9110 15.5.16). Refused with invalid_request: everything else that is not as described, unknown
// members too. A refusal never tells a person number in full, since it may be a real one.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "http/message.h"
#include "model/identifiers.h"
#include "services/kontaktregisteret/rules.h"

namespace emulator::kontaktregisteret {

enum class Version { v1, v2 };

// POST /rest/v{1,2}/personer
struct PersonsQuery {
    std::vector<model::PersonNumber> numbers;  // in the order given, duplicates kept
    Unregistered unregistered = Unregistered::listed;
};

inline constexpr std::size_t most_persons = 1000;

// {"personidentifikatorer":["…"]} with 1 to 1000 synthetic numbers. v1 lists unregistered persons; v2 leaves
// them out unless it has "inkluderIkkeRegistrerte":true. A null there is as nothing.
Result<PersonsQuery> read_persons_query(http::Request const& request, Version version);

// POST /rest/v2/krr/hentEndringer: {"fraEndringsId":N} with a whole number from 0.
Result<std::int64_t> read_change_number(http::Request const& request);

// PATCH /rest/v1/person: {"spraak":"nb|nn|en|se"}.
Result<std::string> read_language(http::Request const& request);

}  // namespace emulator::kontaktregisteret
