// A login that waits for its user, on the way from /authorize to a code: what it keeps, and who may go on
// with it. Only the browser that began may, and forms carry a token of the page they came from.
#pragma once

#include <functional>

#include "services/idporten/deps.h"
#include "services/idporten/eid.h"

namespace emulator::idporten {

// Long, so that nobody is hurried (WCAG 2.2.1); the page loses nothing but the login under way.
inline constexpr seconds login_lifetime = std::chrono::hours(2);
// More wait only where somebody floods the login page; then the oldest make room.
inline constexpr std::size_t most_pending_logins = 10'000;

// Who has logged in, where only a question about contact information or a consent still comes.
struct LoggedIn {
    Authentication authentication;
    std::string sid;
};

struct PendingLogin {
    AuthorizationRequest request;
    std::string language;
    std::string csrf = {};
    std::string browser = {};         // digest of the browser's cookie
    std::optional<Claim> claim = {};  // that is not confirmed yet
    std::optional<LoggedIn> logged_in = {};
    bool asks_contact = false;  // whether contact information is asked about before anything else
};
Json to_json(PendingLogin const& login);
PendingLogin pending_login_from_json(Json const& document);  // REQUIRES what to_json wrote

// A login under its name; `transaction` is what pages carry.
struct Visit {
    std::string transaction;
    PendingLogin login;
};

// Keeps a login under a new name, with a csrf token and bound to the browser.
struct Begun {
    Visit visit;
    std::string new_browser;  // for a cookie; empty where the browser has one
};
Begun begin_pending(Deps const& deps, http::Request const& request, PendingLogin login);
void set_browser_cookie(Deps const& deps, http::Response& response, Begun const& begun);

enum class Stage { before_login, at_contact, at_consent };

// The login that `transaction` names. For a page the browser must be the right one, for an answer the csrf
// token as well. Throws the refusal: it has ended, is at another stage, or belongs to another browser.
Visit visit_for_page(Deps const& deps, http::Request const& request, http::Parameters const& query,
                     Stage stage);
Visit visit_for_answer(Deps const& deps, http::Request const& request, http::Parameters const& form,
                       Stage stage);

// Where the page's language switch was used, the login goes on in that language.
void follow_language_switch(Deps const& deps, http::Request const& request, Visit& visit);

// Changes what is kept as one step. Throws where the login has ended.
void change_pending(Deps const& deps, std::string_view transaction,
                    std::function<void(PendingLogin&)> const& edit);
// Ends it. Throws where it has ended: of two answers, one wins. Where the user has logged in, prompt has done
// its work, and who comes back is not asked to log in once more.
enum class Ending { logged_in, cancelled };
void end_pending(Deps const& deps, Visit const& visit, Ending ending);
// Who goes back to a page of a login that has ended asks for the same anew: the address of that request,
// where `query` names such a login of this browser.
std::optional<std::string> asked_anew(Deps const& deps, http::Request const& request,
                                      http::Parameters const& query);

// How a login ends that is answered too late, or twice.
Error login_is_gone();
// The same where the login was answered in time, and its client or its session has ended meanwhile; with the
// record.
Error client_is_gone();
Error session_is_gone();

}  // namespace emulator::idporten
