#include "services/minprofil/rules.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/encoding.h"
#include "http/pages.h"
#include "model/contact.h"

namespace emulator::minprofil {
namespace {

Error impossible(std::string_view name, std::string_view received, std::string expected) {
    return {ErrorCode::invalid_request,
            "The form has a value that the page does not offer",
            {"The form holds what its page offers", std::string(name) + "=" + shown(received),
             std::move(expected), "Send the form of the page unchanged."}};
}

Result<std::optional<bool>> read_reservation(std::optional<std::string> const& text) {
    if (!text) return std::optional<bool>();
    if (*text == "JA") return std::optional(true);
    if (*text == "NEI") return std::optional(false);
    return impossible("reservasjon", *text, "JA or NEI");
}

// "Stødig Vindmølle" as "stodig.vindmolle"; other letters than those of Norwegian are left out.
std::string plain_word(std::string_view name) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 6> norwegian{
        {{"æ", "ae"}, {"Æ", "ae"}, {"ø", "o"}, {"Ø", "o"}, {"å", "a"}, {"Å", "a"}}};
    std::string word;
    for (std::size_t i = 0; i < name.size();) {
        auto const letter = std::find_if(norwegian.begin(), norwegian.end(), [&](auto const& pair) {
            return name.substr(i).starts_with(pair.first);
        });
        if (letter != norwegian.end()) {
            word += letter->second;
            i += letter->first.size();
            continue;
        }
        auto const c = name[i++];
        if (c >= 'A' && c <= 'Z') word += static_cast<char>(c + 32);
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) word += c;
        if (c == ' ' || c == '-') word += '.';
    }
    return word;
}

// FNV-1a: nothing secret, only spread.
std::string four_characters(std::string_view text) {
    constexpr std::string_view characters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    std::uint64_t hash = 14695981039346656037U;
    for (auto const c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
    std::string out;
    for (int i = 0; i < 4; ++i, hash /= characters.size())
        out += characters[hash % characters.size()];
    return out;
}

}  // namespace

Contact contact_of(model::Person const& person) {
    return {person.epostadresse.value, person.mobiltelefonnummer.value, person.spraak, person.reservasjon,
            person.postkasseleverandoeradresse};
}

Result<Form> read_fields(http::Parameters const& form, PostboxOperators const& operators) {
    // Parameters::get takes an empty value for an absent one, and here the difference counts.
    auto const field = [&](std::string_view name) -> std::optional<std::string> {
        for (auto const& [key, value] : form) {
            if (key == name) return value;
        }
        return std::nullopt;
    };
    auto const action = form.text("action");
    if (action != "save" && action != "confirm") return impossible("action", action, "save or confirm");
    auto const spraak = field("spraak");
    if (spraak && !http::parse_language(*spraak)) return impossible("spraak", *spraak, "nb, nn, en or se");
    auto const reservasjon = EMULATOR_TRY(read_reservation(field("reservasjon")));
    auto const postkasse = field("postkasse");
    if (postkasse && !postkasse->empty() && !operators.contains(*postkasse))
        return impossible("postkasse", *postkasse, "the number of a postbox operator, or nothing");
    return Form{field("epostadresse"), field("mobiltelefonnummer"), spraak,
                reservasjon,           action == "confirm",         postkasse};
}

Edit edit_from(Form const& form, Contact const& shown_before) {
    Edit edit;
    edit.confirm = form.confirm;
    if (form.epostadresse) {
        auto value = model::typed_email(*form.epostadresse);
        if (value != shown_before.epostadresse) edit.epostadresse = std::move(value);
    }
    if (form.mobiltelefonnummer) {
        auto value = model::typed_mobile(*form.mobiltelefonnummer);
        if (value != shown_before.mobiltelefonnummer) edit.mobiltelefonnummer = std::move(value);
    }
    if (form.spraak && *form.spraak != shown_before.spraak) edit.spraak = form.spraak;
    if (form.reservasjon && *form.reservasjon != shown_before.reservasjon)
        edit.reservasjon = form.reservasjon;
    if (form.postkasse && *form.postkasse != shown_before.postkasse) edit.postkasse = form.postkasse;
    return edit;
}

Faults find_faults(Edit const& edit) {
    Faults faults;
    if (edit.epostadresse && !edit.epostadresse->empty())
        faults.epostadresse = model::email_fault(*edit.epostadresse);
    if (edit.mobiltelefonnummer && !edit.mobiltelefonnummer->empty())
        faults.mobiltelefonnummer = model::mobile_fault(*edit.mobiltelefonnummer);
    return faults;
}

void apply(Edit const& edit, model::Person& person, Instant now) {
    if (edit.confirm && person.status == model::Registration::AKTIV) {
        model::confirm(person.epostadresse, now);
        model::confirm(person.mobiltelefonnummer, now);
    }
    if (edit.epostadresse) model::set_value(person.epostadresse, *edit.epostadresse, now);
    if (edit.mobiltelefonnummer) model::set_value(person.mobiltelefonnummer, *edit.mobiltelefonnummer, now);
    if (edit.spraak && *edit.spraak != person.spraak) {
        person.spraak = *edit.spraak;
        person.spraak_oppdatert = now;
    }
    if (edit.reservasjon && *edit.reservasjon != person.reservasjon) {
        person.reservasjon = *edit.reservasjon;
        person.reservasjon_oppdatert = now;
    }
    if (edit.postkasse && *edit.postkasse != person.postkasseleverandoeradresse) {
        person.postkasseleverandoeradresse = *edit.postkasse;
        person.postkasseadresse = edit.postkasse->empty() ? "" : postbox_address(person, *edit.postkasse);
    }
    if (!edit.confirm || edit.changes_something()) person.status = model::Registration::AKTIV;
}

std::string postbox_address(model::Person const& person, std::string_view operator_orgnr) {
    auto name = person.given_name.empty() ? std::string("innbygger") : plain_word(person.name());
    return name + "#" + four_characters(person.personidentifikator.digits() + std::string(operator_orgnr));
}

void remove(model::Person& person) {
    person.status = model::Registration::SLETTET;
    person.epostadresse = {};
    person.mobiltelefonnummer = {};
    person.spraak.clear();
    person.spraak_oppdatert.reset();
    person.postkasseadresse.clear();
    person.postkasseleverandoeradresse.clear();
}

}  // namespace emulator::minprofil
