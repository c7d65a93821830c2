#include "model/client.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "base/times.h"
#include "model/contains.h"
#include "model/json_fields.h"

namespace emulator::model {
namespace {

constexpr std::array auth_methods{
    std::pair{AuthMethod::private_key_jwt, std::string_view("private_key_jwt")},
    std::pair{AuthMethod::client_secret_basic, std::string_view("client_secret_basic")},
    std::pair{AuthMethod::client_secret_post, std::string_view("client_secret_post")},
    std::pair{AuthMethod::none, std::string_view("none")},
};

constexpr std::int64_t last_second = 253'402'300'799;  // of the year 9999
constexpr std::int64_t longest_lifetime =
    100 * std::int64_t{31'556'952};  // a hundred years; a sum with any time is a time

void read_seconds(JsonFields& fields, std::string_view name, std::int64_t& value) {
    fields.number(name, value);
    if (value <= longest_lifetime) return;
    fields.fault(name, std::to_string(value), "at most " + std::to_string(longest_lifetime) + " seconds");
    value = 0;
}

void read_lifetime(JsonFields& fields, std::string_view name, seconds& lifetime) {
    std::int64_t value = 0;
    read_seconds(fields, name, value);
    if (value > 0) lifetime = seconds(value);  // 0 means the default
}

void read_limit(JsonFields& fields, std::string_view name, seconds& limit) {
    std::int64_t value = 0;
    read_seconds(fields, name, value);
    if (value > 0) limit = seconds(value);  // 0 means none
}

void read_auth_method(JsonFields& fields, AuthMethod& into) {
    std::string word;
    fields.one_of("token_endpoint_auth_method", word,
                  {"private_key_jwt", "client_secret_basic", "client_secret_post", "none"});
    for (auto const& [method, name] : auth_methods) {
        if (name == word) into = method;
    }
}

// docs.digdir.no, oidc_func_clientreg: a client holds at most five keys.
constexpr std::size_t most_keys = 5;

void read_registered(JsonFields& fields, Registered& into) {
    for (auto [name, time] :
         {std::pair("created", &into.created), std::pair("last_updated", &into.last_updated)}) {
        std::string text;
        fields.text(name, text);
        if (text.empty()) continue;
        *time = parse_time(text);
        if (!*time)
            fields.fault(name, "\"" + shown(text, 60) + "\"", "a time as 2026-11-23T12:00:00Z (RFC 3339)");
    }
}

void read_keys(JsonFields& fields, Client& client) {
    auto& into = client.keys;
    auto const* set = fields.member("jwks");
    if (!set) return;
    if (!set->is_object() || !set->contains("keys") || !set->at("keys").is_array()) {
        return fields.fault("jwks", "another shape", "{\"keys\": [public JWKs]} (RFC 7517 5)");
    }
    auto const& keys = set->at("keys");
    if (keys.size() > most_keys) {
        return fields.fault("jwks", std::to_string(keys.size()) + " keys",
                            "at most " + std::to_string(most_keys) + " keys");
    }
    for (auto const& jwk : keys) {
        auto const kid = string_member(jwk, "kid");
        if (kid.empty()) return fields.fault("jwks", "a key without kid", "a kid in each key");
        // RFC 7518 6.2.2, 6.3.2 and 6.4: d is private in every kind of key, k is a secret.
        if (jwk.contains("d") || jwk.contains("k"))
            return fields.fault("jwks", "a private key", "the public part only: kty, e, use, kid, alg, n");
        bool const twice =
            std::any_of(into.begin(), into.end(), [&](auto const& other) { return other.kid == kid; });
        if (twice)
            return fields.fault("jwks", "the kid '" + shown(kid, 60) + "' twice",
                                "a kid of its own for each key");
        ClientKey key{std::string(kid), std::make_shared<Json const>(jwk), {}};
        if (jwk.contains("exp")) {
            auto const& exp = jwk["exp"];
            bool const meaningful = exp.is_number_integer() && exp.get<std::int64_t>() >= 0 &&
                                    exp.get<std::int64_t>() <= last_second;
            if (!meaningful) return fields.fault("jwks", "an exp that is no time", "seconds since 1970");
            key.exp = Instant(seconds(exp.get<std::int64_t>()));
        }
        into.push_back(std::move(key));
    }
    JsonFields times(*set);
    read_registered(times, client.keys_registered);
    if (!times.faults().empty()) fields.fault("jwks", "created or last_updated that is no time", "RFC 3339");
}

void read_on_behalf_of(JsonFields& fields, std::vector<OnBehalfOf>& into) {
    auto const* entries = fields.member("onbehalfof");
    if (!entries) return;
    if (!entries->is_array()) return fields.fault("onbehalfof", "another shape", "an array of objects");
    for (auto const& object : *entries) {
        OnBehalfOf entry;
        JsonFields entry_fields(object);
        entry_fields.required_text("onbehalfof", entry.id);
        entry_fields.text("name", entry.name);
        entry_fields.text("description", entry.description);
        entry_fields.organisation_number("orgno", entry.orgno);
        entry_fields.text("client_uri", entry.client_uri);
        read_registered(entry_fields, entry.registered);
        if (auto const right = entry_fields.finish(); !right)
            return fields.fault("onbehalfof", right.error().description, "onbehalfof, name and orgno");
        into.push_back(std::move(entry));
    }
}

// The word of an older page for the grant of RFC 7523 is read as its full name.
void read_grant_types(JsonFields& fields, std::vector<std::string>& into) {
    fields.texts("grant_types", into);
    std::replace(into.begin(), into.end(), std::string("jwt_bearer_token"), std::string(jwt_bearer_grant));
}

}  // namespace

std::string_view auth_method_name(AuthMethod method) {
    for (auto const& [candidate, name] : auth_methods) {
        if (candidate == method) return name;
    }
    return "none";
}

bool Client::has_scope(std::string_view scope) const {
    return contains(scopes, scope);
}
OnBehalfOf const* Client::customer(std::string_view id) const {
    auto const found = std::find_if(on_behalf_of.begin(), on_behalf_of.end(),
                                    [&](auto const& entry) { return entry.id == id; });
    return found == on_behalf_of.end() ? nullptr : &*found;
}
bool Client::has_grant_type(std::string_view grant_type) const {
    return contains(grant_types, grant_type);
}

Client read_client(JsonFields& fields) {
    Client client;
    fields.required_text("client_id", client.client_id);
    fields.text("client_name", client.client_name);
    fields.text("description", client.description);
    fields.organisation_number("client_orgno", client.client_orgno);
    fields.organisation_number("supplier_orgno", client.supplier_orgno);
    fields.one_of("integration_type", client.integration_type,
                  {"maskinporten", "idporten", "krr", "api_klient", "ansattporten", "eformidling"});
    fields.one_of("application_type", client.application_type, {"web", "browser", "native"});
    read_auth_method(fields, client.token_endpoint_auth_method);
    fields.text("client_secret", client.client_secret);
    read_grant_types(fields, client.grant_types);
    fields.texts("scopes", client.scopes);
    fields.texts("redirect_uris", client.redirect_uris);
    fields.texts("post_logout_redirect_uris", client.post_logout_redirect_uris);
    fields.text("frontchannel_logout_uri", client.frontchannel_logout_uri);
    fields.flag("frontchannel_logout_session_required", client.frontchannel_logout_session_required);
    fields.text("backchannel_logout_uri", client.backchannel_logout_uri);
    fields.ignore("backchannel_logout_session_required");  // implied by the URI
    fields.flag("sso_disabled", client.sso_disabled);
    std::string challenge_method = "S256";
    fields.one_of("code_challenge_method", challenge_method, {"S256", "none"});
    client.pkce_required =
        challenge_method == "S256" || client.token_endpoint_auth_method == AuthMethod::none;
    fields.one_of("refresh_token_usage", client.refresh_token_usage, {"ONETIME", "REUSE"});
    read_lifetime(fields, "access_token_lifetime", client.access_token_lifetime);
    read_lifetime(fields, "authorization_lifetime", client.authorization_lifetime);
    read_lifetime(fields, "refresh_token_lifetime", client.refresh_token_lifetime);
    fields.text("client_uri", client.client_uri);
    fields.text("logo_uri", client.logo_uri);
    fields.text("display_name", client.display_name);
    fields.flag("active", client.active);
    read_keys(fields, client);
    read_on_behalf_of(fields, client.on_behalf_of);
    read_registered(fields, client.registered);
    return client;
}

Result<Client> client_from_json(Json const& object) {
    JsonFields fields(object);
    auto client = read_client(fields);
    EMULATOR_TRY(fields.finish());
    return client;
}

Scope read_scope(JsonFields& fields) {
    Scope scope;
    fields.required_text("name", scope.name);
    fields.ignore("prefix");
    fields.ignore("subscope");
    fields.text("description", scope.description);
    fields.text("long_description", scope.long_description);
    fields.organisation_number("owner_orgno", scope.owner_orgno);
    fields.texts("allowed_integration_types", scope.allowed_integration_types);
    fields.flag("accessible_for_all", scope.accessible_for_all);
    fields.text("delegation_source", scope.delegation_source);
    fields.one_of("visibility", scope.visibility, {"PUBLIC", "PRIVATE", "INTERNAL"});
    fields.one_of("token_type", scope.token_type, {"SELF_CONTAINED", "OPAQUE"});
    fields.flag("active", scope.active);
    read_limit(fields, "at_max_age", scope.at_max_age);
    read_limit(fields, "authorization_max_age", scope.authorization_max_lifetime);  // the name in the text
    read_limit(fields, "authorization_max_lifetime",
               scope.authorization_max_lifetime);  // the one on the wire
    fields.flag("requires_user_consent", scope.requires_user_consent);
    fields.flag("requires_user_authentication", scope.requires_user_authentication);
    fields.flag("requires_pseudonymous_tokens", scope.requires_pseudonymous_tokens);
    fields.texts("enforced_aud_for_introspection", scope.enforced_aud_for_introspection);
    fields.ignore("access");
    read_registered(fields, scope.registered);
    return scope;
}

Result<Scope> scope_from_json(Json const& object) {
    JsonFields fields(object);
    auto scope = read_scope(fields);
    EMULATOR_TRY(fields.finish());
    return scope;
}

}  // namespace emulator::model
