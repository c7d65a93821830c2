#include "rp/registration.h"

#include <nlohmann/json.hpp>

#include "base/encoding.h"
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
    auto x5c = Json::array();
    for (auto const& certificate : registration.x5c)
        x5c.push_back(base64_encode(certificate.der()));
    auto const more = x5c.empty() ? Json::object() : Json{{"x5c", std::move(x5c)}};
    return jose::sign_jwt(registration.key.value(), jose::Algorithm::RS256, registration.kid, claims, more);
}

// RFC 6749 2.3.1: both are form-encoded before they are put together.
std::string basic(Registration const& registration) {
    return "Basic " +
           base64_encode(percent_encode(registration.client_id) + ":" + percent_encode(registration.secret));
}

}  // namespace

http::Call authenticated_call(Registration const& registration, std::string url, http::Parameters form,
                              Instant now, Entropy& entropy) {
    form.add("client_id", registration.client_id);
    http::Call call{http::Method::post, std::move(url)};
    call.headers.add("Content-Type", "application/x-www-form-urlencoded");
    switch (registration.proof) {
        case Proof::assertion:
            form.add("client_assertion_type", std::string(oauth::assertion_type));
            form.add("client_assertion", client_assertion(registration, now, entropy));
            break;
        case Proof::secret_in_header:
            call.headers.add("Authorization", basic(registration));
            break;
        case Proof::secret_in_form:
            form.add("client_secret", registration.secret);
            break;
        case Proof::none:
            break;
    }
    call.body = form.encoded();
    return call;
}

}  // namespace emulator::rp
