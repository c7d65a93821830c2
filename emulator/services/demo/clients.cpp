#include "services/demo/clients.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "jose/jwk.h"
#include "oauth/redirect_uri.h"
#include "oauth/scopes.h"

namespace emulator::demo {
namespace {

constexpr std::string_view introspection_scope = "idporten:token.introspection";

rp::Proof proof_of(model::AuthMethod method) {
    switch (method) {
        case model::AuthMethod::private_key_jwt:
            return rp::Proof::assertion;
        case model::AuthMethod::client_secret_basic:
            return rp::Proof::secret_in_header;
        case model::AuthMethod::client_secret_post:
            return rp::Proof::secret_in_form;
        case model::AuthMethod::none:
            break;
    }
    return rp::Proof::none;
}

// What lets Demotjeneste show a person with contact information.
std::string usual_scope(model::Client const& client) {
    std::vector<std::string> scopes;
    for (auto const* scope : {"openid", "profile", "krr:user/kontaktinformasjon.read"}) {
        if (client.has_scope(scope)) scopes.emplace_back(scope);
    }
    return oauth::join_scopes(scopes);
}

// Gives the registration what it signs with; false where the key is another than the registered ones.
bool take_key(rp::Registration& registration, model::Client const& client, KeyAtHand const& at_hand) {
    registration.key = at_hand.key;
    registration.kid = client.client_id;
    if (client.keys.empty()) {
        registration.x5c = at_hand.chain;
        return !at_hand.chain.empty();
    }
    for (auto const& registered : client.keys) {
        auto const key = jose::public_key_from_jwk(*registered.jwk);
        if (!key || !(*key == at_hand.key.public_key())) continue;
        registration.kid = registered.kid;
        return true;
    }
    return false;
}

ClientChoice choice_of(model::Client const& client, std::string usual) {
    ClientChoice choice{client.client_id,
                        client.client_name,
                        std::string(model::auth_method_name(client.token_endpoint_auth_method)),
                        oauth::join_scopes(client.scopes),
                        std::move(usual),
                        {}};
    for (auto const& customer : client.on_behalf_of)
        choice.customers.push_back(customer.id);
    return choice;
}

bool lists(model::Scope const& scope, std::string_view client_id) {
    auto const& allowed = scope.enforced_aud_for_introspection;
    return std::find(allowed.begin(), allowed.end(), client_id) != allowed.end();
}

Error no_such_client(std::string_view received, std::vector<ClientChoice> const& all) {
    std::string expected;
    for (auto const& choice : all)
        expected.append(expected.empty() ? "" : ", ").append(choice.id);
    return {ErrorCode::invalid_request,
            "Demotjeneste cannot log in as " + shown(received),
            {"Demotjeneste logs in as clients with the grant authorization_code and its own redirect_uri "
             "whose secret or key the emulator has",
             shown(received), expected, "Choose one of them at /test, or register a client with a secret."}};
}

}  // namespace

std::optional<rp::Registration> Clients::registration(model::Client const& client) const {
    rp::Registration registration{own_.registration().issuer, client.client_id, {}, std::nullopt};
    registration.redirect_uri = own_.registration().redirect_uri;
    registration.scope = usual_scope(client);
    registration.secret = client.client_secret;
    registration.proof = proof_of(client.token_endpoint_auth_method);
    if (registration.proof == rp::Proof::none) return registration;
    if (registration.proof != rp::Proof::assertion) {
        if (registration.secret.empty()) return std::nullopt;
        return registration;
    }
    auto const at_hand = keys_ ? keys_(client.client_id) : std::nullopt;
    if (!at_hand || !take_key(registration, client, *at_hand)) return std::nullopt;
    return registration;
}

std::optional<rp::Registration> Clients::usable(model::Client const& client) const {
    bool const logs_in = client.active && client.has_grant_type("authorization_code") &&
                         oauth::is_registered(client.redirect_uris, own_.registration().redirect_uri);
    if (!logs_in) return std::nullopt;
    return registration(client);
}

std::vector<ClientChoice> Clients::all() const {
    auto const directory = directory_.now();
    auto const& own = own_.registration();
    auto const* registered = directory->client(own.client_id);
    std::vector<ClientChoice> choices{
        registered ? choice_of(*registered, own.scope)
                   : ClientChoice{own.client_id, own.client_id, "private_key_jwt", own.scope, own.scope, {}}};
    for (auto const& [id, client] : directory->clients) {
        if (id == own.client_id) continue;
        if (auto const registration = usable(client))
            choices.push_back(choice_of(client, registration->scope));
    }
    return choices;
}

Result<std::shared_ptr<rp::RelyingParty>> Clients::find(std::string_view client_id) const {
    if (client_id.empty() || client_id == own_.registration().client_id)
        return std::shared_ptr<rp::RelyingParty>(std::shared_ptr<void>(), &own_);
    auto const directory = directory_.now();
    auto const* client = directory->client(client_id);
    auto registration = client ? usable(*client) : std::nullopt;
    if (!registration) return no_such_client(client_id, all());
    return std::make_shared<rp::RelyingParty>(std::move(*registration), client_, clock_, entropy_);
}

rp::Registration Clients::introspector(std::string_view scopes, std::string_view client_id) const {
    auto const directory = directory_.now();
    std::vector<model::Client const*> allowed;
    for (auto const& name : oauth::split_scopes(scopes)) {
        auto const* scope = directory->scope(name);
        if (!scope) continue;
        for (auto const& [id, client] : directory->clients) {
            if (client.active && client.has_scope(introspection_scope) && lists(*scope, id))
                allowed.push_back(&client);
        }
    }
    std::stable_partition(allowed.begin(), allowed.end(),
                          [&](auto const* client) { return client->client_id == client_id; });
    for (auto const* client : allowed) {
        if (auto at_hand = registration(*client)) return std::move(*at_hand);
    }
    auto const same = find(client_id);
    return same ? (*same)->registration() : own_.registration();
}

}  // namespace emulator::demo
