#include "services/idporten/grants.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace emulator::idporten {
namespace {

using Limit = seconds model::Scope::*;

seconds lowest(seconds lifetime, std::span<std::string const> scopes, store::Directory const& directory,
               Limit limit) {
    for (auto const& name : scopes) {
        auto const* scope = directory.scope(name);
        if (scope && scope->*limit > seconds(0)) lifetime = std::min(lifetime, scope->*limit);
    }
    return lifetime;
}

template <class Predicate>
bool any(std::span<std::string const> scopes, store::Directory const& directory, Predicate const& holds) {
    return std::any_of(scopes.begin(), scopes.end(), [&](auto const& name) {
        auto const* scope = directory.scope(name);
        return scope && holds(*scope);
    });
}

}  // namespace

BegunGrant begin_grant(Deps const& deps, AuthorizationRequest const& request, model::Client const& client,
                       Authentication const& authentication, std::string_view sid, std::string_view locale) {
    Grant const grant{deps.entropy.token(16), request, authentication, std::string(sid), std::string(locale)};
    auto code = deps.entropy.token(16) + "." + deps.entropy.token(16);
    auto const now = deps.clock.now();
    auto const lifetime = authorization_lifetime(request.scopes, client, *deps.directory.now());
    deps.grants.begin({grant.id, client.client_id, now + lifetime, grant.sid, is_pure_login(request.scopes),
                       json_text(to_json(grant)), digest_of(code), now + code_lifetime});
    return {grant.id, std::move(code)};
}

seconds authorization_lifetime(std::span<std::string const> scopes, model::Client const& client,
                               store::Directory const& directory) {
    return lowest(client.authorization_lifetime, scopes, directory,
                  &model::Scope::authorization_max_lifetime);
}

seconds access_token_lifetime(std::span<std::string const> scopes, model::Client const& client,
                              store::Directory const& directory) {
    return lowest(client.access_token_lifetime, scopes, directory, &model::Scope::at_max_age);
}

bool is_pseudonymous(std::span<std::string const> scopes, store::Directory const& directory) {
    return any(scopes, directory, [](auto const& scope) { return scope.requires_pseudonymous_tokens; });
}

bool is_opaque(std::span<std::string const> scopes, store::Directory const& directory) {
    return any(scopes, directory, [](auto const& scope) { return scope.token_type == "OPAQUE"; });
}

bool rotates(model::Client const& client) {
    return client.token_endpoint_auth_method == model::AuthMethod::none ||
           client.refresh_token_usage == "ONETIME";
}

}  // namespace emulator::idporten
