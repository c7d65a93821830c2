// What people may write about themselves in Kontakt- og reservasjonsregisteret, and what an edit does to its
// dates (docs.digdir.no, krr_attributter and krr_brukerprofil). Pure.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "http/parameters.h"
#include "model/person.h"

namespace emulator::minprofil {

// The part of an entry that its person can edit.
struct Contact {
    std::string epostadresse;
    std::string mobiltelefonnummer;
    std::string spraak;  // nb, nn, en, se or empty
    bool reservasjon = false;
    std::string postkasse = {};  // organisation number of the operator, or empty

    bool operator==(Contact const&) const = default;
};
Contact contact_of(model::Person const& person);

// What a form says. A field that the form does not have is nothing; an emptied one is "".
struct Form {
    std::optional<std::string> epostadresse;
    std::optional<std::string> mobiltelefonnummer;
    std::optional<std::string> spraak;
    std::optional<bool> reservasjon;
    bool confirm = false;  // "these are right", rather than "save"
    std::optional<std::string> postkasse = {};
};
// Refused with invalid_request, since no page can send it: another action than save and confirm, a spraak
// other than nb, nn, en and se, a reservasjon other than JA and NEI, a postkasse of nobody.
using PostboxOperators = std::map<std::string, model::PostboxOperator, std::less<>>;
Result<Form> read_fields(http::Parameters const& form, PostboxOperators const& operators);

// What the person changed: new values as they will be stored, and nothing where the form repeats what its
// page had shown. So an edit never carries an old value of another field back.
struct Edit {
    std::optional<std::string> epostadresse;
    std::optional<std::string> mobiltelefonnummer;
    std::optional<std::string> spraak;
    std::optional<bool> reservasjon;
    bool confirm = false;
    std::optional<std::string> postkasse = {};

    bool changes_something() const {
        return epostadresse || mobiltelefonnummer || spraak || reservasjon || postkasse;
    }
};
Edit edit_from(Form const& form, Contact const& shown);

// The last part of the message key minprofil.error.<field>.<fault>; empty where the value is right
// (model/contact.h).
struct Faults {
    std::string_view epostadresse;
    std::string_view mobiltelefonnummer;

    bool any() const { return !epostadresse.empty() || !mobiltelefonnummer.empty(); }
};
// Only new values are judged: an old one that would be refused today does not stop an edit of another field.
Faults find_faults(Edit const& edit);

// A new value sets oppdatert and sist_verifisert to `now`, a confirmation only sist_verifisert, an empty
// value takes the channel away with its dates. Whoever saves is registered afterwards, also after a deletion.
void apply(Edit const& edit, model::Person& person, Instant now);

// The address of a new postbox, as "ola.nordmann#6BCD": the name, and four characters that stay the same for
// a person and an operator.
std::string postbox_address(model::Person const& person, std::string_view operator_orgnr);

// Takes the person out of the register: SLETTET, without channels, language and postbox. A reservation stays,
// since it is told of everybody.
void remove(model::Person& person);

}  // namespace emulator::minprofil
