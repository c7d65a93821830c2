#include "services/idporten/authorize.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/json.h"
#include "http/answers.h"
#include "http/cookies.h"
#include "http/parameters.h"
#include "services/idporten/authorization_response.h"
#include "services/idporten/authorization_rules.h"
#include "services/idporten/brought_request.h"
#include "services/idporten/levels.h"
#include "services/idporten/pushed_requests.h"

namespace emulator::idporten {
Json to_json(PendingLogin const& login) {
    return {{"request", to_json(login.request)},
            {"csrf", login.csrf},
            {"browser", login.browser},
            {"language", login.language}};
}

PendingLogin pending_login_from_json(Json const& document) {
    return {authorization_request_from_json(document.at("request")), document.at("csrf"),
            document.at("browser"), document.at("language")};
}

http::Response login_page(Deps const& deps, http::Request const& request, std::string_view transaction,
                          PendingLogin const& login, std::string_view message_key, std::string_view typed,
                          std::string_view acr) {
    auto const language = http::choose_language(login.language);
    auto const& pages = deps.site.pages();
    auto const directory = deps.directory.now();
    auto const* client = directory->client(login.request.client_id);
    http::Values values;
    values.set("SERVICE_NAME", client ? client->client_name : login.request.client_id);
    values.set("ACTION", "/login")
        .set("CSRF", login.csrf)
        .set("TRANSACTION", std::string(transaction))
        .set("TYPED", std::string(typed));
    if (!message_key.empty()) {
        http::Values received;
        received.set("RECEIVED", std::string(typed));
        values.add("ERROR")
            .set("MESSAGE", pages.text(message_key, language, received))
            .set("HINT", pages.text("login.hint.synthetic", language));
    }
    auto const offered = offered_levels(login.request.acr_values);
    for (auto const level : offered) {
        std::string const key = level == high ? "login.level.high" : "login.level.substantial";
        auto& choice = values.add("LEVEL");
        choice.set("ACR", std::string(level))
            .set("LABEL", pages.text(key, language))
            .set("DESCRIPTION", pages.text(key + ".description", language));
        choice.show("CHECKED", level == (acr.empty() ? offered.front() : acr));
    }
    for (auto const& person : deps.persons.listed()) {
        values.add("PERSON")
            .set("PID", person.personidentifikator.digits())
            .set("NAME", person.name())
            .set("STORY", person.beskrivelse);
    }
    return deps.site.show(message_key.empty() ? 200 : 422, "idporten-testid", "login.title", request,
                          language, std::move(values));
}

http::Response AuthorizeEndpoint::get(http::Request const& request) const {
    return answer(request, need(http::read_query(request)));
}
http::Response AuthorizeEndpoint::post(http::Request const& request) const {
    return answer(request, need(http::read_form_with_repetitions(request)));
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

    auto response = proceed(request, accepted.request, client);

    auto const where = std::string(http::method_name(request.method)) + " " + request.path;
    http::Refusal answered{{}, "idporten", where, response.status, {}};
    answered.error.record = std::move(accepted.record);
    http::note_warnings(deps_.log, deps_.journal, std::move(answered), warnings);
    return response;
}

http::Response AuthorizeEndpoint::proceed(http::Request const& request, AuthorizationRequest const& asked,
                                          model::Client const& client) const {
    if (asked.headless) return headless(request, asked, client);
    auto const session = find_session(deps_, request);
    auto const why = why_login_is_needed(session, asked, client, deps_.clock.now());
    if (why.empty()) return single_sign_on(request, asked, client, *session);
    if (has_prompt(asked, "none")) return refuse_login(request, asked, why);
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
    auto response =
        answer_with_code(deps_, request, asked, client, authentication, deps_.entropy.token(32), language);
    http::clear_cookie(response, browser_cookie);
    http::clear_cookie(response, session_cookie);
    return response;
}

http::Response AuthorizeEndpoint::single_sign_on(http::Request const& request,
                                                 AuthorizationRequest const& asked,
                                                 model::Client const& client, Session const& session) const {
    auto const now = deps_.clock.now();
    auto const id = digest_of(*http::cookie(request, session_cookie));
    deps_.state.edit({session_kind, id}, [&](std::string& document, Instant& expires) {
        auto current = session_from_json(need(parse_json(document)));
        auto& clients = current.clients;
        if (std::find(clients.begin(), clients.end(), asked.client_id) == clients.end())
            clients.push_back(asked.client_id);
        document = to_json(current).dump();
        expires = session_end(current, now);
        return true;
    });
    auto const language = http::language_code(language_of(request, asked.ui_locales));
    return answer_with_code(deps_, request, asked, client, session.authentication, session.sid, language);
}

http::Response AuthorizeEndpoint::begin_login(http::Request const& request,
                                              AuthorizationRequest const& asked) const {
    auto browser = http::cookie(request, browser_cookie);
    bool const new_browser = !browser || browser->empty();
    if (new_browser) browser = deps_.entropy.token(32);
    auto const transaction = deps_.entropy.token(32);
    auto const language = language_of(request, asked.ui_locales);
    PendingLogin const login{asked, deps_.entropy.token(16), digest_of(*browser),
                             std::string(http::language_code(language))};
    deps_.state.put_bounded({login_kind, digest_of(transaction)}, to_json(login).dump(),
                            deps_.clock.now() + login_lifetime, most_pending_logins);
    if (!asked.pushed.empty()) remember_browser(deps_, asked.pushed, *browser);
    auto page = login_page(deps_, request, transaction, login);
    if (new_browser) http::set_cookie(page, browser_cookie, *browser, deps_.issuer.starts_with("https:"));
    keep_language(deps_, request, language, page);
    return page;
}

http::Response AuthorizeEndpoint::refuse_login(http::Request const& request,
                                               AuthorizationRequest const& asked,
                                               std::string_view why) const {
    return answer_with_error(
        deps_, request, asked,
        {ErrorCode::login_required,
         "The user must log in, and prompt=none forbids it",
         {"prompt=none shows no page (OpenID Connect Core 3.1.2.1)", std::string(why),
          "a session that satisfies the request", "Send the user to /authorize without prompt=none."}});
}

}  // namespace emulator::idporten
