// ID-porten as a relying party sees it, played by the test: discovery, keys, and a token endpoint that checks
// what it is sent.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "base/clock.h"
#include "base/json.h"
#include "http/client.h"
#include "http/message.h"
#include "http/parameters.h"
#include "jose/key.h"

namespace emulator::test {

// Of fixtures/keys.
jose::PrivateKey fixture_key(std::string const& name);

class IdportenTwin {
public:
    IdportenTwin(Clock const& clock, std::string client_id);
    ~IdportenTwin();

    // Who logs in, and how.
    std::string pid = "28876895937";
    std::string acr = "idporten-loa-substantial";
    std::string sid = "session-1";
    // Changes an id_token before it is signed.
    std::function<void(Json&)> falsify;
    jose::PrivateKey key = fixture_key("idporten-signing");
    bool gives_refresh_token = true;
    // Clients beside the first, by the Authorization header or the client_secret that they must send; empty
    // for those that send none.
    std::map<std::string, std::string> others;
    bool reachable = true;
    unsigned refreshed = 0;

    inline static std::string const issuer = "http://localhost:4702";

    // The person agrees: the query of the redirect back.
    std::string approve(std::string const& authorize_url);
    // The person presses Cancel.
    static std::string cancel(std::string const& authorize_url);

    Result<http::Response> answer(http::Call const& call);

    std::string sign(Json const& claims) const;
    // With these members of the header beside alg and kid.
    std::string sign(Json const& claims, Json const& more) const;

private:
    http::Response token(http::Call const& call);
    // Refuses acr_values=Level4.
    http::Response push(http::Call const& call);
    http::Response userinfo(http::Call const& call) const;
    http::Response introspect(http::Call const& call) const;
    bool client_is_right(http::Call const& call, http::Parameters const& form) const;
    std::string access_token();
    std::string id_token(http::Parameters const& asked);
    std::int64_t now() const { return clock_.now().time_since_epoch().count(); }

    Clock const& clock_;
    std::string client_id_;
    jose::PrivateKey client_key_;
    std::map<std::string, http::Parameters> codes_;
    std::map<std::string, http::Parameters> pushed_;
    std::string refresh_token_;
    int count_ = 0;
};

}  // namespace emulator::test
