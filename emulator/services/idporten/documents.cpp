#include "services/idporten/documents.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "base/json_object.h"
#include "jose/digest.h"
#include "oauth/organisation.h"
#include "oauth/scopes.h"
#include "services/idporten/levels.h"

namespace emulator::idporten {
namespace {

constexpr seconds id_token_lifetime{120};

bool asked_for(Grant const& grant, std::string_view scope) {
    auto const& scopes = grant.request.scopes;
    return std::find(scopes.begin(), scopes.end(), scope) != scopes.end();
}

}  // namespace

Json to_json(Grant const& grant) {
    auto document = json_object(5);
    document["id"] = grant.id;
    document["request"] = to_json(grant.request);
    document["authentication"] = to_json(grant.authentication);
    document["sid"] = grant.sid;
    document["locale"] = grant.locale;
    return document;
}

Grant grant_from_json(Json const& document) {
    return {document.at("id"), authorization_request_from_json(document.at("request")),
            authentication_from_json(document.at("authentication")), document.at("sid"),
            document.at("locale")};
}

Json discovery(std::string_view issuer) {
    std::string const base(issuer);
    return {{"issuer", base},
            {"authorization_endpoint", base + "/authorize"},
            {"pushed_authorization_request_endpoint", base + "/par"},
            {"token_endpoint", base + "/token"},
            {"userinfo_endpoint", base + "/userinfo"},
            {"introspection_endpoint", base + "/token/introspect"},
            {"revocation_endpoint", base + "/token/revoke"},
            {"end_session_endpoint", base + "/logout"},
            {"jwks_uri", base + "/jwks.json"},
            {"scopes_supported", {"openid", "profile"}},
            {"response_types_supported", {"code"}},
            {"response_modes_supported", {"query", "form_post", "query.jwt", "form_post.jwt"}},
            {"grant_types_supported", {"authorization_code", "refresh_token"}},
            {"subject_types_supported", {"public", "pairwise"}},
            {"acr_values_supported", std::vector<std::string>(known_levels().begin(), known_levels().end())},
            {"ui_locales_supported", {"en", "nb", "nn", "se"}},
            {"display_values_supported", {"page"}},
            {"prompt_values_supported", {"consent", "login", "none"}},
            {"token_endpoint_auth_methods_supported",
             {"client_secret_basic", "client_secret_post", "none", "private_key_jwt"}},
            {"token_endpoint_auth_signing_alg_values_supported", {"RS256"}},
            {"id_token_signing_alg_values_supported", {"RS256"}},
            {"authorization_signing_alg_values_supported", {"RS256"}},
            {"code_challenge_methods_supported", {"S256"}},
            {"frontchannel_logout_supported", true},
            {"frontchannel_logout_session_supported", true},
            {"backchannel_logout_supported", true},
            {"backchannel_logout_session_supported", true},
            {"authorization_response_iss_parameter_supported", true},
            {"request_parameter_supported", false},
            {"request_uri_parameter_supported", false},
            {"claims_parameter_supported", false}};
}

std::string pairwise_subject(std::string_view client_id, model::PersonNumber pid) {
    // No secret: everyone may know whom a synthetic person is, and two instances must agree.
    return base64url_encode(
        jose::hmac_sha256("digdir-emulator pairwise subject", std::string(client_id) + " " + pid.digits()));
}

Json id_token_claims(Grant const& grant, model::Client const& client, std::string_view issuer, Instant now,
                     std::string_view jti, Pid pid) {
    auto const& login = grant.authentication;
    auto const iat = now.time_since_epoch().count();
    auto claims = json_object(16);
    claims["sub"] = pairwise_subject(client.client_id, login.pid);
    claims["amr"] = Json::array({login.amr});
    claims["iss"] = issuer;
    bool const told = pid == Pid::told;
    if (told) claims["pid"] = login.pid.digits();
    if (asked_for(grant, "profile")) {
        claims["locale"] = grant.locale;
        // A name would tell what the number may not.
        if (told && !login.given_name.empty()) claims["given_name"] = login.given_name;
        if (told && !login.family_name.empty()) claims["family_name"] = login.family_name;
    }
    if (!grant.request.nonce.empty()) claims["nonce"] = grant.request.nonce;
    if (client.wants_sid() && !grant.sid.empty()) claims["sid"] = grant.sid;
    claims["aud"] = client.client_id;
    if (!grant.request.onbehalfof.empty()) claims["client_onbehalfof"] = grant.request.onbehalfof;
    claims["acr"] = login.acr;
    claims["auth_time"] = login.auth_time.time_since_epoch().count();
    claims["exp"] = iat + id_token_lifetime.count();
    claims["iat"] = iat;
    claims["jti"] = jti;
    return claims;
}

Json access_token_claims(Grant const& grant, model::Client const& client, std::string_view issuer,
                         AccessTokenTerms const& terms) {
    auto const& who = grant.authentication;
    auto const pid = who.pid.digits();
    auto const iat = terms.iat.time_since_epoch().count();
    bool const told = terms.pid == Pid::told;
    auto claims = json_object(13);
    claims["sub"] = told ? pid : pairwise_subject(client.client_id, who.pid);
    auto const& resources = grant.request.resources;
    if (resources.size() == 1) claims["aud"] = resources.front();
    if (resources.size() > 1) claims["aud"] = resources;
    claims["acr"] = who.acr;
    claims["scope"] = oauth::join_scopes(terms.scopes);
    claims["iss"] = issuer;
    claims["client_amr"] = terms.client_amr;
    if (told) claims["pid"] = pid;
    claims["exp"] = iat + terms.lifetime.count();
    claims["iat"] = iat;
    claims["jti"] = terms.jti;
    claims["client_id"] = client.client_id;
    claims["consumer"] = oauth::organisation(client.client_orgno);
    if (!client.supplier_orgno.empty()) claims["supplier"] = oauth::organisation(client.supplier_orgno);
    return claims;
}

Json userinfo(Grant const& grant, Pid pid) {
    auto const& person = grant.authentication.pid;
    Json document{{"sub", pairwise_subject(grant.request.client_id, person)}};
    if (pid == Pid::told) document["pid"] = person.digits();
    document["locale"] = grant.locale;
    return document;
}

}  // namespace emulator::idporten
