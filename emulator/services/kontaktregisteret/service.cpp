#include "services/kontaktregisteret/service.h"

#include "http/answers.h"

namespace emulator::kontaktregisteret {
namespace {

// A challenge belongs to what a better token would mend. A header given twice is such a fault too.
http::Response refusal(http::Request const& request, Error const& error) {
    auto const status = http_status(error.code);
    bool const about_the_token = status == 401 || status == 403 || request.headers.count("Authorization") > 1;
    return about_the_token ? http::bearer_error(error) : http::oauth_error(error);
}

}  // namespace

Service::Service(Deps deps)
    : site_(deps.site),
      store_(deps.database),
      persons_({store_, deps.directory, deps.clock, deps.machine_tokens, deps.log}),
      person_({store_, deps.directory, deps.clock, deps.user_tokens, deps.log}) {}

void Service::mount(http::Router& router) {
    using enum http::Method;
    using http::Request;
    http::Handler const persons_v1 = [this](Request const& r) { return persons_.post(r, Version::v1); };
    http::Handler const persons_v2 = [this](Request const& r) { return persons_.post(r, Version::v2); };
    http::Handler const get_person = [this](Request const& r) { return person_.get(r); };
    http::Handler const patch_person = [this](Request const& r) { return person_.patch(r); };
    router.route(post, "/rest/v1/personer", persons_v1);
    router.route(post, "/rest/v2/personer", persons_v2);
    router.route(get, "/rest/v1/person", get_person, http::Cors::any_origin);
    router.route(patch, "/rest/v1/person", patch_person, http::Cors::any_origin);
    router.route(get, "/", http::PlainHandler([this](Request const& r) { return front_page(r); }));
}

http::Dialect Service::dialect(http::Site const& site) {
    return site.dialect(refusal);
}

http::Response Service::front_page(http::Request const& request) const {
    auto const language = http::Site::language(request);
    auto const& pages = site_.pages();
    http::Values values;
    values.set("HEADING", "Oppslagstjenesten");
    values.set("TEXT", pages.text("product.kontaktregisteret.text", language));
    values.add("LINK").set("LABEL", pages.text("product.link.health", language)).set("URL", "/healthz");
    return site_.show(200, "product", "product.documents", request, language, std::move(values));
}

}  // namespace emulator::kontaktregisteret
