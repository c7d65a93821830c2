#include "services/kontaktregisteret/service.h"

#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "http/answers.h"
#include "services/kontaktregisteret/token_forms.h"

namespace emulator::kontaktregisteret {
namespace {

// A challenge belongs to what a better token would mend. A header given twice is such a fault too.
http::Response refusal(http::Request const& request, Error const& error) {
    auto const status = http_status(error.code);
    bool const about_the_token = status == 401 || status == 403 || request.headers.count("Authorization") > 1;
    return about_the_token ? http::bearer_error(error) : http::oauth_error(error);
}

// As recorded: a capital A here, a small one in digital_post.
std::string print_document(jose::Certificate const& certificate) {
    return json_text({{"postkasseleverandoerAdresse", "printserver"},
                      {"x509Sertifikat", base64_encode(certificate.der())}});
}

}  // namespace

Service::Service(Deps deps)
    : site_(deps.site),
      store_(deps.database),
      answers_(std::move(deps.signing_key), deps.chain),
      warnings_(deps.log, deps.journal, deps.clock),
      shared_{store_, deps.directory, deps.clock, answers_, warnings_, deps.expired, deps.log},
      persons_(shared_, deps.machine_tokens),
      changes_(shared_, deps.machine_tokens),
      person_(shared_, deps.user_tokens),
      api_page_(deps.assets, deps.site, "kontaktregisteret", token_forms(deps.trial_tokens, store_)),
      print_certificate_(print_document(deps.print_certificate)) {}

void Service::mount(http::Router& router) {
    using enum http::Method;
    using http::Request;
    http::Handler const persons_v1 = [this](Request const& r) { return persons_.post(r, Version::v1); };
    http::Handler const persons_v2 = [this](Request const& r) { return persons_.post(r, Version::v2); };
    http::Handler const changes = [this](Request const& r) { return changes_.post(r); };
    http::Handler const get_person = [this](Request const& r) { return person_.get(r); };
    http::Handler const patch_person = [this](Request const& r) { return person_.patch(r); };
    http::PlainHandler const print = [this](Request const& r) {
        return answers_.ok(preferred_form(r).form, print_certificate_);
    };
    router.route(post, "/rest/v1/personer", persons_v1);
    router.route(post, "/rest/v2/personer", persons_v2);
    router.route(post, "/rest/v2/krr/hentEndringer", changes);
    router.route(get, "/rest/v1/person", get_person, http::Cors::any_origin);
    router.route(patch, "/rest/v1/person", patch_person, http::Cors::any_origin);
    router.route(get, "/rest/v1/printSertifikat", print);
    router.route(get, "/rest/v2/printSertifikat", print);
    router.route(get, "/jwks.json", http::PlainHandler([this](Request const&) { return answers_.keys(); }),
                 http::Cors::any_origin);
    router.route(get, "/", http::PlainHandler([this](Request const& r) { return front_page(r); }));
    api_page_.mount(router);
}

http::Dialect Service::dialect(http::Site const& site) {
    return site.dialect(refusal, {"/rest", "/v3"});
}

http::Response Service::front_page(http::Request const& request) const {
    auto const language = http::Site::language(request);
    auto const& pages = site_.pages();
    http::Values values;
    values.set("HEADING", "Oppslagstjenesten");
    values.set("TEXT", pages.text("product.kontaktregisteret.text", language));
    values.add("LINK").set("LABEL", "Swagger UI").set("URL", "/swagger-ui/index.html");
    values.add("LINK").set("LABEL", pages.text("product.link.openapi", language)).set("URL", "/v3/api-docs");
    values.add("LINK").set("LABEL", pages.text("product.link.jwks", language)).set("URL", "/jwks.json");
    values.add("LINK").set("LABEL", pages.text("product.link.health", language)).set("URL", "/healthz");
    return site_.show(200, "product", "product.documents", request, language, std::move(values));
}

}  // namespace emulator::kontaktregisteret
