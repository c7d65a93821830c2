#include "app/fixture_persons.h"

#include <nlohmann/json.hpp>

#include "app/fixture_times.h"
#include "base/encoding.h"
#include "model/contact.h"
#include "model/json_fields.h"

namespace emulator::app {
namespace {

void read_channel(model::JsonFields& fields, std::string const& name, Instant now, model::Channel& into) {
    fields.text(name, into.value);
    read_time(fields, name + "_oppdatert", now, into.oppdatert);
    read_time(fields, name + "_sist_verifisert", now, into.sist_verifisert);
    read_time(fields, name + "_sist_validert", now, into.sist_validert);
    if (!into.value.empty() && !into.oppdatert && !into.sist_verifisert) {
        fields.fault(name + "_oppdatert", "nothing", "when " + name + " was set");
    }
}

// As Min profil takes it, so that nobody has what nobody could have written there.
void check_email(model::JsonFields& fields, std::string const& address) {
    if (address.empty() || model::email_fault(address).empty()) return;
    fields.fault("epostadresse", "\"" + shown(address, 60) + "\"",
                 "an e-mail address of at most 50 characters");
}

void check_mobile(model::JsonFields& fields, std::string& number) {
    if (number.empty()) return;
    if (model::mobile_fault(number).empty()) {
        number = model::stored_mobile(number);
        return;
    }
    fields.fault("mobiltelefonnummer", "\"" + shown(number, 60) + "\"",
                 "a mobile number of 8 to 20 characters; a Norwegian one has eight digits, the first 4 or 9");
}

void read_contact(Json const* object, Instant now, model::Person& person, EntryFaults& faults) {
    if (!object) return;
    model::JsonFields fields(*object);
    read_channel(fields, "epostadresse", now, person.epostadresse);
    check_email(fields, person.epostadresse.value);
    read_channel(fields, "mobiltelefonnummer", now, person.mobiltelefonnummer);
    check_mobile(fields, person.mobiltelefonnummer.value);
    faults.add(fields, {"kontaktinformasjon"});
}

void read_postbox(Json const* object, KnowsOperator const& knows_operator, model::Person& person,
                  EntryFaults& faults) {
    if (!object) return;
    model::JsonFields fields(*object);
    fields.required_text("postkasseadresse", person.postkasseadresse);
    auto& orgnr = person.postkasseleverandoeradresse;
    fields.required_text("postkasseleverandoeradresse", orgnr);
    if (!orgnr.empty() && !knows_operator(orgnr))
        fields.fault("postkasseleverandoeradresse", "\"" + shown(orgnr, 60) + "\"",
                     "the orgnr of an operator in postboxes.json");
    faults.add(fields, {"digital_post"});
}

model::Registration registration(std::string_view word) {
    if (word == "AKTIV") return model::Registration::AKTIV;
    return word == "SLETTET" ? model::Registration::SLETTET : model::Registration::IKKE_REGISTRERT;
}

}  // namespace

model::Person read_person(Json const& object, Instant now, KnowsOperator const& knows_operator,
                          EntryFaults& faults) {
    model::Person person;
    model::JsonFields fields(object);
    std::string number, status, reserved = "NEI", asked;
    fields.required_text("personidentifikator", number);
    fields.text("fornavn", person.given_name);
    fields.text("etternavn", person.family_name);
    fields.text("beskrivelse", person.beskrivelse);
    fields.one_of("status", status, {"AKTIV", "SLETTET", "IKKE_REGISTRERT"});
    // Left out, it would make someone with contact data an unregistered one.
    if (status.empty()) fields.fault("status", "nothing", "one of AKTIV, SLETTET, IKKE_REGISTRERT");
    fields.one_of("reservasjon", reserved, {"JA", "NEI"});
    read_time(fields, "reservasjon_oppdatert", now, person.reservasjon_oppdatert);
    fields.one_of("spraak", person.spraak, {"nb", "nn", "en", "se"});
    read_time(fields, "spraak_oppdatert", now, person.spraak_oppdatert);
    fields.one_of("bekreft_ved_innlogging", asked, {"JA", "NEI"});
    auto const* contact = fields.member("kontaktinformasjon");
    auto const* postbox = fields.member("digital_post");
    faults.add(fields);
    if (!number.empty()) {
        auto const parsed = model::PersonNumber::parse(number);
        if (parsed)
            person.personidentifikator = *parsed;
        else
            faults.add({"personidentifikator"},
                       parsed.error().description + ", received " + parsed.error().explanation.received);
    }
    person.status = registration(status);
    person.reservasjon = reserved == "JA";
    read_contact(contact, now, person, faults);
    read_postbox(postbox, knows_operator, person, faults);
    return person;
}

Result<model::Person> person_from_json(Json const& object, Instant now, KnowsOperator const& knows_operator) {
    EntryFaults faults;
    auto person = read_person(object, now, knows_operator, faults);
    EMULATOR_TRY(faults.result());
    return person;
}

std::optional<bool> asked_at_login(Json const& object) {
    auto const word = string_member(object, "bekreft_ved_innlogging");
    return word.empty() ? std::nullopt : std::optional(word == "JA");
}

}  // namespace emulator::app
