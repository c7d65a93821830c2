#include "services/idporten/login_pages.h"

#include <algorithm>

#include "base/encoding.h"
#include "base/times.h"
#include "http/cookies.h"
#include "http/policy.h"
#include "services/idporten/consent.h"
#include "services/idporten/grants.h"
#include "services/idporten/levels.h"
#include "services/idporten/markdown.h"
#include "services/idporten/recent_people.h"

namespace emulator::idporten {
namespace {

std::string with_transaction(std::string path, Visit const& visit) {
    http::Parameters query;
    query.add("transaction", visit.transaction);
    return http::with_query(path, query);
}

std::string path_of(Eid const& eid) {
    return "/login/" + std::string(eid.id);
}

// A page of this login, before its own values are filled in.
struct Draft {
    Deps const& deps;
    http::Request const& request;
    http::Language language;
    ShownService service;
    http::Values values = {};

    Draft(Deps const& deps_, http::Request const& request_, Visit const& visit, std::string action)
        : deps(deps_),
          request(request_),
          language(http::choose_language(visit.login.language)),
          service(shown_service(deps, visit.login.request)) {
        values.set("SERVICE_NAME", service.name)
            .set("ACTION", std::move(action))
            .set("CSRF", visit.login.csrf)
            .set("TRANSACTION", visit.transaction);
        if (!service.logo.empty()) values.add("LOGO").set("LOGO_URL", service.logo);
    }

    std::string text(std::string_view key, http::Values const& received = {}) const {
        return deps.site.pages().text(key, language, received);
    }
    http::Response show(std::string_view page, std::string_view title_key, bool wrong) {
        auto answer =
            deps.site.show(wrong ? 422 : 200, page, title_key, request, language, std::move(values));
        http::allow_image(answer, service.logo);
        return answer;
    }
};

void add_other_ways(http::Values& values, Visit const& visit) {
    if (offered_eids(visit.login.request.acr_values).size() > 1)
        values.add("OTHER_WAYS").set("URL", with_transaction("/login", visit));
}

void add_levels(Draft& draft, Eid const& eid, Visit const& visit, std::string_view chosen) {
    if (eid.levels.size() == 1) return;
    auto& levels = draft.values.add("LEVELS");
    auto const offered = offered_levels(eid, visit.login.request.acr_values);
    for (auto const level : offered) {
        std::string const key = level == high ? "login.level.high" : "login.level.substantial";
        auto& choice = levels.add("LEVEL");
        choice.set("ACR", std::string(level))
            .set("LABEL", draft.text(key))
            .set("DESCRIPTION", draft.text(key + ".description"));
        choice.show("CHECKED", level == (chosen.empty() ? offered.front() : chosen));
    }
}

void add_person(http::Values& values, model::Person const& person) {
    auto& entry = values.add("PERSON");
    auto const pid = person.personidentifikator.digits();
    bool const named = !person.given_name.empty();
    entry.set("PID", pid).set("NAME", named ? person.name() : pid).set("STORY", person.beskrivelse);
    entry.show("NAMED", named);
}

// Those whom this browser has used lately stand in a list of their own, and in no other.
void add_people(http::Values& values, Deps const& deps, std::vector<model::PersonNumber> const& recent) {
    if (!recent.empty()) {
        auto& list = values.add("RECENT");
        for (auto const& number : recent) {
            model::Person unknown;
            unknown.personidentifikator = number;
            add_person(list, deps.persons.find(number).value_or(std::move(unknown)));
        }
    }
    for (auto const& person : deps.persons.listed()) {
        if (std::find(recent.begin(), recent.end(), person.personidentifikator) == recent.end())
            add_person(values, person);
    }
}

void add_paragraphs(http::Values& values, std::string_view markdown) {
    for (auto const& paragraph : read_markdown(markdown)) {
        auto& block = values.add("PARAGRAPH");
        for (auto const& span : paragraph) {
            constexpr std::string_view names[] = {"PLAIN", "BOLD", "ITALIC", "LINK"};
            auto const name = std::string(names[static_cast<std::size_t>(span.kind)]);
            block.add("SPAN").add(name).set("TEXT", span.text).set("URL", span.url);
        }
    }
}

std::string duration_text(Draft const& draft, seconds duration) {
    auto const [count, unit] = lasting(duration);
    http::Values number;
    number.set("COUNT", std::to_string(count));
    auto const key = "consent.lasts." + std::string(unit) + (count == 1 ? "" : "s");
    return draft.text(key, number);
}

void add_dates(http::Values& values, std::string name, model::Channel const& channel) {
    if (!channel.oppdatert && !channel.sist_verifisert) return;
    auto const date = [](std::optional<Instant> time) { return time ? format_oslo_date(*time) : "–"; };
    values.add(std::move(name))
        .set("UPDATED", date(channel.oppdatert))
        .set("VERIFIED", date(channel.sist_verifisert));
}

void add_fault(Draft& draft, std::string section, std::string key, std::string_view fault) {
    if (fault.empty()) return;
    auto message = draft.text(key.append(fault));
    draft.values.add(std::move(section)).set("MESSAGE", std::move(message));
}

}  // namespace

http::Response first_page(Deps const& deps, http::Request const& request, Visit const& visit) {
    auto const offered = offered_eids(visit.login.request.acr_values);
    return offered.size() == 1 ? identify_page(deps, request, visit, *offered.front())
                               : selector_page(deps, request, visit);
}

http::Response selector_page(Deps const& deps, http::Request const& request, Visit const& visit) {
    Draft draft(deps, request, visit, "/login");
    for (auto const* eid : offered_eids(visit.login.request.acr_values)) {
        std::string const id(eid->id);
        draft.values.add("EID")
            .set("ID", id)
            .set("NAME", std::string(eid->name))
            .set("ABOUT", draft.text("login.eid." + id))
            .set("URL", with_transaction(path_of(*eid), visit));
    }
    if (!draft.service.home.empty()) draft.values.add("HOME").set("HOME_URL", draft.service.home);
    return draft.show("idporten-selector", "login.title", false);
}

http::Response identify_page(Deps const& deps, http::Request const& request, Visit const& visit,
                             Eid const& eid, Attempt const& attempt) {
    Draft draft(deps, request, visit, path_of(eid));
    http::Values name;
    name.set("EID", std::string(eid.name));
    draft.values.set("HEADING", draft.text("login.heading", name))
        .set("ID", std::string(eid.id))
        .set("TYPED", attempt.typed);
    auto const submit = eid.confirmation ? "login.next" : "login.typed.submit";
    draft.values.set("SUBMIT", draft.text(submit));
    bool const wrong = !attempt.message_key.empty();
    if (wrong) {
        http::Values received;
        received.set("RECEIVED", attempt.typed);
        auto& error = draft.values.add("ERROR");
        error.set("MESSAGE", draft.text(attempt.message_key, received));
        error.show("NUMBER", attempt.message_key != "login.error.tries");
    }
    add_other_ways(draft.values, visit);
    add_levels(draft, eid, visit, attempt.acr);
    add_people(draft.values, deps,
               read_recent_people(http::cookie(request, recent_people_cookie).value_or("")));
    return draft.show(eid.page, "login.title", wrong);
}

http::Response confirmation_page(Deps const& deps, http::Request const& request, Visit const& visit,
                                 Eid const& eid, std::string_view message_key) {
    Draft draft(deps, request, visit, path_of(eid) + "/confirmation");
    auto const& claim = *visit.login.claim;
    http::Values name;
    name.set("EID", std::string(eid.name));
    draft.values.set("HEADING", draft.text("login.heading", name))
        .set("ID", std::string(eid.id))
        .set("PID", claim.pid.digits())
        .set("CLAIM", claim.id)
        .set("ABOUT", draft.text("login.confirm." + std::string(eid.id)))
        .set("ANOTHER_URL", with_transaction(path_of(eid), visit));
    if (auto const person = deps.persons.find(claim.pid)) draft.values.set("NAME", person->name());
    if (eid.id == "bankid-mobil")
        draft.values.add("REFERENCE").set("WORDS", reference_words(visit.login.csrf));
    if (!message_key.empty()) draft.values.add("ERROR").set("MESSAGE", draft.text(message_key));
    add_other_ways(draft.values, visit);
    return draft.show(eid.confirmation->page, "login.title", !message_key.empty());
}

http::Response contact_page(Deps const& deps, http::Request const& request, Visit const& visit,
                            ContactAnswer const* answer, ContactFaults const& faults) {
    Draft draft(deps, request, visit, "/contact");
    auto const person =
        deps.persons.find(visit.login.logged_in->authentication.pid).value_or(model::Person{});
    auto step = contact_step(person, deps.clock.now(), deps.contact_age.value_or(usual_contact_age));
    // They may have answered in MinProfil since, in another window.
    if (step == ContactStep::none) step = ContactStep::confirm;
    std::string const texts = "contact." + std::string(contact_step_name(step));
    draft.values.set("HEADING", draft.text(texts + ".heading")).set("LEAD", draft.text(texts + ".lead"));
    draft.values.set("SUBMIT", draft.text(step == ContactStep::confirm ? "contact.confirm" : "contact.save"));
    ContactAnswer const as_it_is{{person.epostadresse.value, person.epostadresse.value},
                                 {person.mobiltelefonnummer.value, person.mobiltelefonnummer.value}};
    auto const& [email, mobile] = answer ? *answer : as_it_is;
    draft.values.set("EMAIL", email.typed).set("SHOWN_EMAIL", email.shown);
    draft.values.set("MOBILE", mobile.typed).set("SHOWN_MOBILE", mobile.shown);
    add_dates(draft.values, "EMAIL_DATES", person.epostadresse);
    add_dates(draft.values, "MOBILE_DATES", person.mobiltelefonnummer);
    add_fault(draft, "EMAIL_ERROR", "minprofil.error.email.", faults.epostadresse);
    add_fault(draft, "MOBILE_ERROR", "minprofil.error.mobile.", faults.mobiltelefonnummer);
    draft.values.show("NOTHING", faults.nothing);
    return draft.show("idporten-contact", "contact.title", faults.any());
}

http::Response consent_page(Deps const& deps, http::Request const& request, Visit const& visit,
                            std::string_view message_key) {
    Draft draft(deps, request, visit, "/consent");
    auto const directory = deps.directory.now();
    auto const& asked = visit.login.request;
    auto const* client = directory->client(asked.client_id);
    if (!client) throw Problem(client_is_gone());
    http::Values service;
    service.set("SERVICE_NAME", draft.service.name);
    draft.values.set("LEAD", draft.text("consent.lead", service))
        .set("LASTS", duration_text(draft, authorization_lifetime(asked.scopes, *client, *directory)));
    auto const scopes = scopes_to_consent(asked.scopes, *directory);
    bool const is_all = scopes.size() == asked.scopes.size();
    draft.values.set("FREE", draft.text(is_all ? "consent.free.alone" : "consent.free"));
    for (auto const* scope : scopes) {
        auto& entry = draft.values.add("SCOPE");
        entry.set("SCOPE_NAME", scope->name)
            .set("DESCRIPTION", scope->description.empty() ? scope->name : scope->description);
        entry.show(scopes.size() == 1 ? "ALONE" : "ONE_OF_SEVERAL");
        add_paragraphs(entry, scope->long_description);
    }
    if (!message_key.empty()) draft.values.add("ERROR").set("MESSAGE", draft.text(message_key));
    return draft.show("idporten-consent", "consent.title", !message_key.empty());
}

}  // namespace emulator::idporten
