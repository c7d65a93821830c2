#include "services/selvbetjening/service.h"

#include "services/selvbetjening/faults.h"

namespace emulator::selvbetjening {
namespace {

std::vector<http::TokenForm> token_forms(rp::TrialTokens* tokens) {
    if (!tokens) return {};
    return {tokens->organisation_form()};
}

}  // namespace

Service::Service(Deps deps)
    : api_(deps.tokens, deps.clock, deps.log, deps.journal),
      clients_(deps.directory, deps.clock, deps.entropy, deps.policy),
      scopes_(deps.directory, deps.clock, deps.policy.seen_after),
      clients_api_(api_, clients_),
      scopes_api_(api_, scopes_),
      data_sharing_api_(api_, clients_, scopes_),
      client_web_(clients_, deps.directory, deps.assets, deps.site, std::move(deps.addresses)),
      integrations_web_(clients_, deps.directory, deps.site, client_web_),
      access_web_(scopes_, deps.directory, deps.site),
      agreements_(deps.directory, deps.clock, deps.entropy, deps.policy.seen_after),
      agreements_web_(agreements_, deps.directory, deps.site),
      api_page_(deps.assets, deps.site, "selvbetjening", token_forms(deps.trial_tokens)) {}

void Service::mount(http::Router& router) {
    clients_api_.mount(router);
    scopes_api_.mount(router);
    data_sharing_api_.mount(router);
    client_web_.mount(router);
    integrations_web_.mount(router);
    access_web_.mount(router);
    api_page_.mount(router);
    agreements_web_.mount(router);
}

http::Dialect Service::dialect(http::Site const& site, Clock const& clock) {
    return site.dialect(
        [&clock](http::Request const&, Error const& error) { return error_answer(error, clock.now()); },
        {"/clients", "/scopes", "/prefix", "/delegationsources", "/datasharing", "/api", "/external", "/v3"});
}

}  // namespace emulator::selvbetjening
