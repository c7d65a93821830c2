// An issuer that answers over a recording client: its keys, its metadata and the tokens it signs.
#pragma once

#include <doctest/doctest.h>

#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "base/assets.h"
#include "base/encoding.h"
#include "http/answers.h"
#include "jose/jwk.h"
#include "jose/jwt.h"
#include "support/run.h"
#include "support/world.h"

namespace emulator::rp {

inline jose::PrivateKey private_key(std::string const& name) {
    return need(jose::private_key_from_pem(Assets().find("fixtures/keys/" + name + ".pem").value()));
}

inline Json key_set(std::string const& kid, jose::PrivateKey const& key) {
    return jose::jwks({jose::public_jwk(key.public_key(), kid, jose::Algorithm::RS256)});
}

inline std::int64_t in_seconds(Instant time) {
    return time.time_since_epoch().count();
}

using Change = std::function<void(Json&)>;
inline void unchanged(Json&) {}

// What a client records is answered from here by URL; without an answer there is none.
struct Answers {
    std::map<std::string, http::Response> by_url;

    Result<http::Response> operator()(http::Call const& call) const {
        auto const found = by_url.find(call.url);
        if (found == by_url.end()) return Error{ErrorCode::bad_gateway, "No answer from " + call.url};
        return found->second;
    }
};

// A client that looks its answers up at the time of the call.
inline void answer_from(test::RecordingClient& client, Answers const& answers) {
    client.answer = [&answers](http::Call const& call) { return answers(call); };
}

}  // namespace emulator::rp
