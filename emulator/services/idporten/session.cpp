#include "services/idporten/session.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/json_object.h"

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

}  // namespace emulator::idporten
