// What an edit did to somebody's entry in Kontakt- og reservasjonsregisteret, as the person is told of it.
// Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/person.h"

namespace emulator::model {

enum class Changed {
    registration,
    deletion,
    epostadresse,
    mobiltelefonnummer,
    spraak,
    reservasjon,
    postkasse
};
// "registration", "epostadresse" and so on.
std::string_view changed_name(Changed changed);
// REQUIRES a name of changed_name().
Changed changed_from_name(std::string_view name);

// Values as the register has them: an address, a number, a language code, JA or NEI, the organisation number
// of a postbox operator; empty where there was or is none.
struct EntryChange {
    Changed changed = Changed::registration;
    std::string before = {};
    std::string after = {};

    // The person said once more what was there already.
    bool is_confirmation() const { return !after.empty() && before == after; }
    bool operator==(EntryChange const&) const = default;
};

// In the order of Changed. A deletion stands alone, and so does not repeat what was deleted; what others see
// of the entry (duplisert), names and stories count for nothing.
std::vector<EntryChange> changes_between(Person const& before, Person const& after);

}  // namespace emulator::model
