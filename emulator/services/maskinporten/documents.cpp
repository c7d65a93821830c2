#include "services/maskinporten/documents.h"

#include <nlohmann/json.hpp>

#include "base/json_object.h"
#include "oauth/organisation.h"
#include "oauth/scopes.h"

namespace emulator::maskinporten {
Json metadata(std::string_view issuer) {
    std::string const base(issuer);
    return {{"issuer", base},
            {"token_endpoint", base + "token"},
            {"jwks_uri", base + "jwk"},
            {"token_endpoint_auth_methods_supported", {"private_key_jwt"}},
            {"grant_types_supported", {model::jwt_bearer_grant}},
            {"token_endpoint_auth_signing_alg_values_supported", {"RS256", "RS384", "RS512"}},
            {"authorization_details_types_supported", {"urn:altinn:systemuser", "urn:altinn:consent"}}};
}

Json access_token_claims(Decision const& decision, Instant now, std::string_view issuer,
                         std::string_view jti) {
    auto const iat = now.time_since_epoch().count();
    auto claims = json_object(14);
    if (decision.authorization_details) claims["authorization_details"] = *decision.authorization_details;
    if (decision.audience) claims["aud"] = *decision.audience;
    claims["scope"] = oauth::join_scopes(decision.scopes);
    if (!decision.supplier_orgno.empty()) claims["supplier"] = oauth::organisation(decision.supplier_orgno);
    claims["iss"] = issuer;
    if (!decision.pid.empty()) claims["pid"] = decision.pid;
    claims["client_amr"] = decision.client_amr;
    claims["token_type"] = "Bearer";
    claims["exp"] = iat + decision.lifetime.count();
    if (!decision.delegation_source.empty()) claims["delegation_source"] = decision.delegation_source;
    claims["iat"] = iat;
    claims["client_id"] = decision.client_id;
    claims["jti"] = jti;
    claims["consumer"] = oauth::organisation(decision.consumer_orgno);
    return claims;
}

Json token_answer(Decision const& decision, std::string_view access_token) {
    auto answer = json_object(4);
    answer["access_token"] = access_token;
    answer["token_type"] = "Bearer";
    answer["expires_in"] = decision.lifetime.count();
    answer["scope"] = oauth::join_scopes(decision.scopes);
    return answer;
}

}  // namespace emulator::maskinporten
