// Authorization requests that clients have pushed (RFC 9126; docs.digdir.no, oidc_protocol_par), and the
// references to them that browsers bring.
#pragma once

#include <string>
#include <string_view>

#include "http/parameters.h"
#include "services/idporten/deps.h"

namespace emulator::idporten {

inline constexpr seconds pushed_lifetime{120};
// Kept longer than they live, so that a late browser is told what happened.
inline constexpr seconds pushed_memory = std::chrono::minutes(10);
inline constexpr std::size_t most_pushed_requests = 10'000;
inline constexpr std::string_view pushed_kind = "idporten_pushed_request";
inline constexpr std::string_view reference_prefix = "urn:idporten:";

// A request as it was pushed, without what authenticated the client.
struct PushedRequest {
    std::string client_id;
    http::Parameters parameters;
    Instant expires;
    bool used = false;
    std::string browser = {};  // digest of the cookie of the browser that opened it in time
};
Json to_json(PushedRequest const& pushed);
PushedRequest pushed_request_from_json(Json const& document);  // REQUIRES what to_json wrote

// Keeps the request and returns its request_uri. REQUIRES: it was found right.
std::string keep_pushed_request(Deps const& deps, std::string const& client_id,
                                http::Parameters const& parameters);

// The parameters that request_uri stands for, with client_id beside it as the browser brought both. Refused
// with invalid_request_uri: a reference that is unknown, another client's, expired or used up. `browser` is
// the value of the browser's cookie, empty where it has none.
Result<http::Parameters> open_pushed_request(Deps const& deps, http::Parameters const& brought,
                                             std::string_view browser);

// Lets this browser open the reference again until a login has been finished with it, for as long as a login
// may take: people reload the page, and choose another language.
void remember_browser(Deps const& deps, std::string const& request_uri, std::string_view browser);

// Spends the reference that the request came by, where it came by one, and takes it out of the request: of
// two logins that were begun with it, one gets its code. Throws the refusal of one that was spent before.
void spend_reference(Deps const& deps, AuthorizationRequest& request);

}  // namespace emulator::idporten
