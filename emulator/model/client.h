// Clients, scopes and organisations as Selvbetjening registers them. Plain values, with the member names and
// defaults of its API (docs.digdir.no, oidc_func_clientreg and oidc_protocol_scope).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "base/result.h"

namespace emulator::model {

enum class AuthMethod { private_key_jwt, client_secret_basic, client_secret_post, none };
std::string_view auth_method_name(AuthMethod method);

inline constexpr std::string_view jwt_bearer_grant = "urn:ietf:params:oauth:grant-type:jwt-bearer";

// A key that a client registered. Shared, because clients are copied and keys are not changed.
struct ClientKey {
    std::string kid;
    std::shared_ptr<Json const> jwk;  // the public JWK (RFC 7517)
    std::optional<Instant> exp;       // a year after it was posted; absent for keys that do not age
};

// When something was registered and last changed; absent for what no one changed since the data set was made.
struct Registered {
    std::optional<Instant> created;
    std::optional<Instant> last_updated;
};

// A customer that a supplier's client acts for (docs.digdir.no, oidc_api_admin_leverandør).
struct OnBehalfOf {
    std::string id;  // what the client sends as onbehalfof or iss_onbehalfof
    std::string name;
    std::string description;
    std::string orgno;
    std::string client_uri;
    Registered registered;
};

struct Client {
    std::string client_id;
    std::string client_name;
    std::string description;
    std::string client_orgno;
    std::string supplier_orgno;    // only where a supplier runs the client for client_orgno
    std::string integration_type;  // maskinporten, idporten, krr, api_klient, ansattporten, eformidling
    std::string application_type = "web";
    AuthMethod token_endpoint_auth_method = AuthMethod::private_key_jwt;
    std::string client_secret;
    std::vector<std::string> grant_types;
    std::vector<std::string> scopes;
    std::vector<std::string> redirect_uris;
    std::vector<std::string> post_logout_redirect_uris;
    std::string frontchannel_logout_uri;
    bool frontchannel_logout_session_required = false;
    std::string backchannel_logout_uri;
    bool sso_disabled = false;
    bool pkce_required = true;  // code_challenge_method: S256, or none where the client opted out
    std::string refresh_token_usage = "ONETIME";
    seconds access_token_lifetime{120};
    seconds authorization_lifetime{7200};
    seconds refresh_token_lifetime{600};
    std::string client_uri;
    std::string logo_uri;
    std::string display_name;  // what people see at the login, where it is not the organisation's name
    bool active = true;
    std::vector<ClientKey> keys;
    Registered keys_registered;
    std::vector<OnBehalfOf> on_behalf_of;
    Registered registered;

    bool has_scope(std::string_view scope) const;
    bool has_grant_type(std::string_view grant_type) const;
    // The organisation that runs the client: the supplier where there is one.
    std::string const& owner_orgno() const { return supplier_orgno.empty() ? client_orgno : supplier_orgno; }
    OnBehalfOf const* customer(std::string_view id) const;  // nothing where it is not registered
    // Whether id_tokens carry sid: the client is called at logout and told which session.
    bool wants_sid() const { return frontchannel_logout_session_required || !backchannel_logout_uri.empty(); }
};

struct Scope {
    std::string name;
    std::string description;
    std::string long_description;  // in a small Markdown: bold, italic, paragraphs and links
    std::string owner_orgno;
    std::vector<std::string> allowed_integration_types;  // empty: every type
    bool accessible_for_all = false;
    std::string delegation_source;
    std::string visibility = "PUBLIC";
    std::string token_type = "SELF_CONTAINED";
    bool active = true;
    seconds at_max_age{0};                  // 0: no limit from the scope
    seconds authorization_max_lifetime{0};  // of a grant with the scope; 0: no limit
    bool requires_user_consent = false;
    bool requires_user_authentication = false;
    bool requires_pseudonymous_tokens = false;
    std::vector<std::string> enforced_aud_for_introspection;
    Registered registered;
};

// That a consumer may have a scope of another organisation.
struct Access {
    std::string scope;
    std::string consumer_orgno;
    std::string state = "APPROVED";  // or REQUESTED, DENIED (a grant that was withdrawn)
    Registered registered = {};
};

struct Organisation {
    std::string id;  // a short name, as demo-etat
    std::string orgnr;
    std::string navn;
};

// From the objects of Selvbetjening's API. A member that is unknown, of the wrong kind or without meaning is
// refused with invalid_request; the description names the member and what would be valid.
Result<Client> client_from_json(Json const& object);
Result<Scope> scope_from_json(Json const& object);

// The same for those who tell every fault: what could be read, with the faults noted in `fields`.
class JsonFields;
Client read_client(JsonFields& fields);
Scope read_scope(JsonFields& fields);

}  // namespace emulator::model
