#include "services/idporten/contact_endpoint.h"

#include "http/answers.h"
#include "http/cookies.h"
#include "oauth/examination.h"
#include "services/idporten/arrival.h"

namespace emulator::idporten {

http::Response ContactEndpoint::get(http::Request const& request) const {
    auto const query = need(oauth::as_rule(http::read_query(request), "request_is_readable"));
    if (auto const anew = asked_anew(deps_, request, query)) return http::found(*anew);
    auto visit = visit_for_page(deps_, request, query, Stage::at_contact);
    if (!session_goes_on(deps_, request, visit)) throw Problem(session_is_gone());
    follow_language_switch(deps_, request, visit);
    auto page = contact_page(deps_, request, visit);
    keep_language(deps_, request, http::choose_language(visit.login.language), page);
    return page;
}

http::Response ContactEndpoint::post(http::Request const& request) const {
    auto const form = need(oauth::as_rule(http::read_form(request), "form_is_readable"));
    auto const visit = visit_for_answer(deps_, request, form, Stage::at_contact);
    if (!session_goes_on(deps_, request, visit)) throw Problem(session_is_gone());
    if (form.text("action") == "skip") return proceed(request, visit, nullptr);
    auto const answer = read_contact_answer(form);
    auto const faults = find_faults(answer);
    if (faults.any()) return contact_page(deps_, request, visit, &answer, faults);
    return proceed(request, visit, &answer);
}

// Ends the step first: of two answers one is written.
http::Response ContactEndpoint::proceed(http::Request const& request, Visit const& visit,
                                        ContactAnswer const* answer) const {
    auto const directory = deps_.directory.now();
    auto login = visit.login;
    auto const* client = directory->client(login.request.client_id);
    end_pending(deps_, visit, Ending::logged_in);
    if (!client) throw Problem(client_is_gone());
    if (answer) {
        auto const now = deps_.clock.now();
        deps_.persons.edit(login.logged_in->authentication.pid, {"idporten", {}, now},
                           [&](model::Person& person) { apply(*answer, person, now); });
    }
    deps_.log.info("idporten",
                   answer ? "contact information confirmed" : "contact information not asked for now",
                   {{"client_id", client->client_id}});
    login.asks_contact = false;
    return go_on(deps_, request, std::move(login), *client,
                 digest_of(http::only_cookie(request, session_cookie).value_or("")));
}

}  // namespace emulator::idporten
