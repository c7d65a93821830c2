#include "services/idporten/visit_rules.h"

#include <array>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "http/cookies.h"
#include "http/same_origin.h"
#include "oauth/examined_rules.h"
#include "oauth/token_parameters.h"

namespace emulator::idporten {
namespace {

Error foreign_form(std::string received) {
    return {ErrorCode::invalid_request,
            "The form does not belong to this browser",
            {"The form carries the token of the page it came from, and the browser its cookie",
             std::move(received), "those of the page",
             "Allow cookies for this address, and go back to the service to log in again."}};
}

Stage stage_of(PendingLogin const& login) {
    if (!login.logged_in) return Stage::before_login;
    return login.asks_contact ? Stage::at_contact : Stage::at_consent;
}

std::string_view name(Stage stage) {
    switch (stage) {
        case Stage::before_login:
            return "the login";
        case Stage::at_contact:
            return "the contact information";
        default:
            return "the consent";
    }
}

Result<> origin_is_ours(VisitAsked const& asked) {
    return http::check_same_origin(asked.request);
}

Result<> login_is_under_way(VisitAsked const& asked) {
    if (asked.login) return {};
    return login_is_gone();
}

Result<> browser_is_the_same(VisitAsked const& asked) {
    auto const cookie = http::only_cookie(asked.request, browser_cookie);
    if (equal_secrets(digest_of(cookie.value_or("")), asked.login->browser)) return {};
    return foreign_form(cookie ? "the cookie of another browser" : "no cookie, or several");
}

Result<> step_is_the_next(VisitAsked const& asked) {
    auto const next = stage_of(*asked.login);
    if (next == asked.stage) return {};
    auto gone = login_is_gone();
    gone.explanation = {"A page is for the step that the login has come to",
                        "the page of " + std::string(name(asked.stage)), "that of " + std::string(name(next)),
                        "Go on in the tab where the login has come further."};
    return gone;
}

Result<> form_is_of_the_page(VisitAsked const& asked) {
    if (equal_secrets(asked.parameters.text("csrf"), asked.login->csrf)) return {};
    return foreign_form(asked.parameters.has("csrf") ? "another token" : "no token");
}

std::string origin(VisitAsked const& asked) {
    std::string text;
    for (auto const* header : {"Sec-Fetch-Site", "Origin", "Referer"}) {
        auto const value = asked.request.headers.find(header);
        if (value) text.append(text.empty() ? "" : ", ").append(header).append(": ") += shown(*value);
    }
    return text.empty() ? "no browser says where it comes from" : text;
}
std::string transaction(VisitAsked const& asked) {
    auto const size = asked.parameters.text("transaction").size();
    return "a transaction of " + std::to_string(size) + " characters, " +
           (asked.login ? "known here" : "not known here");
}
std::string cookie(VisitAsked const& asked) {
    return std::string(browser_cookie) + (http::only_cookie(asked.request, browser_cookie)
                                              ? " is there"
                                              : " is not there, or differs from itself");
}
std::string step(VisitAsked const& asked) {
    auto const at = asked.login ? std::string(name(stage_of(*asked.login))) : std::string("none");
    return "the page of " + std::string(name(asked.stage)) + ", the login is at " + at;
}
std::string csrf(VisitAsked const& asked) {
    return "csrf of " + std::to_string(asked.parameters.text("csrf").size()) + " characters";
}

using Rule = oauth::ExaminedRule<VisitAsked>;
constexpr Rule ours{"origin_is_ours", "What is posted comes from a page of this address", "", origin_is_ours,
                    origin};
constexpr Rule under_way{"login_is_under_way", "transaction names a login that waits, for two hours at most",
                         "", login_is_under_way, transaction};
constexpr Rule same_browser{"browser_is_the_same", "The browser is the one that began the login",
                            "login_is_under_way", browser_is_the_same, cookie};
constexpr Rule next_step{"step_is_the_next", "The page is that of the step which the login has come to",
                         "login_is_under_way", step_is_the_next, step};
constexpr Rule own_form{"form_is_of_the_page", "The form carries the csrf token of its page",
                        "login_is_under_way", form_is_of_the_page, csrf};
constexpr std::array page_rules{under_way, same_browser, next_step};
constexpr std::array answer_rules{ours, under_way, same_browser, next_step, own_form};

template <class Rules>
Result<> judge(Rules const& rules, VisitAsked const& asked) {
    return oauth::judge_by(rules, asked, [&] {
        return Json{{"parameters", oauth::shown_token_parameters(asked.parameters)}};
    });
}

}  // namespace

Result<> judge_page(VisitAsked const& asked) {
    return judge(page_rules, asked);
}

Result<> judge_answer(VisitAsked const& asked) {
    return judge(answer_rules, asked);
}

}  // namespace emulator::idporten
