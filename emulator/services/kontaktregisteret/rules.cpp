#include "services/kontaktregisteret/rules.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <span>

#include "base/encoding.h"
#include "base/times.h"
#include "oauth/bearer.h"
#include "oauth/scopes.h"

namespace emulator::kontaktregisteret {
namespace {

struct Row {
    std::string_view scope;
    Fields opens;
};

constexpr Fields contact{.kontaktinformasjon = true, .varslingsstatus = true, .spraak = true};
constexpr Fields postbox{.digital_post = true, .sertifikat = true};

// The older scopes divided the same members more finely. The last two were for names and addresses, which
// nobody gets here.
constexpr std::array organisation_scopes{
    Row{"krr:global/kontaktinformasjon.read", contact},
    Row{"krr:global/digitalpost.read", postbox},
    Row{"krr:global/kontaktinfo.read", contact},
    Row{"krr:global/postkasse.read", postbox},
    Row{"global/kontaktinformasjon.read", {.kontaktinformasjon = true}},
    Row{"global/varslingsstatus.read", {.varslingsstatus = true}},
    Row{"global/sikkerdigitalpost.read", {.digital_post = true}},
    Row{"global/sertifikat.read", {.sertifikat = true}},
    Row{"global/spraak.read", {.spraak = true}},
    Row{"global/navn.read", {}},
    Row{"global/postadresse.read", {}},
};

constexpr std::array person_scopes{
    Row{"krr:user/kontaktinformasjon.read", contact},
    Row{"krr:user/digitalpost.read", postbox},
};

constexpr std::string_view changes_scope = "krr:global/hentendring.read";
constexpr std::string_view language_scope = "krr:user/spraak.write";
constexpr std::array<std::string_view, 4> languages{"nb", "nn", "en", "se"};
constexpr int months_usable = 18;

void open(Fields& fields, Fields const& more) {
    fields.kontaktinformasjon |= more.kontaktinformasjon;
    fields.varslingsstatus |= more.varslingsstatus;
    fields.spraak |= more.spraak;
    fields.digital_post |= more.digital_post;
    fields.sertifikat |= more.sertifikat;
}

std::string names(std::span<Row const> rows) {
    std::string list;
    for (auto const& row : rows) {
        bool const of_use = row.opens != Fields{};
        if (of_use) list.append(list.empty() ? "one or more of " : ", ").append(row.scope);
    }
    return list;
}

// What those of the rows open that are among the scopes; nothing where none is.
std::optional<Fields> opened(std::span<Row const> rows, std::string_view scope) {
    auto const had = oauth::split_scopes(scope);
    std::optional<Fields> fields;
    for (auto const& row : rows) {
        if (std::find(had.begin(), had.end(), row.scope) == had.end()) continue;
        if (!fields) fields.emplace();
        open(*fields, row.opens);
    }
    return fields;
}

Result<Fields> fields_of(std::span<Row const> rows, std::string_view scope) {
    if (auto const fields = opened(rows, scope)) return *fields;
    return oauth::insufficient_scope(shown(scope), names(rows));
}

Error names_no_person(std::string received) {
    return {ErrorCode::insufficient_scope,
            "The access token names no person of the register",
            {"The person looked up is the pid of ID-porten's access token", std::move(received),
             "pid with a synthetic person number",
             "Log in as a test person; tokens without pid, as pseudonymous ones, cannot be used here."}};
}

bool is_after(std::optional<Instant> const& time, Instant limit) {
    return time && *time > limit;
}

}  // namespace

Result<Fields> fields_for_organisation(std::string_view scope) {
    return fields_of(organisation_scopes, scope);
}

Result<Fields> fields_for_changes(std::string_view scope) {
    if (!oauth::has_scope(scope, changes_scope))
        return oauth::insufficient_scope(shown(scope), changes_scope);
    return opened(organisation_scopes, scope).value_or(Fields{});
}

Result<Fields> fields_for_person(std::string_view scope) {
    return fields_of(person_scopes, scope);
}

Result<> may_set_language(std::string_view scope) {
    if (!oauth::has_scope(scope, language_scope))
        return oauth::insufficient_scope(shown(scope), language_scope);
    return {};
}

Result<model::PersonNumber> person_of(Json const& claims) {
    auto const pid = string_member(claims, "pid");
    if (pid.empty()) return names_no_person("no pid");
    auto person = model::PersonNumber::parse(pid);
    // The number itself is not told: it might be a real one.
    if (!person) return names_no_person("a pid that is not synthetic");
    return person;
}

Instant expiry_limit(Instant now) {
    return plus_months(now, -months_usable);
}

bool is_usable(model::Channel const& channel, Instant limit) {
    return !channel.value.empty() &&
           (is_after(channel.oppdatert, limit) || is_after(channel.sist_verifisert, limit));
}

bool has_expired(model::Person const& person, Instant limit) {
    bool const reachable = !person.epostadresse.value.empty() || !person.mobiltelefonnummer.value.empty();
    return reachable && !is_usable(person.epostadresse, limit) &&
           !is_usable(person.mobiltelefonnummer, limit);
}

bool can_be_notified(model::Person const& person, Instant limit) {
    return person.status == model::Registration::AKTIV && !person.reservasjon &&
           (is_usable(person.epostadresse, limit) || is_usable(person.mobiltelefonnummer, limit));
}

bool is_language(std::string_view code) {
    return std::find(languages.begin(), languages.end(), code) != languages.end();
}

Result<> set_language(model::Person& person, std::string_view language, Instant now) {
    if (person.status != model::Registration::AKTIV) {
        return Error{
            ErrorCode::not_found,
            "The person is not registered",
            {"A language is set for persons who are AKTIV", "a person who is deleted or never registered",
             "a person with status AKTIV", "Register the person in MinProfil first."}};
    }
    person.spraak = language;
    person.spraak_oppdatert = now;
    return {};
}

bool is_told(model::Person const& person, Unregistered unregistered) {
    return unregistered == Unregistered::listed || person.status != model::Registration::IKKE_REGISTRERT;
}

}  // namespace emulator::kontaktregisteret
