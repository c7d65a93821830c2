// People of a running emulator in the form of fixtures/persons.json.
#pragma once

#include "base/clock.h"
#include "services/konsoll/person_page.h"
#include "store/directory.h"
#include "store/persons.h"

namespace emulator::app {

// For the Konsoll. What is written is told in the history of the person's entry. All references outlive it.
konsoll::PersonForm person_form(store::Database& database, store::Persons& persons,
                                store::DirectoryStore const& directory, Clock const& clock);

}  // namespace emulator::app
