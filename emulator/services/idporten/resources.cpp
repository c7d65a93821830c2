#include "services/idporten/resources.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/json.h"
#include "http/answers.h"
#include "oauth/bearer.h"
#include "oauth/scopes.h"
#include "services/idporten/token.h"

namespace emulator::idporten {
namespace {

constexpr std::string_view introspection_scope = "idporten:token.introspection";

// RFC 6750 2.2: a form-encoded body may carry the token instead of the header, but not both.
Result<std::string> token_of(http::Request const& request) {
    if (request.method != http::Method::post || request.body.empty()) return oauth::bearer_token(request);
    bool const by_header = request.headers.find("Authorization").has_value();
    auto const form = http::read_form(request);
    if (!form && !by_header) return form.error();
    auto const token = form ? form->get("access_token") : std::nullopt;
    if (!token) return oauth::bearer_token(request);
    if (!by_header) return *token;
    return Error{ErrorCode::invalid_request,
                 "The access token is sent in more than one way",
                 {"A request carries one access token (RFC 6750 2)", "one in the header and one in the body",
                  "one of them", "Send Authorization: Bearer <token> alone."}};
}

// The claims of an access token that was issued here and still stands.
Result<Json> live_claims(Deps const& deps, std::string_view token) {
    auto jwt = own_token(deps, token);
    if (!jwt) {
        return Error{ErrorCode::invalid_token,
                     "The access token is invalid",
                     {"The token is an access token of this ID-porten", jwt.error().description,
                      "access_token of the token answer", "Send the token as it was issued."}};
    }
    bool const stands = jwt->claims.contains("client_amr") &&
                        deps.state.access_token_active(string_member(jwt->claims, "jti"));
    if (!stands) {
        return Error{ErrorCode::invalid_token,
                     "The access token has expired or was revoked",
                     {"The token has not expired and its grant stands", "a token that has ended",
                      "a token that stands", "Log in again for a new token."}};
    }
    return std::move(jwt->claims);
}

}  // namespace

std::string_view why_not_introspect(model::Client const& caller, Json const& claims,
                                    store::Directory const& directory) {
    if (!caller.has_scope(introspection_scope))
        return "the caller has not the scope idporten:token.introspection";
    for (auto const& name : oauth::split_scopes(string_member(claims, "scope"))) {
        auto const* scope = directory.scope(name);
        if (!scope) continue;
        auto const& allowed = scope->enforced_aud_for_introspection;
        if (std::find(allowed.begin(), allowed.end(), caller.client_id) != allowed.end()) return {};
    }
    return "no scope of the token lists the caller in enforced_aud_for_introspection";
}

http::Response UserinfoEndpoint::answer(http::Request const& request) const {
    // RFC 6750 3: refusals carry a challenge, so they are answered here and not in the product's dialect.
    auto const refuse = [&](Error const& error) {
        auto const asked = std::string(http::method_name(request.method)) + " " + request.path;
        return http::bearer_error(http::note_refusal(
            deps_.log, deps_.journal, {{}, "idporten", asked, http_status(error.code), error}));
    };
    auto const token = token_of(request);
    if (!token) return refuse(token.error());
    auto const claims = live_claims(deps_, *token);
    if (!claims) return refuse(claims.error());
    auto const scope = string_member(*claims, "scope");
    if (!oauth::has_scope(scope, "profile")) return refuse(oauth::insufficient_scope(scope, "profile"));

    auto const pid = need(model::PersonNumber::parse(string_member(*claims, "pid")));
    Json document{{"sub", pairwise_subject(string_member(*claims, "client_id"), pid)}, {"pid", pid.digits()}};
    // docs.digdir.no, oidc_protocol_userinfo: the language that was used during the login.
    document["locale"] = deps_.state.get({locale_kind, string_member(*claims, "jti")}).value_or("nb");
    return http::no_store(http::json(200, document));
}

http::Response IntrospectEndpoint::post(http::Request const& request) const {
    auto const form = need(http::read_form(request));
    auto const caller = authenticated_client(deps_, keys_, request, form);
    auto const token = form.get("token");
    if (!token)
        throw Problem(Error{ErrorCode::invalid_request,
                            "token is missing",
                            {"The token is sent as the parameter token (RFC 7662 2.1)", "no token", "token",
                             "Send the access token."}});

    auto const inactive = [&](std::string_view why) {
        deps_.log.warning("idporten", "introspection answers active: false",
                          {{"client_id", caller.client_id}, {"reason", why}});
        return http::no_store(http::json(200, Json{{"active", false}}));
    };
    auto const claims = live_claims(deps_, *token);
    if (!claims) return inactive(claims.error().description);
    auto const directory = deps_.directory.now();
    if (auto const why = why_not_introspect(caller, *claims, *directory); !why.empty()) return inactive(why);

    Json document{{"active", true}, {"token_type", "Bearer"}};
    document["expires_in"] =
        claims->at("exp").get<std::int64_t>() - deps_.clock.now().time_since_epoch().count();
    document.update(*claims);
    return http::no_store(http::json(200, document));
}

}  // namespace emulator::idporten
