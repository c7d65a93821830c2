#include "services/idporten/resources.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/json.h"
#include "http/answers.h"
#include "oauth/bearer.h"
#include "oauth/examination.h"
#include "oauth/scopes.h"
#include "services/idporten/callers.h"

namespace emulator::idporten {
namespace {

constexpr std::string_view introspection_scope = "idporten:token.introspection";
constexpr std::string_view iso6523_prefix = "0192:";  // of Norwegian organisation numbers

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

Json introspection(LiveToken const& token, Instant now) {
    auto const& claims = token.claims;
    Json document{{"active", true}, {"token_type", "Bearer"}};
    document["expires_in"] = claims.at("exp").get<std::int64_t>() - now.time_since_epoch().count();
    document.update(claims);
    // docs.digdir.no, oidc_protocol_tokenintrospect: told here, whatever the token withholds.
    document["pid"] = token.grant.authentication.pid.digits();
    document["client_orgno"] =
        claims.at("consumer").at("ID").get<std::string>().substr(iso6523_prefix.size());
    return document;
}

http::Response UserinfoEndpoint::answer(http::Request const& request) const {
    // RFC 6750 3: refusals carry a challenge, so they are answered here and not in the product's dialect.
    auto const refuse = [&](Error const& error) {
        auto const asked = std::string(http::method_name(request.method)) + " " + request.path;
        auto const noted = http::note_refusal(deps_.log, deps_.journal,
                                              {{}, "idporten", asked, http_status(error.code), error});
        return http::traced(http::bearer_error(noted), noted.trace_id);
    };
    auto const token = token_of(request);
    if (!token) return refuse(token.error());
    auto const live = live_token(deps_, *token);
    if (!live) return refuse(live.error());
    auto const scope = string_member(live->claims, "scope");
    if (!oauth::has_scope(scope, "profile")) return refuse(oauth::insufficient_scope(scope, "profile"));

    auto const pid = live->claims.contains("pid") ? Pid::told : Pid::withheld;
    return http::no_store(http::json(200, userinfo(live->grant, pid)));
}

http::Response IntrospectEndpoint::post(http::Request const& request) const {
    auto const form = need(read_client_form(request));
    auto const caller = authenticated_client(deps_, keys_, request, form);
    auto const token = form.get("token");
    if (!token)
        throw Problem(oauth::with_rule({ErrorCode::invalid_request,
                                        "token is missing",
                                        {"The token is sent as the parameter token (RFC 7662 2.1)",
                                         "no token", "token", "Send the access token."}},
                                       "token_is_sent"));

    if (auto const stored = deps_.grants.find(store::Credential::refresh_token, digest_of(*token)))
        return refresh_token(caller.client, *stored);
    auto const live = live_token(deps_, *token);
    if (!live) return inactive(caller.client, live.error().description);
    if (auto const why = why_not_introspect(caller.client, live->claims, *deps_.directory.now());
        !why.empty())
        return inactive(caller.client, why);
    return http::no_store(http::json(200, introspection(*live, deps_.clock.now())));
}

// Nothing more is said to the caller; the developer is told why.
http::Response IntrospectEndpoint::inactive(model::Client const& caller, std::string_view why) const {
    http::note_warnings(
        deps_.log, deps_.journal, {{}, "idporten", "POST /token/introspect", 200, {}},
        {"introspection answers active: false to " + caller.client_id + ": " + std::string(why)});
    return http::no_store(http::json(200, Json{{"active", false}}));
}

// Nobody but its own client has business with a refresh token.
http::Response IntrospectEndpoint::refresh_token(model::Client const& caller,
                                                 store::StoredCredential const& stored) const {
    if (stored.grant.client_id != caller.client_id)
        return inactive(caller, "the refresh token belongs to another client");
    if (stored.used || stored.grant.revoked || stored.expires <= deps_.clock.now())
        return inactive(caller, "the refresh token has ended");
    auto const grant = grant_from_json(need(parse_json(stored.grant.document)));
    Json const document{{"active", true},
                        {"exp", stored.expires.time_since_epoch().count()},
                        {"scope", oauth::join_scopes(grant.request.scopes)},
                        {"client_id", stored.grant.client_id},
                        {"iss", deps_.issuer}};
    if (auto const why = why_not_introspect(caller, document, *deps_.directory.now()); !why.empty())
        return inactive(caller, why);
    return http::no_store(http::json(200, document));
}

}  // namespace emulator::idporten
