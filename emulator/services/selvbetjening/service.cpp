#include "services/selvbetjening/service.h"

#include "services/selvbetjening/faults.h"

namespace emulator::selvbetjening {

Service::Service(Deps deps)
    : site_(deps.site),
      api_(deps.tokens, deps.clock, deps.log, deps.journal),
      clients_(deps.directory, deps.clock, deps.entropy, deps.policy),
      scopes_(deps.directory, deps.clock, deps.policy.seen_after),
      clients_api_(api_, clients_),
      scopes_api_(api_, scopes_),
      data_sharing_api_(api_, clients_, scopes_) {}

void Service::mount(http::Router& router) {
    clients_api_.mount(router);
    scopes_api_.mount(router);
    data_sharing_api_.mount(router);
    router.route(http::Method::get, "/",
                 http::PlainHandler([this](http::Request const& r) { return front_page(r); }));
}

http::Dialect Service::dialect(http::Site const& site, Clock const& clock) {
    return site.dialect(
        [&clock](http::Request const&, Error const& error) { return error_answer(error, clock.now()); });
}

http::Response Service::front_page(http::Request const& request) const {
    auto const language = http::Site::language(request);
    auto const& pages = site_.pages();
    http::Values values;
    values.set("HEADING", "Selvbetjening");
    values.set("TEXT", pages.text("product.selvbetjening.text", language));
    values.add("LINK").set("LABEL", pages.text("product.link.health", language)).set("URL", "/healthz");
    return site_.show(200, "product", "product.documents", request, language, std::move(values));
}

}  // namespace emulator::selvbetjening
