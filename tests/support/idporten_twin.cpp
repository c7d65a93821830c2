#include "support/idporten_twin.h"

#include <array>
#include <nlohmann/json.hpp>

#include "base/assets.h"
#include "http/answers.h"
#include "jose/jwk.h"
#include "jose/jwt.h"
#include "oauth/pkce.h"
#include "support/browser.h"

namespace emulator::test {
namespace {

Json discovery() {
    auto const& issuer = IdportenTwin::issuer;
    return {{"issuer", issuer},
            {"authorization_endpoint", issuer + "/authorize"},
            {"token_endpoint", issuer + "/token"},
            {"pushed_authorization_request_endpoint", issuer + "/par"},
            {"userinfo_endpoint", issuer + "/userinfo"},
            {"introspection_endpoint", issuer + "/token/introspect"},
            {"end_session_endpoint", issuer + "/logout"},
            {"jwks_uri", issuer + "/jwks.json"}};
}

http::Response refuse(std::string const& description, std::string const& error = "invalid_grant") {
    return http::json(400, {{"error", error}, {"error_description", description}});
}

}  // namespace

jose::PrivateKey fixture_key(std::string const& name) {
    auto const pem = Assets().find("fixtures/keys/" + name + ".pem");
    return need(jose::private_key_from_pem(pem.value()));
}

IdportenTwin::IdportenTwin(Clock const& clock, std::string client_id)
    : clock_(clock), client_id_(std::move(client_id)), client_key_(fixture_key(client_id_)) {}

IdportenTwin::~IdportenTwin() = default;

std::string IdportenTwin::approve(std::string const& authorize_url) {
    auto const query = query_of(authorize_url);
    auto const request = query.has("request_uri") ? pushed_.at(query.text("request_uri")) : query;
    auto const code = "code-" + std::to_string(++count_);
    codes_[code] = request;
    http::Parameters back;
    back.add("code", code);
    back.add("iss", issuer);
    back.add("state", request.text("state"));
    return back.encoded();
}

std::string IdportenTwin::cancel(std::string const& authorize_url) {
    http::Parameters back;
    back.add("error", "access_denied");
    back.add("error_description", "The user cancelled");
    back.add("iss", issuer);
    back.add("state", query_of(authorize_url).text("state"));
    return back.encoded();
}

Result<http::Response> IdportenTwin::answer(http::Call const& call) {
    if (!reachable) return Error{ErrorCode::bad_gateway, "No answer from " + call.url};
    if (call.url == issuer + "/.well-known/openid-configuration") return http::json(200, discovery());
    if (call.url == issuer + "/jwks.json") {
        auto const jwk = jose::public_jwk(fixture_key("idporten-signing").public_key(), "idporten-1",
                                          jose::Algorithm::RS256);
        return http::json(200, jose::jwks({jwk}));
    }
    if (call.url == issuer + "/token" && call.method == http::Method::post) return token(call);
    if (call.url == issuer + "/par" && call.method == http::Method::post) return push(call);
    if (call.url == issuer + "/userinfo") return userinfo(call);
    if (call.url == issuer + "/token/introspect") return introspect(call);
    return Error{ErrorCode::bad_gateway, "No answer from " + call.url};
}

std::string IdportenTwin::sign(Json const& claims) const {
    return sign(claims, Json::object());
}

std::string IdportenTwin::sign(Json const& claims, Json const& more) const {
    return jose::sign_jwt(key, jose::Algorithm::RS256, "idporten-1", claims, more);
}

http::Response IdportenTwin::push(http::Call const& call) {
    auto const form = need(http::parse_parameters(call.body));
    if (!client_is_right(call, form)) return refuse("client assertion", "invalid_client");
    if (form.repeated()) return refuse("a parameter stands twice", "invalid_request");
    if (form.text("acr_values") == "Level4")
        return refuse("acr_values has an unknown level", "invalid_request");
    auto const request_uri = "urn:idporten:" + std::to_string(++count_);
    pushed_[request_uri] = form;
    return http::json(201, {{"request_uri", request_uri}, {"expires_in", 120}});
}

http::Response IdportenTwin::userinfo(http::Call const& call) const {
    auto const token = call.headers.find("Authorization").value_or("").substr(7);
    auto const jwt = jose::parse_jwt(token);
    if (jwt && jwt->claims.at("exp").get<std::int64_t>() > now())
        return http::json(200, {{"sub", "sub-of-" + pid}, {"pid", pid}, {"locale", "nb"}});
    auto refused = http::json(401, {{"error", "invalid_token"}});
    refused.headers.add("WWW-Authenticate", "Bearer error=\"invalid_token\"");
    return refused;
}

http::Response IdportenTwin::introspect(http::Call const& call) const {
    auto const form = need(http::parse_parameters(call.body));
    if (!client_is_right(call, form)) return refuse("client assertion", "invalid_client");
    return http::json(200, {{"active", jose::parse_jwt(form.text("token")).has_value()}, {"pid", pid}});
}

http::Response IdportenTwin::token(http::Call const& call) {
    auto const form = need(http::parse_parameters(call.body));
    if (!client_is_right(call, form)) return refuse("client assertion");
    Json answer{{"access_token", access_token()}, {"token_type", "Bearer"}, {"expires_in", 120}};
    if (form.text("grant_type") == "refresh_token") {
        if (form.text("refresh_token") != refresh_token_) return refuse("refresh token");
        ++refreshed;
    } else {
        auto const found = codes_.find(form.text("code"));
        if (form.text("grant_type") != "authorization_code" || found == codes_.end()) return refuse("code");
        auto const asked = found->second;
        codes_.erase(found);
        bool const fits =
            oauth::check_verifier(asked.text("code_challenge"), form.text("code_verifier")).has_value() &&
            asked.text("redirect_uri") == form.text("redirect_uri");
        if (!fits) return refuse("code_verifier or redirect_uri");
        answer["id_token"] = id_token(asked);
    }
    if (gives_refresh_token) {
        refresh_token_ = "refresh-" + std::to_string(++count_);
        answer["refresh_token"] = refresh_token_;
    }
    answer["scope"] = "openid krr:user/kontaktinformasjon.read";
    return http::json(200, answer);
}

bool IdportenTwin::client_is_right(http::Call const& call, http::Parameters const& form) const {
    if (auto const other = others.find(form.text("client_id")); other != others.end()) {
        auto const header = call.headers.find("Authorization").value_or("");
        return !form.has("client_assertion") &&
               std::string(header) + form.text("client_secret") == other->second;
    }
    auto const assertion = jose::parse_jwt(form.text("client_assertion"));
    if (!assertion) return false;
    constexpr std::array allowed{jose::Algorithm::RS256};
    auto const& claims = assertion->claims;
    return jose::verify(assertion->jws, client_key_.public_key(), allowed).has_value() &&
           string_member(claims, "iss") == client_id_ && string_member(claims, "sub") == client_id_ &&
           string_member(claims, "aud") == issuer &&
           string_member(assertion->jws.header, "kid") == client_id_ + "-1";
}

std::string IdportenTwin::access_token() {
    return sign({{"iss", issuer},
                 {"sub", pid},
                 {"pid", pid},
                 {"iat", now()},
                 {"exp", now() + 120},
                 {"jti", "at-" + std::to_string(++count_)}});
}

std::string IdportenTwin::id_token(http::Parameters const& asked) {
    Json claims{{"iss", issuer},
                {"aud", asked.text("client_id")},
                {"sub", "sub-of-" + pid},
                {"pid", pid},
                {"acr", acr},
                {"amr", Json::array({"TestID"})},
                {"auth_time", now()},
                {"iat", now()},
                {"exp", now() + 120},
                {"jti", "id-" + std::to_string(++count_)},
                {"nonce", asked.text("nonce")},
                {"sid", sid}};
    if (falsify) falsify(claims);
    return sign(claims);
}

}  // namespace emulator::test
