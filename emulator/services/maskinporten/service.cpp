#include "services/maskinporten/service.h"

#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "base/json.h"
#include "http/answers.h"
#include "oauth/examination.h"
#include "services/maskinporten/documents.h"
#include "services/maskinporten/examination.h"
#include "services/maskinporten/refusals.h"
#include "services/maskinporten/token_form.h"

namespace emulator::maskinporten {
namespace {

// What does not change is cached for a day, as Digdir asks its clients to cache the keys; what is about to
// change, for a minute, so that clients which read the header follow a rotation.
constexpr auto cached_for_a_day = "public, max-age=86400";
constexpr auto cached_for_a_minute = "public, max-age=60";

// A document that never changes, made once.
http::PlainHandler fixed(Json const& document) {
    auto response = http::json(200, document);
    response.headers.set("Cache-Control", cached_for_a_day);
    return [response](http::Request const&) { return response; };
}

}  // namespace

void Service::mount(http::Router& router) {
    using enum http::Method;
    router.route(post, "/token", http::PlainHandler([this](http::Request const& r) { return token(r); }));
    router.route(get, "/.well-known/oauth-authorization-server", fixed(metadata(deps_.policy.issuer)),
                 http::Cors::any_origin);
    for (auto const* path : {"/jwk", "/jwk.json", "/.well-known/jwks.json"})
        router.route(get, path, http::PlainHandler([this](http::Request const&) { return keys(); }),
                     http::Cors::any_origin);
    router.route(get, "/errors/{code}",
                 http::PlainHandler([this](http::Request const& r) { return explain(r); }));
    router.route(get, "/", http::PlainHandler([this](http::Request const& r) { return front_page(r); }));
}

http::Dialect Service::dialect(std::string issuer, http::Site const& site) {
    return site.dialect(
        [issuer = std::move(issuer)](http::Request const&, Error const& error) {
            return http::no_store(http::json_text(http_status(error.code), error_document(error, issuer)));
        },
        {"/token", "/jwk", "/jwk.json", "/.well-known"});
}

http::Response Service::keys() const {
    auto const set = deps_.signing_keys.now();
    auto response = http::json_text(200, set->jwks);
    response.headers.set("Cache-Control", set->rotating() ? cached_for_a_minute : cached_for_a_day);
    return response;
}

http::Response Service::token(http::Request const& request) {
    auto const assertion = need(read_assertion(request));

    auto const directory = deps_.directory.now();
    auto const moved = deps_.moved ? deps_.moved->offset() : seconds(0);
    Facts const facts{*directory, keys_, deps_.clock.now(), moved};

    auto const parsed = jose::parse_jwt(assertion, grant_padding);
    if (!parsed)
        throw Problem(oauth::with_record(no_jwt(parsed.error()),
                                         examination_of_unread(assertion, facts, deps_.policy)));
    auto const& grant = *parsed;

    auto const result = decide(grant, facts, deps_.policy);
    if (!result)
        throw Problem(oauth::with_record(result.error(), examination(grant, facts, deps_.policy, false)));
    auto const& decision = *result;

    if (!deps_.state.spend_assertion("maskinporten:" + decision.client_id, decision.jti, decision.expires)) {
        throw Problem(oauth::with_record(used_before(string_member(grant.claims, "jti")),
                                         examination(grant, facts, deps_.policy, true)));
    }

    auto const claims =
        access_token_claims(decision, facts.now, deps_.policy.issuer, deps_.entropy.token(32));
    auto const signing = deps_.signing_keys.now();
    auto const& [kid, key] = signing->current();
    auto const access_token = jose::sign_jwt(key, signing->algorithm, kid, claims);
    if (!decision.warnings.empty()) {
        http::Refusal answered{{}, "maskinporten", "POST /token", 200, {}};
        answered.error.record = examination(grant, facts, deps_.policy, false);
        http::note_warnings(deps_.log, deps_.journal, std::move(answered), decision.warnings);
    }
    return http::no_store(http::json(200, token_answer(decision, access_token)));
}

http::Response Service::explain(http::Request const& request) const {
    auto const* entry = catalogue_entry(request.path_parameter("code"));
    if (!entry) {
        throw Problem(Error{ErrorCode::not_found,
                            "Requested resource not found",
                            {"Error pages are named MP-NNN", shown(request.path_parameter("code")),
                             "a code of an error_uri", ""}});
    }
    http::Values values;
    values.set("HEADING", std::string(entry->code) + ": " + std::string(entry->heading));
    values.set("MEANING", std::string(entry->meaning))
        .set("RULE", std::string(entry->rule))
        .set("MEND", std::string(entry->mend));
    return deps_.site.show(200, "maskinporten-error", "error.title", request, http::Site::language(request),
                           std::move(values));
}

http::Response Service::front_page(http::Request const& request) const {
    auto const language = http::Site::language(request);
    auto const& pages = deps_.site.pages();
    http::Values values;
    values.set("HEADING", "Maskinporten").set("TEXT", pages.text("product.maskinporten.text", language));
    values.add("LINK")
        .set("LABEL", pages.text("product.link.oauth_metadata", language))
        .set("URL", "/.well-known/oauth-authorization-server");
    values.add("LINK").set("LABEL", pages.text("product.link.jwks", language)).set("URL", "/jwk");
    return deps_.site.show(200, "product", "product.documents", request, language, std::move(values));
}

}  // namespace emulator::maskinporten
