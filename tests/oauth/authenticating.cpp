#include "oauth/authenticating.h"

#include "base/assets.h"

namespace emulator::oauth {

jose::PrivateKey private_key(std::string const& name) {
    return need(jose::private_key_from_pem(Assets().find("fixtures/keys/" + name + ".pem").value()));
}

World::World() {
    client.client_id = "a";
    client.token_endpoint_auth_method = AuthMethod::private_key_jwt;
    add_key("k1", key.public_key());
}

void World::add_key(std::string const& kid, jose::PublicKey const& added, std::optional<Instant> exp) {
    auto jwk = std::make_shared<Json const>(jose::public_jwk(added, kid, jose::Algorithm::RS256));
    client.keys.push_back({kid, std::move(jwk), exp});
}

Result<Authenticated> World::ask(std::string assertion) {
    return ask(Presented{AuthMethod::private_key_jwt, "a", {}, std::move(assertion), false});
}

Result<Authenticated> World::ask(Presented const& presented) {
    return authenticate({presented, &client, now, policy, keys, moved});
}

Json World::record(std::string assertion, bool used_before) {
    Presented const presented{AuthMethod::private_key_jwt, "a", {}, std::move(assertion), false};
    return need(parse_json(examination({presented, &client, now, policy, keys}, used_before)));
}

Json right_claims() {
    auto const at = now.time_since_epoch().count();
    return {{"iss", "a"}, {"sub", "a"}, {"aud", issuer}, {"iat", at}, {"exp", at + 120}, {"jti", "jti-1"}};
}

std::string assertion(World const& world, std::function<void(Json&)> const& change, std::string_view kid,
                      jose::Algorithm algorithm) {
    auto claims = right_claims();
    if (change) change(claims);
    return jose::sign_jwt(world.key, algorithm, kid, claims);
}

}  // namespace emulator::oauth
