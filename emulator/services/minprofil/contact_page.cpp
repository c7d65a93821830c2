#include "services/minprofil/contact_page.h"

#include "base/encoding.h"
#include "http/answers.h"

namespace emulator::minprofil {
namespace {

std::string changed_fields(Edit const& edit) {
    std::string names;
    auto const add = [&](bool changed, std::string_view name) {
        if (changed) names.append(names.empty() ? "" : " ").append(name);
    };
    add(edit.epostadresse.has_value(), "epostadresse");
    add(edit.mobiltelefonnummer.has_value(), "mobiltelefonnummer");
    add(edit.spraak.has_value(), "spraak");
    add(edit.reservasjon.has_value(), "reservasjon");
    add(edit.postkasse.has_value(), "postkasse");
    return names;
}

}  // namespace

Task<http::Response> ContactPage::get(http::Request const& request) {
    auto const query = need(http::read_query(request));
    auto const target = read_goto_url(query, parts_.directory.now()->goto_urls);
    tell(request, target);

    bool saved = false;
    auto const arrive = [&](Session& session) {
        saved = std::exchange(session.saved, false);
        bool const asks_to_return = target.fault != GotoFault::absent && target.fault != GotoFault::old_name;
        if (asks_to_return) session.goto_url = target.url();
        take_language(session, request, query);
    };
    auto const session = parts_.sessions.visit(request, arrive);
    if (!session) {
        auto answer = co_await parts_.login.start(request, target.url());
        co_return answer;
    }
    auto const contact = contact_of(person_of(*session));
    ContactView view;
    view.typed = contact;
    view.shown = shown_field(contact);
    view.saved = saved;
    co_return show(request, 200, *session, std::move(view));
}

http::Response ContactPage::post(http::Request const& request) {
    auto const form = need(http::read_form(request));
    auto const session = need(session_of_form(parts_.sessions, request, form));
    auto const fields = need(read_fields(form, parts_.directory.now()->postbox_operators));
    auto const shown = read_shown_field(form.text("shown")).value_or(contact_of(person_of(session)));

    auto const edit = edit_from(fields, shown);
    auto const faults = find_faults(edit);
    if (faults.any()) {
        ContactView view;
        view.typed = {fields.epostadresse.value_or(shown.epostadresse),
                      fields.mobiltelefonnummer.value_or(shown.mobiltelefonnummer),
                      fields.spraak.value_or(shown.spraak), fields.reservasjon.value_or(shown.reservasjon),
                      fields.postkasse.value_or(shown.postkasse)};
        view.shown = shown_field(shown);
        view.faults = faults;
        return show(request, 422, session, std::move(view));
    }

    auto const now = parts_.clock.now();
    parts_.persons.edit(session.person, {"minprofil", {}, now},
                        [&](model::Person& person) { apply(edit, person, now); });
    parts_.sessions.visit(request, [](Session& changed) { changed.saved = true; });
    parts_.log.info("minprofil", edit.confirm ? "contact information confirmed" : "contact information saved",
                    {{"changed", changed_fields(edit)}});
    return http::see_other(parts_.origin + "/");
}

http::Response ContactPage::show(http::Request const& request, unsigned status, Session const& session,
                                 ContactView view) const {
    auto const directory = parts_.directory.now();
    auto const person = person_of(session);
    view.operators = &directory->postbox_operators;
    // Judged again: the registry may have changed since.
    view.target = judge_goto_url(session.goto_url, directory->goto_urls);
    view.csrf = session.csrf;
    auto values = contact_values(parts_.site.pages(), session.language, person, view);
    return parts_.site.show(status, "minprofil", "minprofil.title", request, session.language,
                            std::move(values));
}

model::Person ContactPage::person_of(Session const& session) const {
    if (auto person = parts_.persons.find(session.person)) return std::move(*person);
    model::Person nobody;
    nobody.personidentifikator = session.person;
    return nobody;
}

void ContactPage::tell(http::Request const& request, GotoUrl const& url) const {
    auto const why = explain(url);
    if (why.rule.empty()) return;
    http::Refusal answered{{}, "minprofil", "GET " + request.path, 200, {}};
    answered.error.explanation = why;
    http::note_warnings(
        parts_.log, parts_.journal, std::move(answered),
        {"gotoUrl was ignored. " + why.rule + ", and it was " + why.received + ". " + why.mend});
}

}  // namespace emulator::minprofil
