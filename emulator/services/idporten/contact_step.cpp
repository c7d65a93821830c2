#include "services/idporten/contact_step.h"

#include <array>

#include "model/contact.h"

namespace emulator::idporten {
namespace {

bool is_old(model::Channel const& channel, Instant limit) {
    auto const before = [&](std::optional<Instant> const& time) { return !time || *time < limit; };
    return !channel.value.empty() && before(channel.oppdatert) && before(channel.sist_verifisert);
}

void apply(ContactField const& field, model::Channel& channel, Instant now) {
    if (field.changed())
        model::set_value(channel, field.typed, now);
    else if (channel.value == field.shown)
        model::confirm(channel, now);
}

}  // namespace

ContactStep contact_step(model::Person const& person, Instant now, seconds most) {
    auto const& email = person.epostadresse;
    auto const& mobile = person.mobiltelefonnummer;
    bool const nothing = email.value.empty() && mobile.value.empty();
    if (person.status != model::Registration::AKTIV || nothing) return ContactStep::create;
    auto const limit = now - most;
    if (!is_old(email, limit) && !is_old(mobile, limit)) return ContactStep::none;
    if (email.value.empty()) return ContactStep::add_email;
    return mobile.value.empty() ? ContactStep::add_mobile : ContactStep::confirm;
}

std::string_view contact_step_name(ContactStep step) {
    constexpr std::array<std::string_view, 5> names{"none", "create", "add_email", "add_mobile", "confirm"};
    return names.at(static_cast<std::size_t>(step));
}

ContactAnswer read_contact_answer(http::Parameters const& form) {
    return {{form.text("shown_epostadresse"), model::typed_email(form.text("epostadresse"))},
            {form.text("shown_mobiltelefonnummer"), model::typed_mobile(form.text("mobiltelefonnummer"))}};
}

ContactFaults find_faults(ContactAnswer const& answer) {
    auto const& [email, mobile] = answer;
    ContactFaults faults;
    faults.nothing = email.typed.empty() && mobile.typed.empty();
    if (email.changed() && !email.typed.empty()) faults.epostadresse = model::email_fault(email.typed);
    if (mobile.changed() && !mobile.typed.empty())
        faults.mobiltelefonnummer = model::mobile_fault(mobile.typed);
    return faults;
}

void apply(ContactAnswer const& answer, model::Person& person, Instant now) {
    bool const brings_something =
        (answer.epostadresse.changed() && !answer.epostadresse.typed.empty()) ||
        (answer.mobiltelefonnummer.changed() && !answer.mobiltelefonnummer.typed.empty());
    if (person.status != model::Registration::AKTIV && !brings_something) return;
    person.status = model::Registration::AKTIV;
    apply(answer.epostadresse, person.epostadresse, now);
    apply(answer.mobiltelefonnummer, person.mobiltelefonnummer, now);
}

}  // namespace emulator::idporten
