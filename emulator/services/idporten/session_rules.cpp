#include "services/idporten/session_rules.h"

#include <algorithm>
#include <array>

#include "base/times.h"
#include "oauth/scopes.h"
#include "services/idporten/authorization_rules.h"
#include "services/idporten/levels.h"

namespace emulator::idporten {
namespace {

bool takes_no_part(SessionAsked const& asked) {
    auto const& clients = asked.session->clients;
    auto const& client = asked.client;
    return client.sso_disabled &&
           std::find(clients.begin(), clients.end(), client.client_id) == clients.end();
}

bool is_isolated(SessionAsked const& asked) {
    return !asked.client.sso_disabled && !asked.session->shared;
}

bool a_scope_demands_login(SessionAsked const& asked) {
    auto const& scopes = asked.request.scopes;
    return std::any_of(scopes.begin(), scopes.end(), [&](std::string const& name) {
        auto const* scope = asked.directory.scope(name);
        return scope && scope->requires_user_authentication;
    });
}

// OpenID Connect Core 3.1.2.1: max_age=0 is prompt=login.
bool max_age_has_passed(SessionAsked const& asked) {
    auto const& max_age = asked.request.max_age;
    auto const age = asked.now - asked.session->authentication.auth_time;
    return max_age && (*max_age == seconds(0) || age > *max_age);
}

std::string session(SessionAsked const& asked) {
    return asked.session ? "a session since " + format_utc(asked.session->began) : "no session";
}
std::string clients(SessionAsked const& asked) {
    std::string text = asked.client.sso_disabled ? "sso_disabled is set" : "sso_disabled is not set";
    if (asked.session)
        text += ", " + std::to_string(asked.session->clients.size()) + " clients in the session";
    return text;
}
std::string prompt(SessionAsked const& asked) {
    return asked.request.prompt.empty() ? "absent" : "prompt=" + asked.request.prompt;
}
std::string scopes(SessionAsked const& asked) {
    return words(asked.request.scopes);
}
std::string levels(SessionAsked const& asked) {
    auto const wanted = oauth::join_scopes(asked.request.acr_values);
    auto const had = asked.session ? asked.session->authentication.acr : "no session";
    return (wanted.empty() ? "no acr_values" : "acr_values=" + wanted) + ", " + had;
}
std::string age(SessionAsked const& asked) {
    auto const& max_age = asked.request.max_age;
    auto const wanted = max_age ? "max_age=" + std::to_string(max_age->count()) : "no max_age";
    return asked.session ? wanted + ", logged in " + format_utc(asked.session->authentication.auth_time) +
                               ", the time here " + format_utc(asked.now)
                         : wanted;
}

// When a page must be shown.
struct SessionRule {
    std::string_view name;
    std::string_view says;
    std::string_view after;
    bool (*broken)(SessionAsked const&);
    std::string_view why;
    std::string (*measured)(SessionAsked const&);
};
constexpr std::string_view session_first = "session_goes_on";
constexpr std::array rules{
    SessionRule{"session_goes_on", "The browser has a session that goes on", "",
                [](SessionAsked const& asked) { return !asked.session; }, "no session", session},
    SessionRule{"client_may_join",
                "A client with sso_disabled uses only a session in which it has been before", session_first,
                takes_no_part, "the client takes no part in single sign-on", clients},
    SessionRule{"session_is_shared", "A client that takes part has been in the session", session_first,
                is_isolated, "only clients that take no part in single sign-on have been here", clients},
    SessionRule{"prompt_is_not_login", "The client does not ask for a login with prompt=login", "",
                [](SessionAsked const& asked) { return has_prompt(asked.request, "login"); }, "prompt=login",
                prompt},
    SessionRule{"no_scope_demands_login", "No scope has requires_user_authentication", "",
                a_scope_demands_login, "a scope demands a login of its own", scopes},
    SessionRule{"level_is_reached", "The session has a level of acr_values, or a higher one", session_first,
                [](SessionAsked const& asked) {
                    return !satisfies(asked.session->authentication.acr, asked.request.acr_values);
                },
                "a higher level is asked for", levels},
    SessionRule{"max_age_has_not_passed", "The login is not older than max_age", session_first,
                max_age_has_passed, "max_age has passed", age},
};

}  // namespace

std::string_view why_login_is_needed(SessionAsked const& asked) {
    for (auto const& each : rules) {
        if (each.broken(asked)) return each.why;
    }
    return {};
}

oauth::Examination examination(SessionAsked const& asked) {
    oauth::Examination examined;
    for (auto const& each : rules) {
        if (!examined.held(each.after))
            examined.skip(each.name, each.says, each.measured(asked));
        else if (each.broken(asked))
            examined.add(
                each.name, each.says, each.measured(asked),
                Error{ErrorCode::login_required,
                      std::string(each.why),
                      {std::string(each.says), each.measured(asked), "a session that satisfies the request",
                       "Send the user to /authorize without prompt=none."}});
        else
            examined.add(each.name, each.says, each.measured(asked), {});
    }
    return examined;
}

}  // namespace emulator::idporten
