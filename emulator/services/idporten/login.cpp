#include "services/idporten/login.h"

#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "base/json.h"
#include "http/answers.h"
#include "http/cookies.h"
#include "oauth/examination.h"
#include "services/idporten/arrival.h"
#include "services/idporten/authorization_response.h"
#include "services/idporten/authorization_rules.h"
#include "services/idporten/pushed_requests.h"
#include "services/idporten/recent_people.h"
#include "services/idporten/session_names.h"

namespace emulator::idporten {
namespace {

// The eID of the path, where it can answer this request.
Eid const& chosen_eid(http::Request const& request, PendingLogin const& login) {
    auto const* eid = find_eid(request.path_parameter("eid"));
    if (!eid) {
        throw Problem(oauth::with_rule({ErrorCode::not_found,
                                        "There is no such eID",
                                        {"The path names an eID", shown(request.path_parameter("eid")),
                                         "one of the page /login", "Go back, and choose an eID."}},
                                       "eid_is_known"));
    }
    if (offered_levels(*eid, login.request.acr_values).empty()) {
        throw Problem(
            oauth::with_rule({ErrorCode::invalid_request,
                              "The eID does not reach the level that the service asks for",
                              {"The eID gives a level of acr_values, or a higher one",
                               std::string(eid->name) + ", acr_values " + words(login.request.acr_values),
                               "one of the page /login", "Go back, and choose another eID."}},
                             "eid_reaches_the_level"));
    }
    return *eid;
}

// Whether the login has come to the eID's own step.
bool awaits_confirmation(Visit const& visit, Eid const& eid) {
    return eid.confirmation && visit.login.claim && visit.login.claim->eid == eid.id;
}

http::Response see(Visit const& visit, std::string path) {
    http::Parameters query;
    query.add("transaction", visit.transaction);
    return http::see_other(http::with_query(path, query));
}

std::string path_of(Eid const& eid) {
    return "/login/" + std::string(eid.id);
}

bool cancels(http::Parameters const& form) {
    return form.text("action") == "cancel";
}

http::Response send_back(Deps const& deps, http::Request const& request, Visit const& visit) {
    end_pending(deps, visit, Ending::cancelled);
    return answer_with_error(deps, request, visit.login.request, cancelled());
}

// Shows a page by `show`, in the language that the user has switched to.
template <class Show>
http::Response show_page(Deps const& deps, http::Request const& request, Show const& show) {
    auto const query = need(oauth::as_rule(http::read_query(request), "request_is_readable"));
    if (auto const anew = asked_anew(deps, request, query)) return http::found(*anew);
    auto visit = visit_for_page(deps, request, query, Stage::before_login);
    follow_language_switch(deps, request, visit);
    http::Response page = show(visit);
    keep_language(deps, request, http::choose_language(visit.login.language), page);
    return page;
}

}  // namespace

http::Response LoginEndpoint::choose(http::Request const& request) const {
    return show_page(deps_, request, [&](Visit const& visit) { return first_page(deps_, request, visit); });
}

http::Response LoginEndpoint::cancel(http::Request const& request) const {
    auto const form = need(oauth::as_rule(http::read_form(request), "form_is_readable"));
    auto const visit = visit_for_answer(deps_, request, form, Stage::before_login);
    return cancels(form) ? send_back(deps_, request, visit) : see(visit, "/login");
}

http::Response LoginEndpoint::ask_who(http::Request const& request) const {
    return show_page(deps_, request, [&](Visit const& visit) {
        return identify_page(deps_, request, visit, chosen_eid(request, visit.login));
    });
}

http::Response LoginEndpoint::told_who(http::Request const& request) const {
    auto const form = need(oauth::as_rule(http::read_form(request), "form_is_readable"));
    auto const visit = visit_for_answer(deps_, request, form, Stage::before_login);
    if (cancels(form)) return send_back(deps_, request, visit);
    auto const& eid = chosen_eid(request, visit.login);
    auto const [claim, fault] = identify(eid, form, visit.login.request.acr_values);
    if (!claim) {
        auto const typed = form.has("pid") ? form.text("pid") : form.text("typed_pid");
        return identify_page(deps_, request, visit, eid, {fault, shown(typed, 40), form.text("acr")});
    }
    if (!eid.confirmation) return log_in(request, visit, *claim);
    change_pending(deps_, visit.transaction, [&](PendingLogin& login) {
        login.claim = *claim;
        login.claim->id = deps_.entropy.token(16);
    });
    return see(visit, path_of(eid) + "/confirmation");
}

http::Response LoginEndpoint::ask_confirmation(http::Request const& request) const {
    return show_page(deps_, request, [&](Visit const& visit) {
        auto const& eid = chosen_eid(request, visit.login);
        return awaits_confirmation(visit, eid) ? confirmation_page(deps_, request, visit, eid)
                                               : see(visit, path_of(eid));
    });
}

http::Response LoginEndpoint::confirmed(http::Request const& request) const {
    auto const form = need(oauth::as_rule(http::read_form(request), "form_is_readable"));
    auto const visit = visit_for_answer(deps_, request, form, Stage::before_login);
    if (cancels(form)) return send_back(deps_, request, visit);
    auto const& eid = chosen_eid(request, visit.login);
    if (!awaits_confirmation(visit, eid)) return see(visit, path_of(eid));
    // In another tab somebody else was named since: who confirms must have seen whom.
    if (form.text("claim") != visit.login.claim->id) return see(visit, path_of(eid) + "/confirmation");
    auto const fault = eid.confirmation->fault(form);
    if (!fault.empty()) return wrong_confirmation(request, visit, eid, fault);
    return log_in(request, visit, *visit.login.claim);
}

// So many wrong codes, and who it is must be said again: nobody tries one code after the other.
http::Response LoginEndpoint::wrong_confirmation(http::Request const& request, Visit visit, Eid const& eid,
                                                 std::string_view fault) const {
    bool too_many = false;
    change_pending(deps_, visit.transaction, [&](PendingLogin& login) {
        bool const is_the_same = login.claim && login.claim->id == visit.login.claim->id;
        too_many = !is_the_same || ++login.claim->wrong >= most_wrong;
        if (is_the_same && too_many) login.claim.reset();
    });
    if (too_many) return identify_page(deps_, request, visit, eid, {"login.error.tries", {}, {}});
    return confirmation_page(deps_, request, visit, eid, fault);
}

Authentication LoginEndpoint::authentication(Claim const& claim) const {
    auto const& eid = *find_eid(claim.eid);
    Authentication authentication{claim.pid, claim.acr, std::string(eid.amr), deps_.clock.now()};
    auto const person = eid.supplies_names ? deps_.persons.find(claim.pid) : std::nullopt;
    if (person) {
        authentication.given_name = person->given_name;
        authentication.family_name = person->family_name;
    }
    return authentication;
}

// In one step with the end of the browser's session before: a client that joins that one is in the new one,
// too, and is told of its logout. A new name for every login: one that somebody planted before is worth
// nothing.
std::string LoginEndpoint::begin_session(http::Request const& request, Authentication const& login,
                                         model::Client const& client, std::string const& id) const {
    auto before = digest_of(http::only_cookie(request, session_cookie).value_or(""));
    std::optional<Session> current;
    // A login in another tab may have renamed the session while this form was on its way.
    with_session(deps_, before, [&](std::string_view name) {
        auto const kept = deps_.state.get({session_kind, name});
        if (!kept) return false;
        current = session_from_json(need(parse_json(*kept)));
        before = name;
        return true;
    });
    if (current && current->authentication.pid == login.pid) announce_new_name(deps_, before, id);
    auto sid = deps_.entropy.token(32);
    bool another_person = false;
    deps_.state.replace({session_kind, before}, {session_kind, id}, [&](auto const& kept) {
        std::optional<Session> old;
        if (kept) old = session_from_json(need(parse_json(*kept)));
        another_person = old && old->authentication.pid != login.pid;
        auto const session = session_after(old, login, client, sid);
        sid = session.sid;
        return store::Document{to_json(session).dump(), session_end(session, login.auth_time)};
    });
    if (another_person) {
        deps_.log.warning("idporten", "another person has logged in; the session before ends unannounced",
                          {{"client_id", client.client_id}});
    }
    return sid;
}

http::Response LoginEndpoint::log_in(http::Request const& request, Visit const& visit,
                                     Claim const& claim) const {
    auto const directory = deps_.directory.now();
    auto const& asked = visit.login.request;
    auto const* client = directory->client(asked.client_id);
    if (!client) throw Problem(client_is_gone());
    end_pending(deps_, visit, Ending::logged_in);
    PendingLogin going_on{asked, visit.login.language};
    // Before the session is touched: of two logins that were begun with one reference, the other changes
    // nothing.
    spend_reference(deps_, going_on.request);

    auto const login = authentication(claim);
    auto const secret = deps_.entropy.token(32);
    going_on.logged_in = LoggedIn{login, begin_session(request, login, *client, digest_of(secret))};
    auto response = arrive(deps_, request, std::move(going_on), *client, digest_of(secret));
    bool const secure = deps_.issuer.starts_with("https:");
    http::set_cookie(response, session_cookie, secret, secure);
    auto const recent = http::cookie(request, recent_people_cookie).value_or("");
    http::set_cookie(response, recent_people_cookie, with_recent_person(recent, login.pid), secure);
    deps_.log.info("idporten", "logged in",
                   {{"client_id", asked.client_id}, {"acr", login.acr}, {"amr", login.amr}});
    return response;
}

}  // namespace emulator::idporten
