#include "services/idporten/consent_endpoint.h"

#include "http/answers.h"
#include "http/cookies.h"
#include "oauth/examination.h"
#include "services/idporten/arrival.h"
#include "services/idporten/authorization_response.h"
#include "services/idporten/consent.h"

namespace emulator::idporten {
namespace {

std::vector<std::string> ticked(http::Parameters const& form) {
    constexpr std::string_view prefix = "scope:";
    std::vector<std::string> scopes;
    for (auto const& [name, value] : form) {
        if (name.starts_with(prefix)) scopes.push_back(name.substr(prefix.size()));
    }
    return scopes;
}

Error everything_was_denied() {
    return oauth::with_rule({ErrorCode::access_denied,
                             "The user denied every scope",
                             {"A denied scope falls out of the request", "denied", "a scope that is left",
                              "Ask for openid as well, then the login goes on without the scope."}},
                            "a_scope_is_left");
}

}  // namespace

http::Response ConsentEndpoint::get(http::Request const& request) const {
    auto const query = need(oauth::as_rule(http::read_query(request), "request_is_readable"));
    if (auto const anew = asked_anew(deps_, request, query)) return http::found(*anew);
    auto visit = visit_for_page(deps_, request, query, Stage::at_consent);
    follow_language_switch(deps_, request, visit);
    auto page = consent_page(deps_, request, visit);
    keep_language(deps_, request, http::choose_language(visit.login.language), page);
    return page;
}

http::Response ConsentEndpoint::post(http::Request const& request) const {
    auto const form = need(oauth::as_rule(http::read_form(request), "form_is_readable"));
    auto const visit = visit_for_answer(deps_, request, form, Stage::at_consent);
    auto const action = form.text("action");
    if (action == "cancel") {
        end_pending(deps_, visit, Ending::logged_in);
        return answer_with_error(deps_, request, visit.login.request, cancelled());
    }
    if (action == "deny") return answer(request, visit, {});
    auto const given = ticked(form);
    if (action != "approve" || given.empty())
        return consent_page(deps_, request, visit, "consent.error.choose");
    return answer(request, visit, given);
}

http::Response ConsentEndpoint::answer(http::Request const& request, Visit const& visit,
                                       std::vector<std::string> const& given) const {
    auto const directory = deps_.directory.now();
    auto login = visit.login;
    auto const* client = directory->client(login.request.client_id);
    end_pending(deps_, visit, Ending::logged_in);
    if (!client) throw Problem(client_is_gone());
    if (!session_goes_on(deps_, request, visit)) throw Problem(session_is_gone());
    login.request.scopes = granted_scopes(login.request.scopes, given, *directory);
    if (login.request.scopes.empty())
        return answer_with_error(deps_, request, login.request, everything_was_denied());
    return give_code(deps_, request, std::move(login), *client,
                     digest_of(http::only_cookie(request, session_cookie).value_or("")));
}

}  // namespace emulator::idporten
