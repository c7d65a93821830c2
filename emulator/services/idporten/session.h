// The single sign-on session (docs.digdir.no, oidc_func_sso): 30 minutes without an authentication request
// end it, and 120 minutes after its first login it ends in any case. Values and rules; pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "model/client.h"
#include "model/identifiers.h"
#include "services/idporten/authorization_request.h"

namespace emulator::idporten {

inline constexpr seconds session_idle = std::chrono::minutes(30);
inline constexpr seconds session_longest = std::chrono::minutes(120);

// Who logged in, how and when.
struct Authentication {
    model::PersonNumber pid;
    std::string acr;
    std::string amr;
    Instant auth_time;
    std::string given_name = {};  // of eIDs that supply names, otherwise empty
    std::string family_name = {};
};

struct Session {
    Authentication authentication;     // the newest
    Instant began;                     // the first authentication
    bool shared = true;                // a client that takes part in single sign-on has been here
    std::string sid;                   // the same for every client of the session
    std::vector<std::string> clients;  // that have got an id_token in it
};

Json to_json(Authentication const& authentication);
Json to_json(Session const& session);
// REQUIRES what to_json wrote.
Authentication authentication_from_json(Json const& document);
Session session_from_json(Json const& document);

// When a session ends that is used now.
Instant session_end(Session const& session, Instant now);

// Whether tokens of these scopes end with the session: those that were only for logging in, openid and
// profile alone (docs.digdir.no, oidc_protocol_logout).
bool is_pure_login(std::vector<std::string> const& scopes);

// The session that a login makes. The same person stays in the old one, so that a step-up keeps its sid and
// its end, and a logout still reaches every client; another person gets a session of their own with
// `new_sid`.
Session session_after(std::optional<Session> const& old, Authentication const& login,
                      model::Client const& client, std::string_view new_sid);

// Remembers that the client has got an id_token in the session.
void join(Session& session, std::string_view client_id);

}  // namespace emulator::idporten
