// A relying party of ID-porten as any service would write one: discovery, code flow with PKCE,
// private_key_jwt, and the validation of OpenID Connect Core 3.1.3.7. MinProfil and Demotjeneste are two of
// them.
#pragma once

#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/entropy.h"
#include "base/json.h"
#include "base/task.h"
#include "http/client.h"
#include "http/parameters.h"
#include "jose/key.h"
#include "rp/exchange.h"
#include "rp/jwks_source.h"
#include "rp/registration.h"

namespace emulator::rp {

// What the service must remember between leaving for ID-porten and coming back. As JSON: {"state", "nonce",
// "code_verifier", "acr_values"}.
struct Login {
    std::string state;
    std::string nonce;
    std::string code_verifier;  // empty where PKCE was not wanted
    std::string acr_values;
};

// What a login asks for.
struct LoginRequest {
    http::Parameters
        parameters;       // scope among them takes the place of the registered one; empty ones are left out
    bool pushed = false;  // over /par (RFC 9126)
    bool pkce = true;
    Login chosen = {};  // state, nonce and code_verifier; what is empty is made anew
};

struct LoginStart {
    std::string url;  // where the browser is sent
    Login login;
    http::Parameters request = {};  // the whole authorization request, however it travels
};

// One thing that was validated, for services that show it.
struct Check {
    std::string name;
    std::string result;
};

struct Tokens {
    std::string id_token;
    std::string access_token;
    std::string refresh_token;
    Json id_token_claims;
    Json answer;  // the token endpoint's whole answer
    std::vector<Check> checks;
};

// Safe from any thread.
class RelyingParty {
public:
    RelyingParty(Registration registration, http::Client& client, Clock const& clock, Entropy& entropy);

    // `extra` is added to the authorization request: acr_values, ui_locales, prompt and so on. Of the three
    // that follow, `seen` gets the calls to ID-porten, and outlives the task.
    Task<Result<LoginStart>> start(http::Parameters extra) { return begin({std::move(extra)}); }
    Task<Result<LoginStart>> begin(LoginRequest request, Exchanges* seen = nullptr);

    // The parameters of the redirect back, taken out of their JWT where they came as one (JARM). Refused
    // with access_denied where that does not hold.
    Task<Result<http::Parameters>> open_callback(http::Parameters callback);

    // With the parameters of the redirect back. Refused: an error from ID-porten (its own code and text), a
    // state or iss that does not fit (RFC 9207), and an id_token that does not hold.
    Task<Result<Tokens>> finish(Login login, http::Parameters callback, Exchanges* seen = nullptr);

    // An endpoint of the metadata, by its name there. Refused with bad_gateway where there is none.
    Task<Result<std::string>> endpoint(std::string name);

    // Where to send the browser to log out.
    Task<Result<std::string>> logout_url(std::string id_token, std::string post_logout_redirect_uri,
                                         std::string state);

    // ID-porten's signing key of that kid, for logout tokens; refused as JwksSource::key() does.
    Task<Result<jose::PublicKey>> key(std::string kid);

    Registration const& registration() const { return registration_; }

private:
    Task<Result<std::shared_ptr<Json const>>> discovery();
    Task<Result<std::string>> push(http::Parameters request, Exchanges* seen);

    Registration registration_;
    http::Client& client_;
    Clock const& clock_;
    Entropy& entropy_;
    std::mutex mutex_;
    std::shared_ptr<Json const> discovery_;
    std::unique_ptr<JwksSource> keys_;
};

}  // namespace emulator::rp
