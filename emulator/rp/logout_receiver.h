// How a relying party hears of a logout at ID-porten: through the browser (OpenID Connect Front-Channel
// Logout 1.0) and directly (OpenID Connect Back-Channel Logout 1.0).
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "base/log.h"
#include "base/task.h"
#include "http/message.h"
#include "jose/jwt.h"
#include "rp/logout_token.h"
#include "rp/relying_party.h"

namespace emulator::rp {

// A call that says that somebody has logged out, for services that show what came. Texts are as they came,
// shortened.
struct LogoutNotice {
    enum class Channel { front, back };
    Instant at;
    Channel channel = Channel::front;
    std::string iss = {};
    std::string sid = {};
    std::string sub = {};      // of a logout_token
    std::size_t sessions = 0;  // that ended here
    std::string refused = {};  // why the call was not accepted, in English; empty where it was
};

// What a service does about it. Safe from any thread.
struct LogoutEffects {
    // Ends the sessions here that belong to one session at ID-porten, or to one person. How many.
    std::function<std::size_t(std::string const& sid)> end_all_of_sid;
    std::function<std::size_t(std::string const& sub)> end_all_of_sub;
    // True for the first caller with this jti, false for every later one until then.
    std::function<bool(std::string const& jti, Instant until)> spend_jti;
    // Hears of every call, where it is given.
    std::function<void(LogoutNotice)> note = {};
};

// Safe from any thread. Everything referred to outlives it.
class LogoutReceiver {
public:
    // `product` names the service in the log.
    LogoutReceiver(std::string product, RelyingParty& relying_party, LogoutEffects effects,
                   Clock const& clock, Log& log)
        : product_(std::move(product)),
          relying_party_(relying_party),
          effects_(std::move(effects)),
          clock_(clock),
          log_(log) {}

    // GET of frontchannel_logout_uri, in a frame of ID-porten's page. Cookies of a frame cannot be counted
    // on, so the session is found by sid. Refused with invalid_request: another issuer, no sid.
    http::Response front_channel(http::Request const& request);

    // POST to backchannel_logout_uri. Refused with invalid_request where the logout_token does not hold, with
    // bad_gateway where ID-porten's keys cannot be fetched.
    Task<http::Response> back_channel(http::Request const& request);

private:
    Task<Result<LogoutToken>> check(Result<jose::Jwt> const& token);
    void note(LogoutNotice notice) const;

    std::string product_;
    RelyingParty& relying_party_;
    LogoutEffects effects_;
    Clock const& clock_;
    Log& log_;
};

}  // namespace emulator::rp
