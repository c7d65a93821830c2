#include "services/idporten/arrival.h"

#include <nlohmann/json.hpp>

#include "http/cookies.h"
#include "oauth/examination.h"
#include "services/idporten/authorization_response.h"
#include "services/idporten/consent.h"
#include "services/idporten/contact_step.h"
#include "services/idporten/grants.h"
#include "services/idporten/pushed_requests.h"
#include "services/idporten/session_names.h"

namespace emulator::idporten {

namespace {

bool join_session(Deps const& deps, std::string_view session, std::string_view client_id) {
    return with_session(deps, session, [&](std::string_view name) {
        return deps.state.edit({session_kind, name}, [&](std::string& document, Instant&) {
            auto current = session_from_json(need(parse_json(document)));
            join(current, client_id);
            document = to_json(current).dump();
            return true;
        });
    });
}

bool goes_on(Deps const& deps, std::string_view session) {
    return with_session(deps, session, [&](std::string_view name) {
        return deps.state.get({session_kind, name}).has_value();
    });
}

http::Response wait_at(std::string_view path, Deps const& deps, http::Request const& request,
                       PendingLogin login) {
    auto const begun = begin_pending(deps, request, std::move(login));
    http::Parameters query;
    query.add("transaction", begun.visit.transaction);
    auto response = redirect(request, http::with_query(path, query));
    set_browser_cookie(deps, response, begun);
    return response;
}

bool is_asked_for_contact(Deps const& deps, model::PersonNumber pid) {
    if (!deps.contact_age && !deps.persons.is_asked_at_login(pid)) return false;
    auto const person = deps.persons.find(pid).value_or(model::Person{});
    return contact_step(person, deps.clock.now(), deps.contact_age.value_or(usual_contact_age)) !=
           ContactStep::none;
}

}  // namespace

bool session_goes_on(Deps const& deps, http::Request const& request, Visit const& visit) {
    auto const cookie = http::only_cookie(request, session_cookie);
    return cookie && with_session(deps, digest_of(*cookie), [&](std::string_view name) {
               auto const kept = deps.state.get({session_kind, name});
               return kept && session_from_json(need(parse_json(*kept))).sid == visit.login.logged_in->sid;
           });
}

bool use_session(Deps const& deps, std::string_view session) {
    auto const now = deps.clock.now();
    return with_session(deps, session, [&](std::string_view name) {
        return deps.state.edit({session_kind, name}, [&](std::string& document, Instant& expires) {
            expires = session_end(session_from_json(need(parse_json(document))), now);
            return true;
        });
    });
}

http::Response arrive(Deps const& deps, http::Request const& request, PendingLogin login,
                      model::Client const& client, std::string_view session) {
    login.asks_contact = is_asked_for_contact(deps, login.logged_in->authentication.pid);
    if (login.asks_contact) return wait_at("/contact", deps, request, std::move(login));
    return go_on(deps, request, std::move(login), client, session);
}

http::Response go_on(Deps const& deps, http::Request const& request, PendingLogin login,
                     model::Client const& client, std::string_view session) {
    if (!scopes_to_consent(login.request.scopes, *deps.directory.now()).empty())
        return wait_at("/consent", deps, request, std::move(login));
    return give_code(deps, request, std::move(login), client, session);
}

http::Response give_code(Deps const& deps, http::Request const& request, PendingLogin login,
                         model::Client const& client, std::string_view session) {
    spend_reference(deps, login.request);
    if (!join_session(deps, session, client.client_id)) throw Problem(session_is_gone());
    auto const& [authentication, sid] = *login.logged_in;
    auto const begun = begin_grant(deps, login.request, client, authentication, sid, login.language);
    // A logout ends the session first and its grants then; one that came in between has not seen this grant.
    if (!goes_on(deps, session)) {
        deps.grants.revoke(begun.id, "its session ended while the code was made");
        throw Problem(session_is_gone());
    }
    return answer_with_code(deps, request, login.request, begun.code);
}

Error cancelled() {
    return oauth::with_rule({ErrorCode::access_denied,
                             "The user cancelled the login",
                             {"The user may cancel", "cancel", "a login", "Offer to log in again."}},
                            "user_goes_on");
}

}  // namespace emulator::idporten
