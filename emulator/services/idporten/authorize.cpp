#include "services/idporten/authorize.h"

#include <nlohmann/json.hpp>

#include "base/json.h"
#include "http/answers.h"
#include "http/cookies.h"
#include "http/parameters.h"
#include "oauth/examination.h"
#include "services/idporten/arrival.h"
#include "services/idporten/asked_by_get.h"
#include "services/idporten/authorization_response.h"
#include "services/idporten/authorization_rules.h"
#include "services/idporten/brought_request.h"
#include "services/idporten/consent.h"
#include "services/idporten/grants.h"
#include "services/idporten/login_pages.h"
#include "services/idporten/pushed_requests.h"

namespace emulator::idporten {

http::Response AuthorizeEndpoint::get(http::Request const& request) const {
    return answer(request, need(oauth::as_rule(http::read_query(request), "request_is_readable")));
}

http::Response AuthorizeEndpoint::post(http::Request const& request) const {
    auto const parameters =
        need(oauth::as_rule(http::read_form_with_repetitions(request), "request_is_readable"));
    if (auto const address = asked_by_get(request, parameters)) return http::see_other(*address);
    return answer(request, parameters);
}

http::Response AuthorizeEndpoint::answer(http::Request const& request,
                                         http::Parameters const& parameters) const {
    auto const directory = deps_.directory.now();
    auto const brought = need(read_brought(deps_, request, parameters));
    auto verdict = judge(brought.parameters, *directory);
    if (auto const* page = std::get_if<RefuseWithPage>(&verdict)) throw Problem(page->error);
    if (auto* refusal = std::get_if<RefuseWithRedirect>(&verdict)) {
        refusal->request.pushed = brought.pushed;
        return answer_with_error(deps_, request, refusal->request, refusal->error);
    }
    auto accepted = std::get<Accepted>(std::move(verdict));
    accepted.request.pushed = brought.pushed;

    // What was pushed was warned of when it was pushed.
    auto warnings = brought.pushed.empty() ? std::move(accepted.warnings) : brought.warnings;
    auto const& client = *directory->client(accepted.request.client_id);
    if (answered_as_another(deps_, request, accepted.request, client, brought.parameters))
        warnings.emplace_back(
            "answered by single sign-on as another person than the hint names: prompt=login asks the user "
            "anew");

    if (request.headers.find("Sec-Fetch-Dest") == "iframe")
        warnings.emplace_back(
            "asked from within an iframe, where browsers keep the session's cookie back and show no page of "
            "ID-porten: a silent renewal there is unsupported (docs.digdir.no, oidc_auth_spa)");

    auto response = proceed(request, accepted.request, client, brought.parameters);

    auto const where = std::string(http::method_name(request.method)) + " " + request.path;
    http::Refusal answered{{}, "idporten", where, response.status, {}};
    answered.error.record = std::move(accepted.record);
    if (answered.error.record.empty() && !warnings.empty())
        answered.error.record = examination(brought.parameters, *directory);
    http::note_warnings(deps_.log, deps_.journal, std::move(answered), warnings);
    return response;
}

http::Response AuthorizeEndpoint::proceed(http::Request const& request, AuthorizationRequest const& asked,
                                          model::Client const& client,
                                          http::Parameters const& parameters) const {
    if (asked.headless) return headless(request, asked, client);
    auto const session = find_session(deps_, request);
    auto const directory = deps_.directory.now();
    SessionAsked const of_session{session, asked, client, *directory, deps_.clock.now()};
    auto const why = why_login_is_needed(of_session);
    if (has_prompt(asked, "none") && (!why.empty() || !scopes_to_consent(asked.scopes, *directory).empty()))
        return refuse_silence(request, of_session, parameters);
    if (why.empty()) return single_sign_on(request, asked, client, *session);
    // The session's rest is measured between authentication requests, also where a login must come first.
    if (session) use_session(deps_, digest_of(*http::only_cookie(request, session_cookie)));
    return begin_login(request, asked);
}

http::Response AuthorizeEndpoint::headless(http::Request const& request, AuthorizationRequest const& asked,
                                           model::Client const& client) const {
    Authentication const authentication{asked.headless->pid, asked.headless->acr, "TestID",
                                        deps_.clock.now()};
    auto const language = http::language_code(http::choose_language(asked.ui_locales));
    // Each such login is a session of its own that no cookie leads back to; one from before ends.
    if (auto const before = http::cookie(request, session_cookie))
        deps_.state.remove({session_kind, digest_of(*before)});
    auto spent = asked;
    spend_reference(deps_, spent);
    auto const begun = begin_grant(deps_, spent, client, authentication, deps_.entropy.token(32), language);
    auto response = answer_with_code(deps_, request, spent, begun.code);
    http::clear_cookie(response, browser_cookie);
    http::clear_cookie(response, session_cookie);
    return response;
}

http::Response AuthorizeEndpoint::single_sign_on(http::Request const& request,
                                                 AuthorizationRequest const& asked,
                                                 model::Client const& client, Session const& session) const {
    auto const id = digest_of(*http::only_cookie(request, session_cookie));
    PendingLogin login{asked, std::string(http::language_code(language_of(request, asked.ui_locales)))};
    login.logged_in = LoggedIn{session.authentication, session.sid};
    // An authentication request uses the session, whatever becomes of the consent.
    if (!use_session(deps_, id)) return begin_login(request, asked);
    return go_on(deps_, request, std::move(login), client, id);
}

http::Response AuthorizeEndpoint::begin_login(http::Request const& request,
                                              AuthorizationRequest const& asked) const {
    auto const language = language_of(request, asked.ui_locales);
    auto const begun = begin_pending(deps_, request, {asked, std::string(http::language_code(language))});
    auto page = first_page(deps_, request, begun.visit);
    set_browser_cookie(deps_, page, begun);
    keep_language(deps_, request, language, page);
    return page;
}

// prompt=none shows no page (OpenID Connect Core 3.1.2.1).
http::Response AuthorizeEndpoint::refuse_silence(http::Request const& request, SessionAsked const& asked,
                                                 http::Parameters const& parameters) const {
    auto const why = why_login_is_needed(asked);
    auto const consents = scopes_to_consent(asked.request.scopes, asked.directory);
    bool const login = !why.empty();
    constexpr std::string_view rule = "prompt=none shows no page (OpenID Connect Core 3.1.2.1)";
    constexpr std::string_view mend = "Send the user to /authorize without prompt=none.";
    auto const consent =
        consents.empty() ? Result<>()
                         : refused(ErrorCode::consent_required,
                                   "The user must consent, and prompt=none forbids it", std::string(rule),
                                   consents.front()->name, "scopes that need no consent", std::string(mend));
    auto error = login ? refused(ErrorCode::login_required,
                                 "The user must log in, and prompt=none forbids it", std::string(rule),
                                 std::string(why), "a session that satisfies the request", std::string(mend))
                       : consent.error();
    auto examined = examination(asked);
    examined.add("no_scope_needs_consent", "No scope has requires_user_consent", words(asked.request.scopes),
                 consent);
    return answer_with_error(
        deps_, request, asked.request,
        oauth::with_record(std::move(error),
                           examined.record({{"parameters", shown_parameters(parameters)}})));
}

}  // namespace emulator::idporten
