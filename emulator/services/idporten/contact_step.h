// What ID-porten asks people about how they are reached, between a login and the way back to the service
// (docs.digdir.no, krr_brukerprofil: every 90 days). Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "http/parameters.h"
#include "model/person.h"

namespace emulator::idporten {

// Contact information that is older is asked about, unless a start option tells another age.
inline constexpr seconds usual_contact_age = std::chrono::days(90);

enum class ContactStep { none, create, add_email, add_mobile, confirm };

// What to ask. Who is not registered, or has neither address nor number, is asked for both; who has one that
// is older than `most` is asked for what is missing, and otherwise whether all of it is still right. The age
// counts from oppdatert or sist_verifisert, whichever is newer.
ContactStep contact_step(model::Person const& person, Instant now, seconds most);
std::string_view contact_step_name(ContactStep step);

// One field of the form: what the page showed first, and what is to be stored.
struct ContactField {
    std::string shown;
    std::string typed;

    bool changed() const { return typed != shown; }
};
struct ContactAnswer {
    ContactField epostadresse;
    ContactField mobiltelefonnummer;
};
// Reads epostadresse, mobiltelefonnummer, and both with "shown_" before their names.
ContactAnswer read_contact_answer(http::Parameters const& form);

// The last parts of message keys; all empty where the answer can be stored. `nothing`: no value at all.
struct ContactFaults {
    std::string_view epostadresse;
    std::string_view mobiltelefonnummer;
    bool nothing = false;

    bool any() const { return nothing || !epostadresse.empty() || !mobiltelefonnummer.empty(); }
};
// Only new values are judged, by the rules that MinProfil has (model/contact.h).
ContactFaults find_faults(ContactAnswer const& answer);

// New values are set, and what was shown and is still there is confirmed. Who was not registered is, where
// there is a new value. REQUIRES an answer without faults.
void apply(ContactAnswer const& answer, model::Person& person, Instant now);

}  // namespace emulator::idporten
