#include "app/people/forms.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>

#include "app/people/csv.h"
#include "base/encoding.h"
#include "base/times.h"

namespace emulator::app {
namespace {

using model::Person;

// The members of an entry, as "object.member" where they stand in an object, and their texts.
struct Member {
    std::string_view path;
    std::string (*text)(Person const&);
};

std::string text_of(std::optional<Instant> const& time) {
    return time ? format_utc(*time) : std::string();
}

std::string_view word(model::Registration status) {
    if (status == model::Registration::AKTIV) return "AKTIV";
    return status == model::Registration::SLETTET ? "SLETTET" : "IKKE_REGISTRERT";
}

#define CHANNEL(name)                                                                  \
    Member{"kontaktinformasjon." #name, [](Person const& p) { return p.name.value; }}, \
        Member{"kontaktinformasjon." #name "_oppdatert",                               \
               [](Person const& p) { return text_of(p.name.oppdatert); }},             \
        Member{"kontaktinformasjon." #name "_sist_verifisert",                         \
               [](Person const& p) { return text_of(p.name.sist_verifisert); }},       \
        Member {                                                                       \
        "kontaktinformasjon." #name "_sist_validert",                                  \
            [](Person const& p) { return text_of(p.name.sist_validert); }              \
    }

constexpr std::array members{
    Member{"personidentifikator", [](Person const& p) { return p.personidentifikator.digits(); }},
    Member{"fornavn", [](Person const& p) { return p.given_name; }},
    Member{"etternavn", [](Person const& p) { return p.family_name; }},
    Member{"beskrivelse", [](Person const& p) { return p.beskrivelse; }},
    Member{"status", [](Person const& p) { return std::string(word(p.status)); }},
    Member{"reservasjon", [](Person const& p) { return std::string(p.reservasjon ? "JA" : "NEI"); }},
    Member{"reservasjon_oppdatert", [](Person const& p) { return text_of(p.reservasjon_oppdatert); }},
    Member{"spraak", [](Person const& p) { return p.spraak; }},
    Member{"spraak_oppdatert", [](Person const& p) { return text_of(p.spraak_oppdatert); }},
    CHANNEL(epostadresse),
    CHANNEL(mobiltelefonnummer),
    Member{"digital_post.postkasseadresse", [](Person const& p) { return p.postkasseadresse; }},
    Member{"digital_post.postkasseleverandoeradresse",
           [](Person const& p) { return p.postkasseleverandoeradresse; }},
};

std::string_view object_of(std::string_view path) {
    auto const dot = path.find('.');
    return dot == path.npos ? std::string_view() : path.substr(0, dot);
}
std::string_view name_of(std::string_view path) {
    return path.substr(path.find('.') + 1);
}

// By how well they say whose number it is: Tenor's `id` may be that of something else in another source.
constexpr std::array<std::string_view, 5> tenor_numbers{"foedselsnummer", "fødselsnummer", "fnr",
                                                        "identifikator", "id"};
constexpr std::array<std::string_view, 4> tenor_names{"fornavn", "mellomnavn", "etternavn", "visningnavn"};

std::string lower(std::string text) {
    for (auto& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    return text;
}

std::string trimmed(std::string_view text) {
    auto const begin = text.find_first_not_of(" \t");
    if (begin == text.npos) return "";
    return std::string(text.substr(begin, text.find_last_not_of(" \t") - begin + 1));
}

// Tenor lists several numbers of one person where there are several, the newest first.
std::string first_digits(std::string_view text) {
    auto const begin = text.find_first_of("0123456789");
    if (begin == text.npos) return std::string(text);
    return std::string(text.substr(begin, text.find_first_not_of("0123456789", begin) - begin));
}

std::string first_text(Json const& value) {
    if (value.is_array()) return value.empty() ? "" : first_text(value.front());
    return value.is_string() ? first_digits(value.get_ref<std::string const&>()) : value.dump();
}

Json const* find_number(Json const& entry) {
    for (auto const name : tenor_numbers) {
        if (auto const member = entry.find(name); member != entry.end()) return &*member;
    }
    return nullptr;
}

std::string joined(std::string_view left, std::string_view right) {
    return std::string(left) + (left.empty() || right.empty() ? "" : " ") + std::string(right);
}

template <class Names>
std::string list_of(Names const& names) {
    std::string list;
    for (auto const name : names)
        list.append(list.empty() ? "" : ", ").append(name);
    return list;
}

std::string known_columns() {
    std::string list;
    for (auto const& member : members)
        list.append(list.empty() ? "" : ", ").append(name_of(member.path));
    return list;
}

Error wrong(std::string what) {
    return {ErrorCode::invalid_request, std::move(what)};
}

}  // namespace

void append_person_json(std::string& out, Person const& person) {
    out += '{';
    std::string_view open;
    bool first = true;
    for (auto const& [path, text] : members) {
        auto const value = text(person);
        if (value.empty()) continue;
        auto const object = object_of(path);
        if (object != open && !open.empty()) out += '}';
        if (!first) out += ',';
        if (object != open && !object.empty()) {
            append_json_string(out, object);
            out += ":{";
        }
        open = object;
        first = false;
        append_json_string(out, name_of(path));
        out += ':';
        append_json_string(out, value);
    }
    out += open.empty() ? "}" : "}}";
}

void append_csv_header(std::string& out) {
    std::vector<std::string_view> names;
    for (auto const& member : members)
        names.push_back(name_of(member.path));
    append_csv_record(out, names);
}

void append_person_csv(std::string& out, Person const& person) {
    std::vector<std::string> texts;
    for (auto const& member : members)
        texts.push_back(member.text(person));
    append_csv_record(out, {texts.begin(), texts.end()});
}

bool is_of_tenor(Json const& entry) {
    return entry.is_object() && !entry.contains("personidentifikator") && find_number(entry);
}

Json as_fixture(Json const& entry) {
    auto const* const number = find_number(entry);
    Json made = {{"personidentifikator", first_text(*number)}};
    std::string given(joined(string_member(entry, "fornavn"), string_member(entry, "mellomnavn")));
    std::string family(string_member(entry, "etternavn"));
    std::string const shown_name(string_member(entry, "visningnavn"));
    if (given.empty() && family.empty() && !shown_name.empty()) {
        auto const blank = shown_name.rfind(' ');
        family = shown_name.substr(blank == std::string::npos ? 0 : blank + 1);
        if (blank != std::string::npos) given = shown_name.substr(0, blank);
    }
    if (!given.empty()) made["fornavn"] = given;
    if (!family.empty()) made["etternavn"] = family;
    made["status"] = "IKKE_REGISTRERT";
    return made;
}

Result<CsvColumns> CsvColumns::read(std::vector<std::string> const& header) {
    CsvColumns columns;
    for (auto const& cell : header) {
        if (!is_utf8(cell)) return wrong("column '" + shown(cell, 60) + "': the name " + not_utf8);
        columns.names_.push_back(lower(trimmed(cell)));
    }
    auto const has = [&](std::string_view name) {
        return std::find(columns.names_.begin(), columns.names_.end(), name) != columns.names_.end();
    };
    bool const ours = has("personidentifikator");
    if (!ours && std::none_of(tenor_numbers.begin(), tenor_numbers.end(), has)) {
        return wrong(
            "no column has the person number; expected personidentifikator, or as Tenor names "
            "it one of " +
            list_of(tenor_numbers));
    }
    for (auto& name : columns.names_) {
        if (std::count(columns.names_.begin(), columns.names_.end(), name) > 1 && !name.empty())
            return wrong("column '" + shown(name, 60) + "' stands twice");
        auto const is_name = [&](Member const& member) { return name_of(member.path) == name; };
        auto const is = [&](auto const& names) {
            return std::find(names.begin(), names.end(), name) != names.end();
        };
        if (ours ? std::any_of(members.begin(), members.end(), is_name)
                 : is(tenor_numbers) || is(tenor_names))
            continue;
        if (ours) {
            return wrong("unknown column '" + shown(name, 60) + "'; expected some of " + known_columns());
        }
        name.clear();
    }
    return columns;
}

Result<Json> CsvColumns::entry(std::vector<std::string> const& fields) const {
    if (fields.size() != names_.size()) {
        return wrong("received " + std::to_string(fields.size()) + " fields, expected " +
                     std::to_string(names_.size()) + " as in the first line");
    }
    Json made = Json::object();
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (names_[i].empty() || fields[i].empty()) continue;
        if (!is_utf8(fields[i]))
            return wrong("column '" + names_[i] + "': received \"" + shown(fields[i], 40) + "\", which " +
                         not_utf8);
        auto const member = std::find_if(members.begin(), members.end(), [&](Member const& candidate) {
            return name_of(candidate.path) == names_[i];
        });
        auto const object = member == members.end() ? std::string_view() : object_of(member->path);
        (object.empty() ? made : made[std::string(object)])[names_[i]] = fields[i];
    }
    return made;
}

}  // namespace emulator::app
