#include "services/idporten/session.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/json_object.h"
#include "services/idporten/levels.h"

namespace emulator::idporten {

Json to_json(Authentication const& authentication) {
    auto document = json_object(6);
    document["pid"] = authentication.pid.number();
    document["acr"] = authentication.acr;
    document["amr"] = authentication.amr;
    document["auth_time"] = authentication.auth_time.time_since_epoch().count();
    document["given_name"] = authentication.given_name;
    document["family_name"] = authentication.family_name;
    return document;
}

Authentication authentication_from_json(Json const& document) {
    return {model::PersonNumber::from_stored(document.at("pid").get<std::int64_t>()),
            document.at("acr"),
            document.at("amr"),
            Instant(seconds(document.at("auth_time").get<std::int64_t>())),
            document.at("given_name"),
            document.at("family_name")};
}

Json to_json(Session const& session) {
    return {{"authentication", to_json(session.authentication)},
            {"began", session.began.time_since_epoch().count()},
            {"shared", session.shared},
            {"sid", session.sid},
            {"clients", session.clients}};
}

Session session_from_json(Json const& document) {
    return {authentication_from_json(document.at("authentication")),
            Instant(seconds(document.at("began").get<std::int64_t>())), document.at("shared"),
            document.at("sid"), document.at("clients").get<std::vector<std::string>>()};
}

Instant session_end(Session const& session, Instant now) {
    return std::min(now + session_idle, session.began + session_longest);
}

bool is_pure_login(std::vector<std::string> const& scopes) {
    return std::all_of(scopes.begin(), scopes.end(),
                       [](std::string const& scope) { return scope == "openid" || scope == "profile"; });
}

Session session_after(std::optional<Session> const& old, Authentication const& login,
                      model::Client const& client, std::string_view new_sid) {
    bool const shared = !client.sso_disabled;
    if (!old || old->authentication.pid != login.pid)
        return {login, login.auth_time, shared, std::string(new_sid), {}};
    return {login, old->began, shared || old->shared, old->sid, old->clients};
}

void join(Session& session, std::string_view client_id) {
    auto& clients = session.clients;
    if (std::find(clients.begin(), clients.end(), client_id) == clients.end())
        clients.emplace_back(client_id);
}

namespace {

bool a_scope_demands_login(std::vector<std::string> const& scopes, store::Directory const& directory) {
    return std::any_of(scopes.begin(), scopes.end(), [&](std::string const& name) {
        auto const* scope = directory.scope(name);
        return scope && scope->requires_user_authentication;
    });
}

}  // namespace

std::string_view why_login_is_needed(std::optional<Session> const& session,
                                     AuthorizationRequest const& request, model::Client const& client,
                                     store::Directory const& directory, Instant now) {
    if (!session) return "no session";
    auto const& login = session->authentication;
    bool const been_here = std::find(session->clients.begin(), session->clients.end(), client.client_id) !=
                           session->clients.end();
    if (client.sso_disabled && !been_here) return "the client takes no part in single sign-on";
    if (!client.sso_disabled && !session->shared)
        return "only clients that take no part in single sign-on have been here";
    if (has_prompt(request, "login")) return "prompt=login";
    if (a_scope_demands_login(request.scopes, directory)) return "a scope demands a login of its own";
    if (!satisfies(login.acr, request.acr_values)) return "a higher level is asked for";
    // OpenID Connect Core 3.1.2.1: max_age=0 is prompt=login.
    bool const too_old =
        request.max_age && (*request.max_age == seconds(0) || now - login.auth_time > *request.max_age);
    if (too_old) return "max_age has passed";
    return {};
}

}  // namespace emulator::idporten
