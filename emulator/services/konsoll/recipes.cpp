#include "services/konsoll/recipes.h"

#include "base/encoding.h"
#include "oauth/scopes.h"

namespace emulator::konsoll {
namespace {

std::string replaced(std::string text, std::string_view marker, std::string_view value) {
    for (auto at = text.find(marker); at != std::string::npos; at = text.find(marker, at + value.size())) {
        text.replace(at, marker.size(), value);
    }
    return text;
}

std::string filled_in(std::string text, Addresses const& addresses, std::string_view pid) {
    text = replaced(std::move(text), "@MASKINPORTEN@", addresses.maskinporten);
    text = replaced(std::move(text), "@IDPORTEN@", addresses.idporten);
    text = replaced(std::move(text), "@KRR@", addresses.kontaktregisteret);
    return replaced(std::move(text), "@PID@", pid);
}

}  // namespace

std::string headless_recipe(Addresses const& addresses, std::string_view pid) {
    return filled_in(R"sh(VERIFIER=$(openssl rand -hex 32)
CHALLENGE=$(printf %s "$VERIFIER" | openssl dgst -sha256 -binary | openssl base64 -A | tr '+/' '-_' | tr -d =)
ANSWER=$(curl -sS -w '%{redirect_url}' -G @IDPORTEN@/authorize \
  -d client_id=min-tjeneste -d response_type=code -d scope=openid+profile \
  -d redirect_uri=http://localhost:3000/callback -d state=$(openssl rand -hex 8) -d nonce=$(openssl rand -hex 8) \
  -d code_challenge=$CHALLENGE -d code_challenge_method=S256 \
  -d login_hint=testid:@PID@_idporten-loa-substantial)
CODE=$(echo "$ANSWER" | sed -n 's/.*[?&]code=\([^&]*\).*/\1/p')
test -n "$CODE" && curl -sS @IDPORTEN@/token -u min-tjeneste:min-tjeneste-hemmelighet \
  -d grant_type=authorization_code -d code=$CODE -d code_verifier=$VERIFIER \
  -d redirect_uri=http://localhost:3000/callback || echo "$ANSWER")sh",
                     addresses, pid);
}

std::string maskinporten_recipe(Addresses const& addresses, std::string_view pid) {
    return filled_in(R"sh(b64() { openssl base64 -A | tr '+/' '-_' | tr -d =; }
NOW=$(date +%s)
HEADER=$(printf '{"alg":"RS256","kid":"demo-etat-nokkel-1"}' | b64)
CLAIMS=$(printf '{"aud":"@MASKINPORTEN@/","iss":"demo-etat-nokkel","scope":"krr:global/kontaktinformasjon.read","iat":%d,"exp":%d,"jti":"%s"}' \
  $NOW $((NOW + 100)) $(openssl rand -hex 16) | b64)
SIGNATURE=$(printf %s "$HEADER.$CLAIMS" | openssl dgst -sha256 -sign fixtures/keys/demo-etat-nokkel.pem -binary | b64)
ANSWER=$(curl -sS --fail-with-body @MASKINPORTEN@/token \
  -d grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer \
  -d assertion="$HEADER.$CLAIMS.$SIGNATURE") &&
TOKEN=$(echo "$ANSWER" | sed 's/.*"access_token":"\([^"]*\)".*/\1/') &&
curl -sS @KRR@/rest/v2/personer -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \
  -d '{"personidentifikatorer":["@PID@"]}' || echo "$ANSWER")sh",
                     addresses, pid);
}

std::string configuration(Addresses const& addresses, model::Client const& client) {
    bool const machine = client.has_grant_type(model::jwt_bearer_grant);
    std::string const prefix = machine ? "MASKINPORTEN" : "IDPORTEN";
    auto const well_known = machine ? addresses.maskinporten + "/.well-known/oauth-authorization-server"
                                    : addresses.idporten + "/.well-known/openid-configuration";
    std::string text = prefix + "_WELL_KNOWN_URL=" + well_known + "\n";
    text += prefix + "_CLIENT_ID=" + client.client_id + "\n";
    if (!client.client_secret.empty()) text += prefix + "_CLIENT_SECRET=" + client.client_secret + "\n";
    if (client.token_endpoint_auth_method == model::AuthMethod::private_key_jwt) {
        auto const file = "fixtures/keys/" + client.client_id;
        text += client.keys.empty() ? prefix + "_CERTIFICATE=" + file + ".crt\n"
                                    : prefix + "_KID=" + client.keys.front().kid + "\n";
        text += prefix + "_PRIVATE_KEY=" + file + ".pem\n";
    }
    text += prefix + "_SCOPES=" + oauth::join_scopes(client.scopes);
    // One variable has one value; where any port is registered, the recipes' own one.
    if (!client.redirect_uris.empty())
        text += "\n" + prefix + "_REDIRECT_URI=" + replaced(client.redirect_uris.front(), ":*", ":3000");
    return text;
}

}  // namespace emulator::konsoll
