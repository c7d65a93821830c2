#include "services/minprofil/rules.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/encoding.h"
#include "http/pages.h"

namespace emulator::minprofil {
namespace {

constexpr std::size_t longest_email = 50;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}
bool is_control_or_space(char c) {
    return static_cast<unsigned char>(c) <= 0x20 || c == 0x7f;
}

std::string trimmed(std::string_view text) {
    while (!text.empty() && is_control_or_space(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && is_control_or_space(text.back()))
        text.remove_suffix(1);
    return std::string(text);
}

// Characters, not bytes.
std::size_t length(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

std::size_t quoted_word(std::string_view text) {
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (text[i] == '"') return i + 1;
        if (text.substr(i).starts_with("\\\"")) ++i;
    }
    return 0;
}

// Bytes of the word that the text begins with.
std::size_t word(std::string_view text) {
    if (text.starts_with('"')) return quoted_word(text);
    constexpr std::string_view special = "()<>@,;:\\\".[]";
    std::size_t i = 0;
    while (i < text.size()) {
        bool const escaped = text[i] == '\\' && i + 1 < text.size() && text[i + 1] >= ' ';
        if (!escaped && (is_control_or_space(text[i]) || special.find(text[i]) != std::string_view::npos))
            break;
        i += escaped ? 2 : 1;
    }
    return i;
}

bool is_local_part(std::string_view text) {
    while (true) {
        auto const size = word(text);
        if (size == 0) return false;
        text.remove_prefix(size);
        if (text.empty()) return true;
        if (!text.starts_with('.')) return false;
        text.remove_prefix(1);
    }
}

bool is_label(std::string_view label) {
    return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
           std::all_of(label.begin(), label.end(),
                       [](char c) { return is_letter(c) || is_digit(c) || c == '-'; });
}

bool is_domain(std::string_view text) {
    bool dotted = false;
    while (true) {
        auto const dot = text.find('.');
        auto const label = text.substr(0, dot);
        if (!is_label(label)) return false;
        if (dot == std::string_view::npos) return dotted && label.size() >= 2 && is_letter(label.front());
        dotted = true;
        text.remove_prefix(dot + 1);
    }
}

std::string digits_of(std::string_view number) {
    std::string digits;
    std::copy_if(number.begin(), number.end(), std::back_inserter(digits), is_digit);
    return digits;
}

// The part after the country code, or nothing where the number is of another country.
std::optional<std::string> norwegian_part(std::string_view number) {
    auto const digits = digits_of(number);
    if (number.starts_with('+'))
        return digits.starts_with("47") ? std::optional(digits.substr(2)) : std::nullopt;
    if (digits.starts_with("0047")) return digits.substr(4);
    return digits.size() == 8 ? std::optional(digits) : std::nullopt;
}

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
        if ((c >= 'a' && c <= 'z') || is_digit(c)) word += c;
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

void set(model::Channel& channel, std::string const& value, Instant now) {
    if (channel.value == value) return;
    channel = value.empty() ? model::Channel{} : model::Channel{value, now, now};
}

void verify(model::Channel& channel, Instant now) {
    if (!channel.value.empty()) channel.sist_verifisert = now;
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
        auto value = trimmed(*form.epostadresse);
        if (value != shown_before.epostadresse) edit.epostadresse = std::move(value);
    }
    if (form.mobiltelefonnummer) {
        auto value = trimmed(*form.mobiltelefonnummer);
        if (mobile_fault(value).empty()) value = stored_mobile(value);
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
        faults.epostadresse = email_fault(*edit.epostadresse);
    if (edit.mobiltelefonnummer && !edit.mobiltelefonnummer->empty())
        faults.mobiltelefonnummer = mobile_fault(*edit.mobiltelefonnummer);
    return faults;
}

std::string_view email_fault(std::string_view address) {
    if (length(address) > longest_email) return "length";
    auto const at = address.rfind('@');
    if (at == std::string_view::npos || !is_local_part(address.substr(0, at)) ||
        !is_domain(address.substr(at + 1)))
        return "format";
    return {};
}

std::string_view mobile_fault(std::string_view number) {
    auto const rest = number.substr(number.starts_with('+') ? 1 : 0);
    bool const right_characters = std::all_of(
        rest.begin(), rest.end(), [](char c) { return is_digit(c) || c == '-' || c == ' ' || c == '_'; });
    if (!right_characters || digits_of(rest).empty()) return "format";
    if (number.size() < 8 || number.size() > 20) return "length";
    auto const norwegian = norwegian_part(number);
    if (!norwegian) return {};
    bool const mobile =
        norwegian->size() == 8 && (norwegian->starts_with('4') || norwegian->starts_with('9'));
    return mobile ? "" : "norwegian";
}

std::string stored_mobile(std::string_view number) {
    auto const norwegian = norwegian_part(number);
    return norwegian ? "+47" + *norwegian : std::string(number);
}

void apply(Edit const& edit, model::Person& person, Instant now) {
    if (edit.confirm && person.status == model::Registration::AKTIV) {
        verify(person.epostadresse, now);
        verify(person.mobiltelefonnummer, now);
    }
    if (edit.epostadresse) set(person.epostadresse, *edit.epostadresse, now);
    if (edit.mobiltelefonnummer) set(person.mobiltelefonnummer, *edit.mobiltelefonnummer, now);
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
