// What Demotjeneste asks ID-porten for after the login: fresh tokens. Safe from any thread.
#pragma once

#include <mutex>
#include <string>

#include "base/clock.h"
#include "base/entropy.h"
#include "base/task.h"
#include "http/client.h"
#include "rp/relying_party.h"

namespace emulator::demo {

class Provider {
public:
    // `registration` outlives the provider.
    Provider(rp::Registration const& registration, http::Client& client, Clock const& clock, Entropy& entropy)
        : registration_(registration), client_(client), clock_(clock), entropy_(entropy) {}

    struct Refreshed {
        std::string access_token;
        std::string refresh_token;  // the old one, where ID-porten did not give another
        seconds lasts;
    };
    // RFC 6749 6. Refused with invalid_grant where ID-porten says no, with its own words.
    Task<Result<Refreshed>> refresh(std::string refresh_token);

private:
    Task<Result<std::string>> token_endpoint();

    rp::Registration const& registration_;
    http::Client& client_;
    Clock const& clock_;
    Entropy& entropy_;
    std::mutex mutex_;
    std::string token_endpoint_;  // once it is known
};

}  // namespace emulator::demo
