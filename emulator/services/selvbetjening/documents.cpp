#include "services/selvbetjening/documents.h"

#include <nlohmann/json.hpp>

#include "base/times.h"

namespace emulator::selvbetjening {
namespace {

// What nobody has changed since the data set was made has no times, and callers parse them.
void add_times(Json& document, model::Registered const& registered) {
    auto const created = registered.created.value_or(Instant());
    document["created"] = api_time(created);
    document["last_updated"] = api_time(registered.last_updated.value_or(created));
}

void add_text(Json& document, char const* name, std::string const& text) {
    if (!text.empty()) document[name] = text;
}

}  // namespace

std::string api_time(Instant time) {
    auto const utc = format_utc(time);
    return utc.substr(0, utc.size() - 1) + ".000Z";
}

Json client_document(model::Client const& client) {
    Json document{{"client_id", client.client_id}};
    add_text(document, "client_name", client.client_name);
    add_text(document, "client_orgno", client.client_orgno);
    add_text(document, "supplier_orgno", client.supplier_orgno);
    add_text(document, "display_name", client.display_name);
    add_text(document, "client_uri", client.client_uri);
    add_text(document, "logo_uri", client.logo_uri);
    document["description"] = client.description;
    document["integration_type"] = client.integration_type;
    document["application_type"] = client.application_type;
    document["token_endpoint_auth_method"] = model::auth_method_name(client.token_endpoint_auth_method);
    document["grant_types"] = client.grant_types;
    document["scopes"] = client.scopes;
    document["redirect_uris"] = client.redirect_uris;
    document["post_logout_redirect_uris"] = client.post_logout_redirect_uris;
    add_text(document, "frontchannel_logout_uri", client.frontchannel_logout_uri);
    document["frontchannel_logout_session_required"] = client.frontchannel_logout_session_required;
    if (!client.backchannel_logout_uri.empty()) {
        document["backchannel_logout_uri"] = client.backchannel_logout_uri;
        document["backchannel_logout_session_required"] = true;
    }
    document["sso_disabled"] = client.sso_disabled;
    document["code_challenge_method"] = client.pkce_required ? "S256" : "none";
    document["access_token_lifetime"] = client.access_token_lifetime.count();
    document["authorization_lifetime"] = client.authorization_lifetime.count();
    document["refresh_token_lifetime"] = client.refresh_token_lifetime.count();
    document["refresh_token_usage"] = client.refresh_token_usage;
    auto customers = Json::array();
    for (auto const& customer : client.on_behalf_of)
        customers.push_back(customer_document(customer));
    document["onbehalfof"] = std::move(customers);
    document["active"] = client.active;
    add_times(document, client.registered);
    return document;
}

Json client_answer(model::Client const& client, bool with_secret) {
    auto answer = client_document(client);
    answer["jwks_uri"] = "/clients/" + client.client_id + "/jwks";
    if (with_secret) answer["client_secret"] = client.client_secret;
    return answer;
}

Json key_set_document(model::Client const& client) {
    auto keys = Json::array();
    for (auto const& key : client.keys) {
        auto jwk = *key.jwk;
        if (key.exp) jwk["exp"] = key.exp->time_since_epoch().count();
        keys.push_back(std::move(jwk));
    }
    Json document{{"keys", std::move(keys)}};
    add_times(document, client.keys_registered);
    return document;
}

Json customer_document(model::OnBehalfOf const& customer) {
    Json document{{"onbehalfof", customer.id},
                  {"name", customer.name},
                  {"description", customer.description},
                  {"orgno", customer.orgno},
                  {"client_uri", customer.client_uri}};
    add_times(document, customer.registered);
    return document;
}

std::string prefix_of(std::string_view scope) {
    auto const colon = scope.find(':');
    return std::string(colon == std::string_view::npos ? "" : scope.substr(0, colon));
}

std::string subscope_of(std::string_view scope) {
    auto const colon = scope.find(':');
    return std::string(colon == std::string_view::npos ? scope : scope.substr(colon + 1));
}

Json scope_document(model::Scope const& scope) {
    Json document{{"name", scope.name},
                  {"prefix", prefix_of(scope.name)},
                  {"subscope", subscope_of(scope.name)},
                  {"description", scope.description}};
    add_text(document, "long_description", scope.long_description);
    document["active"] = scope.active;
    document["visibility"] = scope.visibility;
    document["token_type"] = scope.token_type;
    add_text(document, "owner_orgno", scope.owner_orgno);
    document["allowed_integration_types"] = scope.allowed_integration_types;
    document["accessible_for_all"] = scope.accessible_for_all;
    document["at_max_age"] = scope.at_max_age.count();
    document["authorization_max_lifetime"] = scope.authorization_max_lifetime.count();
    add_text(document, "delegation_source", scope.delegation_source);
    document["requires_user_authentication"] = scope.requires_user_authentication;
    document["requires_user_consent"] = scope.requires_user_consent;
    document["requires_pseudonymous_tokens"] = scope.requires_pseudonymous_tokens;
    if (!scope.enforced_aud_for_introspection.empty())
        document["enforced_aud_for_introspection"] = scope.enforced_aud_for_introspection;
    add_times(document, scope.registered);
    return document;
}

Json access_document(model::Access const& access, model::Scope const& scope) {
    Json document{{"scope", access.scope},
                  {"state", access.state},
                  {"consumer_orgno", access.consumer_orgno},
                  {"owner_orgno", scope.owner_orgno}};
    add_times(document, access.registered);
    return document;
}

}  // namespace emulator::selvbetjening
