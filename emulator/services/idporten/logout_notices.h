// Whom a logout tells, and what it tells them (OpenID Connect Front-Channel Logout 1.0 and Back-Channel
// Logout 1.0; docs.digdir.no, oidc_func_sso and oidc_func_backchannel_logout). Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "http/message.h"
#include "services/idporten/session.h"
#include "store/directory.h"

namespace emulator::idporten {

// One attempt each: so long to reach the client, and so long for the whole call.
inline constexpr std::chrono::seconds backchannel_connect{2};
inline constexpr std::chrono::seconds backchannel_whole{5};
inline constexpr seconds logout_token_lifetime{300};
// So long the page waits for its frames.
inline constexpr seconds frontchannel_limit{5};

// How a client of the session is told.
struct Notice {
    std::string client_id;
    std::string client_name;
    std::string frontchannel_url;  // what the frame loads; empty: no frame
    std::string backchannel_uri;   // empty: no call
};

// One for every client that has been in the session, who began the logout included, in the order they came. A
// client's frame gets iss and sid only where it has frontchannel_logout_session_required. An address that is
// neither http nor https gets no frame: it would run in our page.
std::vector<Notice> notices(Session const& session, store::Directory const& directory,
                            std::string_view issuer);

// The claims of a logout_token (Back-Channel Logout 1.0, 2.4) in the recorded order. `sub` is the pairwise
// one of the client's id_tokens.
Json logout_token_claims(Notice const& notice, Session const& session, std::string_view issuer, Instant now,
                         std::string_view jti);

// What came of a back-channel call.
enum class Answered { not_asked, accepted, refused, nothing };
struct Outcome {
    Answered answered = Answered::not_asked;
    unsigned status = 0;  // of the answer, where there is one
    std::string reason;   // for the log, where it was not accepted
};
// Any 2xx is accepted (docs.digdir.no, oidc_func_backchannel_logout).
Outcome outcome_of(Result<http::Response> const& answer);

}  // namespace emulator::idporten
