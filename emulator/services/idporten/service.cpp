#include "services/idporten/service.h"

#include <nlohmann/json.hpp>

#include "http/answers.h"
#include "jose/jwk.h"
#include "services/idporten/authorize.h"
#include "services/idporten/consent_endpoint.h"
#include "services/idporten/contact_endpoint.h"
#include "services/idporten/login.h"
#include "services/idporten/logout.h"
#include "services/idporten/par.h"
#include "services/idporten/resources.h"
#include "services/idporten/revoke.h"
#include "services/idporten/token.h"

namespace emulator::idporten {
namespace {

using http::PlainHandler;

// A document that never changes, made once; clients cache it for a day.
PlainHandler fixed(Json const& document) {
    auto response = http::json(200, document);
    response.headers.set("Cache-Control", "public, max-age=86400");
    return [response](http::Request const&) { return response; };
}

// The texts for people whose request at this path was refused; empty where it is not for browsers. What
// comes to /authorize and /logout is the service's doing, the pages after it are the user's own.
std::string_view refusal_texts(std::string_view path) {
    if (path == "/authorize") return "error.login";
    if (path == "/logout") return "error.logout";
    bool const page_of_login =
        path == "/login" || path.starts_with("/login/") || path == "/contact" || path == "/consent";
    return page_of_login ? "error.ended" : "";
}

}  // namespace

void Service::mount(http::Router& router) {
    using enum http::Method;
    constexpr auto open = http::Cors::any_origin;
    auto const keys = jose::jwks(
        {jose::public_jwk(deps_.signing_key.public_key(), deps_.kid, jose::Algorithm::RS256, deps_.chain)});
    router.route(get, "/.well-known/openid-configuration", fixed(discovery(deps_.issuer)), open);
    router.route(get, "/jwks.json", fixed(keys), open);

    PlainHandler const token = [this](http::Request const& r) { return TokenEndpoint(deps_, keys_).post(r); };
    PlainHandler const introspect = [this](http::Request const& r) {
        return IntrospectEndpoint(deps_, keys_).post(r);
    };
    PlainHandler const revoke = [this](http::Request const& r) {
        return RevokeEndpoint(deps_, keys_).post(r);
    };
    PlainHandler const userinfo = [this](http::Request const& r) {
        return UserinfoEndpoint(deps_).answer(r);
    };
    http::Handler const logout = [this](http::Request const& r) { return log_out(r); };
    router.route(get, "/authorize",
                 PlainHandler([this](http::Request const& r) { return AuthorizeEndpoint(deps_).get(r); }));
    router.route(post, "/authorize",
                 PlainHandler([this](http::Request const& r) { return AuthorizeEndpoint(deps_).post(r); }));
    router.route(post, "/par",
                 PlainHandler([this](http::Request const& r) { return ParEndpoint(deps_, keys_).post(r); }),
                 open);
    mount_login(router);
    router.route(post, "/token", token, open);
    router.route(get, "/userinfo", userinfo, open);
    router.route(post, "/userinfo", userinfo, open);
    router.route(post, "/token/introspect", introspect);
    router.route(post, "/token/revoke", revoke, open);
    router.route(get, "/logout", logout);
    router.route(post, "/logout", logout);
    router.route(get, "/", PlainHandler([this](http::Request const& r) { return front_page(r); }));
}

// The pages between /authorize and the code.
void Service::mount_login(http::Router& router) {
    using enum http::Method;
    using Answer = http::Response (LoginEndpoint::*)(http::Request const&) const;
    auto const login = [this](Answer answer) {
        return PlainHandler(
            [this, answer](http::Request const& r) { return (LoginEndpoint(deps_).*answer)(r); });
    };
    router.route(get, "/login", login(&LoginEndpoint::choose));
    router.route(post, "/login", login(&LoginEndpoint::cancel));
    router.route(get, "/login/{eid}", login(&LoginEndpoint::ask_who));
    router.route(post, "/login/{eid}", login(&LoginEndpoint::told_who));
    router.route(get, "/login/{eid}/confirmation", login(&LoginEndpoint::ask_confirmation));
    router.route(post, "/login/{eid}/confirmation", login(&LoginEndpoint::confirmed));
    router.route(get, "/contact",
                 PlainHandler([this](http::Request const& r) { return ContactEndpoint(deps_).get(r); }));
    router.route(post, "/contact",
                 PlainHandler([this](http::Request const& r) { return ContactEndpoint(deps_).post(r); }));
    router.route(get, "/consent",
                 PlainHandler([this](http::Request const& r) { return ConsentEndpoint(deps_).get(r); }));
    router.route(post, "/consent",
                 PlainHandler([this](http::Request const& r) { return ConsentEndpoint(deps_).post(r); }));
}

http::Dialect Service::dialect(http::Site const& site) {
    auto const for_clients = [](http::Request const& request, Error const& error) {
        auto response = http::oauth_error(error);
        // RFC 6749 5.2: a refused client that tried HTTP Basic is told so. The others are not, for a browser
        // would answer the challenge with a password dialogue.
        if (error.code == ErrorCode::invalid_client && request.headers.find("Authorization"))
            response.headers.set("WWW-Authenticate", "Basic realm=\"ID-porten\"");
        return response;
    };
    return [&site, others = site.dialect(for_clients,
                                         {"/token", "/par", "/userinfo", "/jwks.json", "/.well-known"})](
               http::Request const& request, Error const& error) {
        std::string const texts(refusal_texts(request.path));
        bool const shown = !texts.empty() && request.wants_html() && http_status(error.code) < 500;
        return shown ? site.show_error(request, error, texts + ".heading", texts + ".message")
                     : others(request, error);
    };
}

// The endpoint lives as long as its coroutine.
Task<http::Response> Service::log_out(http::Request const& request) const {
    LogoutEndpoint const endpoint(deps_);
    auto response = co_await endpoint.answer(request);
    co_return response;
}

http::Response Service::front_page(http::Request const& request) const {
    auto const language = http::Site::language(request);
    auto const& pages = deps_.site.pages();
    http::Values values;
    values.set("HEADING", "ID-porten").set("TEXT", pages.text("product.idporten.text", language));
    values.add("LINK")
        .set("LABEL", pages.text("product.link.openid_configuration", language))
        .set("URL", "/.well-known/openid-configuration");
    values.add("LINK").set("LABEL", pages.text("product.link.jwks", language)).set("URL", "/jwks.json");
    return deps_.site.show(200, "product", "product.documents", request, language, std::move(values));
}

}  // namespace emulator::idporten
