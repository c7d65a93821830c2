#include "services/idporten/resources.h"

#include <array>
#include <nlohmann/json.hpp>

#include "base/json.h"
#include "http/answers.h"
#include "oauth/bearer.h"
#include "oauth/examined_rules.h"
#include "oauth/jwt_rules.h"
#include "oauth/scopes.h"

namespace emulator::idporten {
namespace {

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

using Sent = Result<std::string>;

Result<> token_is_sent(Sent const& sent) {
    if (sent) return {};
    return sent.error();
}
std::string sent_token(Sent const& sent) {
    return sent ? "a token of " + std::to_string(sent->size()) + " characters"
                : sent.error().explanation.received;
}
constexpr std::array sent_rules{
    oauth::ExaminedRule<Sent>{"token_is_sent", "The request carries one token", "", token_is_sent,
                              sent_token},
};

Result<> has_profile(Json const& claims) {
    auto const scope = string_member(claims, "scope");
    if (oauth::has_scope(scope, "profile")) return {};
    return oauth::insufficient_scope(scope, "profile");
}
Result<> scope_has_profile(SeenToken const& seen) {
    return has_profile(seen.claims());
}
std::string scope(SeenToken const& seen) {
    auto const claims = seen.claims();
    return claims.is_object() ? oauth::members(claims, {"scope"}) : "not known";
}
constexpr std::array scope_rules{
    oauth::ExaminedRule<SeenToken>{"scope_has_profile", "The token has the scope profile",
                                   "token_is_an_access_token", scope_has_profile, scope},
};

Result<LiveToken> judge(Sent const& sent, SeenToken const& seen) {
    EMULATOR_TRY(token_is_sent(sent));
    auto live = EMULATOR_TRY(live_token(seen));
    EMULATOR_TRY(has_profile(live.claims));
    return live;
}

// Of a JWT what can be read, whoever made it.
Json received(Sent const& sent, Json const& claims) {
    auto read = sent ? oauth::readable(jose::read_by_steps(*sent, jose::Padding::refused)) : Json::object();
    if (read.empty() && claims.is_object()) read["claims"] = claims;
    return read;
}

std::string examination(Sent const& sent, SeenToken const& seen) {
    auto examined = oauth::examine(sent_rules, sent);
    oauth::examine(examined, access_token_rules(), seen);
    oauth::examine(examined, scope_rules, seen);
    return examined.record(received(sent, seen.claims()));
}

template <class Rules, class Subject>
std::string examination(Sent const& sent, Rules const& of_token, Subject const& token, Asking const& asking) {
    auto examined = oauth::examine(sent_rules, sent);
    oauth::examine(examined, of_token, token);
    oauth::examine(examined, introspection_rules(), asking);
    return examined.record(received(sent, asking.claims));
}

}  // namespace

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
    auto const seen = token ? look_up(deps_, *token) : SeenToken{};
    auto const live = judge(token, seen);
    if (!live) return refuse(oauth::with_record(live.error(), examination(token, seen)));

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
        return refresh_token(caller, *token, *stored);
    return access_token(caller, *token);
}

http::Response IntrospectEndpoint::access_token(Caller const& caller, std::string const& token) const {
    auto const seen = look_up(deps_, token);
    auto const live = live_token(seen);
    auto const directory = deps_.directory.now();
    auto const claims = seen.claims();
    Asking const asking{caller, *directory, claims};
    auto const told = live ? oauth::judge_by(introspection_rules(), asking) : Result<>(live.error());
    if (told) return http::no_store(http::json(200, introspection(*live, deps_.clock.now())));
    return inactive(caller.client, told.error(),
                    examination(Sent(token), access_token_rules(), seen, asking));
}

http::Response IntrospectEndpoint::refresh_token(Caller const& caller, std::string const& token,
                                                 store::StoredCredential const& stored) const {
    auto const grant = grant_from_json(need(parse_json(stored.grant.document)));
    Json const claims{{"exp", stored.expires.time_since_epoch().count()},
                      {"scope", oauth::join_scopes(grant.request.scopes)},
                      {"client_id", stored.grant.client_id},
                      {"iss", deps_.issuer}};
    Json document{{"active", true}};
    document.update(claims);
    AskedRefreshToken const asked{caller.client.client_id, stored, deps_.clock.now()};
    auto const directory = deps_.directory.now();
    Asking const asking{caller, *directory, claims};
    auto told = oauth::judge_by(refresh_token_rules(), asked);
    if (told) told = oauth::judge_by(introspection_rules(), asking);
    if (told) return http::no_store(http::json(200, document));
    return inactive(caller.client, told.error(),
                    examination(Sent(token), refresh_token_rules(), asked, asking));
}

// Nothing more is said to the caller; the developer is told why.
http::Response IntrospectEndpoint::inactive(model::Client const& caller, Error const& why,
                                            std::string record) const {
    http::Refusal answered{{}, "idporten", "POST /token/introspect", 200, {}};
    answered.error.explanation = why.explanation;
    answered.error.record = std::move(record);
    http::note_warnings(
        deps_.log, deps_.journal, std::move(answered),
        {"introspection answers active: false to " + caller.client_id + ": " + why.description});
    return http::no_store(http::json(200, Json{{"active", false}}));
}

}  // namespace emulator::idporten
