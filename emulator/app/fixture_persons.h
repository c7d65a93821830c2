// One person of fixtures/persons.json. Pure.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "app/fixture_faults.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/result.h"
#include "model/person.h"

namespace emulator::app {

// Whether postboxes.json has an operator of that organisation number.
using KnowsOperator = std::function<bool(std::string const& orgnr)>;

// The members are those of Oppslagstjenesten's answer, and fornavn, etternavn and beskrivelse. Times are RFC
// 3339 or ISO 8601 durations from `now`; a Norwegian mobile number may be written as +47, 0047 or neither. An
// e-mail address or a mobile number is one by model/contact.h, and a postbox is with an operator that is
// known. Refused with invalid_request, naming the member.
Result<model::Person> person_from_json(Json const& object, Instant now, KnowsOperator const& knows_operator);

// The same for those who tell every fault: what could be read, with the faults added to `faults`.
model::Person read_person(Json const& object, Instant now, KnowsOperator const& knows_operator,
                          EntryFaults& faults);

// bekreft_ved_innlogging: whether ID-porten asks the person at a login if their contact information is right.
// Nothing where the object does not say. REQUIRES an object that person_from_json() accepts.
std::optional<bool> asked_at_login(Json const& object);

}  // namespace emulator::app
