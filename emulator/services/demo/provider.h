// What Demotjeneste asks ID-porten for after the login: fresh tokens, who the person is, and what a token is
// worth. Safe from any thread.
#pragma once

#include <string>

#include "base/clock.h"
#include "base/entropy.h"
#include "base/task.h"
#include "http/client.h"
#include "rp/exchange.h"
#include "rp/relying_party.h"
#include "services/demo/clients.h"
#include "services/demo/sessions.h"

namespace emulator::demo {

class Provider {
public:
    // Everything referred to outlives the provider, and `seen`, which gets the calls, the task.
    Provider(Clients const& clients, Sessions& sessions, http::Client& client, Clock const& clock,
             Entropy& entropy)
        : clients_(clients), sessions_(sessions), client_(client), clock_(clock), entropy_(entropy) {}

    // Gives `session`, which is the one of `request` and is kept so, a new access token (RFC 6749 6). Refused
    // with invalid_token where there is no refresh token, with invalid_grant where ID-porten says no, in its
    // own words.
    Task<Result<>> renew(http::Request const& request, Session& session, rp::Exchanges* seen = nullptr);

    // OpenID Connect Core 5.3. Whatever ID-porten answers is in `seen`.
    Task<Result<>> userinfo(std::string access_token, rp::Exchanges& seen);

    // RFC 7662, as Clients::introspector(). Whatever ID-porten answers is in `seen`.
    Task<Result<>> introspect(Session session, rp::Exchanges& seen);

private:
    struct Refreshed {
        std::string access_token;
        std::string refresh_token;  // the old one, where ID-porten did not give another
        std::string scope;
        seconds lasts;
    };
    Task<Result<Refreshed>> refresh(std::string client_id, std::string refresh_token, rp::Exchanges* seen);
    Task<Result<std::string>> endpoint(std::string name);

    Clients const& clients_;
    Sessions& sessions_;
    http::Client& client_;
    Clock const& clock_;
    Entropy& entropy_;
};

}  // namespace emulator::demo
