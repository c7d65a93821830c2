// The JSON that ID-porten speaks. Pure.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "model/client.h"
#include "services/idporten/session.h"
#include "store/directory.h"

namespace emulator::idporten {

// What a code stands for, and what the tokens say.
struct Grant {
    std::string id;
    AuthorizationRequest request;
    Authentication authentication;
    std::string sid;
    std::string locale;
};
Json to_json(Grant const& grant);
Grant grant_from_json(Json const& document);  // REQUIRES what to_json wrote

// OpenID Connect Discovery 3. It names only what this provider does.
Json discovery(std::string_view issuer);

// The pairwise subject of a person at a client (OpenID Connect Core 8.1): 43 base64url characters, the same
// at every start and in every instance.
std::string pairwise_subject(std::string_view client_id, model::PersonNumber pid);

// Whether tokens tell the person number. A token that withholds it is told apart by the pairwise subject.
enum class Pid { told, withheld };

// Claims in the recorded order.
Json id_token_claims(Grant const& grant, model::Client const& client, std::string_view issuer, Instant now,
                     std::string_view jti, Pid pid);

// What an access token says beside its grant.
struct AccessTokenTerms {
    std::vector<std::string> scopes;  // a refresh may ask for fewer than were granted
    std::string client_amr;
    Instant iat;
    seconds lifetime;
    std::string jti;
    Pid pid = Pid::told;
};
Json access_token_claims(Grant const& grant, model::Client const& client, std::string_view issuer,
                         AccessTokenTerms const& terms);

// docs.digdir.no, oidc_protocol_userinfo: sub, pid and the language that was used during the login.
Json userinfo(Grant const& grant, Pid pid);

}  // namespace emulator::idporten
