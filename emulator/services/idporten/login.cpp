#include "services/idporten/login.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "base/json.h"
#include "http/answers.h"
#include "http/cookies.h"
#include "http/parameters.h"
#include "services/idporten/authorization_response.h"
#include "services/idporten/levels.h"

namespace emulator::idporten {
namespace {

Error login_is_gone() {
    return {ErrorCode::invalid_request,
            "The login has ended or was finished already",
            {"A login page is answered once, within two hours", "a login that is not known",
             "a login under way", "Go back to the service and log in from there."}};
}

Error foreign_form() {
    return {ErrorCode::invalid_request,
            "The form does not belong to this browser",
            {"The form carries the token of the page it came from, and the browser its cookie",
             "another token or cookie", "those of the page",
             "Allow cookies for this address, and go back to the service to log in again."}};
}

Result<> belongs_to_browser(http::Request const& request, http::Parameters const& form,
                            PendingLogin const& login) {
    auto const browser = http::cookie(request, browser_cookie).value_or("");
    bool const right =
        equal_secrets(digest_of(browser), login.browser) && equal_secrets(form.text("csrf"), login.csrf);
    if (!right) return foreign_form();
    return {};
}

}  // namespace

http::Response LoginEndpoint::post(http::Request const& request) const {
    auto const form = need(http::read_form(request));
    auto const transaction = form.text("transaction");

    auto const document = deps_.state.get({login_kind, digest_of(transaction)});
    if (!document) throw Problem(login_is_gone());
    auto const login = pending_login_from_json(need(parse_json(*document)));
    need(belongs_to_browser(request, form, login));

    if (form.text("action") == "cancel") return cancel(request, transaction, login);

    auto const acr = form.text("acr");
    auto const typed = form.has("pid") ? form.text("pid") : form.text("typed_pid");
    auto const again = [&](std::string_view key) {
        return login_page(deps_, request, transaction, login, key, shown(typed, 40), acr);
    };
    auto const offered = offered_levels(login.request.acr_values);
    if (typed.empty() || std::find(offered.begin(), offered.end(), acr) == offered.end())
        return again("login.error.choose");
    if (auto const fault = model::person_number_fault(typed); !fault.empty())
        return again("login.error." + std::string(fault));
    return log_in(request, transaction, login, need(model::PersonNumber::parse(typed)), acr);
}

http::Response LoginEndpoint::cancel(http::Request const& request, std::string_view transaction,
                                     PendingLogin const& login) const {
    if (!deps_.state.take({login_kind, digest_of(transaction)})) throw Problem(login_is_gone());
    return answer_with_error(deps_, request, login.request,
                             {ErrorCode::access_denied,
                              "The user cancelled the login",
                              {"The user may cancel", "cancel", "a login", "Offer to log in again."}});
}

// The same person at a higher level stays in the session, so that a logout still reaches every client.
Session LoginEndpoint::new_session(std::optional<Session> const& old, Authentication const& authentication,
                                   model::Client const& client) const {
    bool const shared = !client.sso_disabled;
    Session session{authentication, authentication.auth_time, shared, deps_.entropy.token(32), {}};
    if (old && old->authentication.pid == authentication.pid) {
        session.began = old->began;
        session.shared = shared || old->shared;
        session.sid = old->sid;
        session.clients = old->clients;
    }
    auto& clients = session.clients;
    if (std::find(clients.begin(), clients.end(), client.client_id) == clients.end())
        clients.push_back(client.client_id);
    return session;
}

http::Response LoginEndpoint::log_in(http::Request const& request, std::string_view transaction,
                                     PendingLogin const& login, model::PersonNumber pid,
                                     std::string const& acr) const {
    auto const directory = deps_.directory.now();
    auto const* client = directory->client(login.request.client_id);
    auto const old = find_session(deps_, request);
    if (!client || !deps_.state.take({login_kind, digest_of(transaction)})) throw Problem(login_is_gone());

    auto const now = deps_.clock.now();
    Authentication const authentication{pid, acr, "TestID", now};
    auto const session = new_session(old, authentication, *client);
    auto const secret = deps_.entropy.token(32);
    // A new name for every login: a session id that somebody planted before is worth nothing.
    if (auto const before = http::cookie(request, session_cookie))
        deps_.state.remove({session_kind, digest_of(*before)});
    deps_.state.put({session_kind, digest_of(secret)}, to_json(session).dump(), session_end(session, now));

    auto response =
        answer_with_code(deps_, request, login.request, *client, authentication, session.sid, login.language);
    http::set_cookie(response, session_cookie, secret, deps_.issuer.starts_with("https:"));
    deps_.log.info("idporten", "logged in", {{"client_id", login.request.client_id}, {"acr", acr}});
    return response;
}

}  // namespace emulator::idporten
