#include "rp/registration.h"

#include <nlohmann/json.hpp>

#include "jose/jwt.h"
#include "oauth/client_authentication.h"

namespace emulator::rp {
namespace {

constexpr std::int64_t lifetime = 60;

std::string client_assertion(Registration const& registration, Instant now, Entropy& entropy) {
    auto const iat = now.time_since_epoch().count();
    Json const claims{{"iss", registration.client_id}, {"sub", registration.client_id},
                      {"aud", registration.issuer},    {"iat", iat},
                      {"exp", iat + lifetime},         {"jti", entropy.token(16)}};
    return jose::sign_jwt(registration.key, jose::Algorithm::RS256, registration.kid, claims);
}

}  // namespace

http::Call authenticated_call(Registration const& registration, std::string url, http::Parameters form,
                              Instant now, Entropy& entropy) {
    form.add("client_id", registration.client_id);
    form.add("client_assertion_type", std::string(oauth::assertion_type));
    form.add("client_assertion", client_assertion(registration, now, entropy));
    http::Call call{http::Method::post, std::move(url)};
    call.headers.add("Content-Type", "application/x-www-form-urlencoded");
    call.body = form.encoded();
    return call;
}

}  // namespace emulator::rp
