#include "services/idporten/callers.h"

#include "oauth/client_authentication.h"

namespace emulator::idporten {

Caller authenticated_client(Deps const& deps, jose::KeyCache& keys, http::Request const& request,
                            http::Parameters const& form) {
    auto const presented = need(oauth::read_client_authentication(request, form));
    auto const directory = deps.directory.now();
    oauth::AssertionPolicy const policy{{deps.issuer, deps.issuer + "/token"}};
    auto const* client = directory->client(presented.client_id);
    auto const spend = need(oauth::authenticate(presented, client, deps.clock.now(), policy, keys));
    if (spend && !deps.state.spend_assertion("idporten:" + presented.client_id, spend->jti, spend->expires)) {
        throw Problem(oauth::assertion_used_before(spend->jti));
    }
    return {*client, std::string(model::auth_method_name(client->token_endpoint_auth_method))};
}

}  // namespace emulator::idporten
