// What Demotjeneste asks ID-porten for after the login: fresh tokens, and who the person is. Safe from any
// thread.
#pragma once

#include <string>

#include "base/clock.h"
#include "base/entropy.h"
#include "base/task.h"
#include "http/client.h"
#include "rp/exchange.h"
#include "rp/relying_party.h"
#include "services/demo/sessions.h"

namespace emulator::demo {

class Provider {
public:
    // Everything referred to outlives the provider, and `seen`, which gets the calls, the task.
    Provider(rp::RelyingParty& relying_party, Sessions& sessions, http::Client& client, Clock const& clock,
             Entropy& entropy)
        : relying_party_(relying_party),
          sessions_(sessions),
          client_(client),
          clock_(clock),
          entropy_(entropy) {}

    // Gives `session`, which is the one of `request` and is kept so, a new access token (RFC 6749 6). Refused
    // with invalid_token where there is no refresh token, with invalid_grant where ID-porten says no, in its
    // own words.
    Task<Result<>> renew(http::Request const& request, Session& session, rp::Exchanges* seen = nullptr);

    // OpenID Connect Core 5.3. Whatever ID-porten answers is in `seen`.
    Task<Result<>> userinfo(std::string access_token, rp::Exchanges& seen);

private:
    struct Refreshed {
        std::string access_token;
        std::string refresh_token;  // the old one, where ID-porten did not give another
        seconds lasts;
    };
    Task<Result<Refreshed>> refresh(std::string refresh_token, rp::Exchanges* seen);

    rp::RelyingParty& relying_party_;
    Sessions& sessions_;
    http::Client& client_;
    Clock const& clock_;
    Entropy& entropy_;
};

}  // namespace emulator::demo
