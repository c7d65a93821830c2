#include "oauth/client_authentication.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "base/times.h"
#include "jose/jwt.h"

namespace emulator::oauth {
namespace {

using model::AuthMethod;

Error refused(std::string rule, std::string received, std::string expected, std::string mend) {
    return {ErrorCode::invalid_client,
            "Client authentication failed. " + rule,
            {std::move(rule), std::move(received), std::move(expected), std::move(mend)}};
}

Result<Presented> read_basic(std::string_view header) {
    auto const space = header.find(' ');
    auto const decoded = base64_decode(space == std::string_view::npos ? "" : header.substr(space + 1));
    auto const colon = decoded ? decoded->find(':') : std::string::npos;
    if (colon == std::string::npos) {
        return refused("HTTP Basic is base64(client_id:client_secret) (RFC 7617)",
                       "another Authorization header", "Authorization: Basic <base64>",
                       "Let the HTTP library build the header.");
    }
    // RFC 6749 2.3.1: both parts are form-encoded first.
    auto client_id = percent_decode(decoded->substr(0, colon), Plus::is_space);
    auto secret = percent_decode(decoded->substr(colon + 1), Plus::is_space);
    if (!client_id || !secret) {
        return refused("client_id and secret are form-encoded inside HTTP Basic (RFC 6749 2.3.1)",
                       "a broken escape", "percent-encoded text", "Escape % itself as %25.");
    }
    return Presented{AuthMethod::client_secret_basic, std::move(*client_id), std::move(*secret), {}, true};
}

Result<Presented> read_assertion(http::Parameters const& form) {
    if (form.text("client_assertion_type") != assertion_type) {
        return refused("client_assertion_type is " + std::string(assertion_type) + " (RFC 7523 2.2)",
                       shown(form.text("client_assertion_type")), std::string(assertion_type),
                       "Send that value.");
    }
    Presented presented{
        AuthMethod::private_key_jwt, form.text("client_id"), {}, form.text("client_assertion"), false};
    if (presented.client_id.empty()) {
        return Error{ErrorCode::invalid_request,
                     "client_id is missing",
                     {"client_id is required beside client_assertion", "no client_id", "the client's id",
                      "Send client_id in the form as well."}};
    }
    return presented;
}

// RFC 9110 11.1: the scheme's name has no case.
bool is_basic(std::string_view header) {
    constexpr std::string_view basic = "basic";
    auto const scheme = header.substr(0, header.find(' '));
    return std::equal(scheme.begin(), scheme.end(), basic.begin(), basic.end(),
                      [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; });
}

// What jose refuses, in this protocol's own code.
template <class T>
Result<T> as_invalid_client(Result<T> result, std::string rule) {
    if (result) return result;
    auto const& error = result.error();
    return refused(std::move(rule), shown(error.description), error.explanation.expected,
                   error.explanation.mend);
}

Result<> check_secret(Presented const& presented, model::Client const& client) {
    if (!client.client_secret.empty() && equal_secrets(presented.secret, client.client_secret)) return {};
    return refused("The client secret is the registered one",
                   "another secret of " + std::to_string(presented.secret.size()) + " characters",
                   "the secret of client " + client.client_id,
                   "Copy the secret from the Konsoll or from Selvbetjening.");
}

// The registered key that the header's kid names.
Result<jose::PublicKey> assertion_key(jose::Jwt const& jwt, model::Client const& client, Instant now,
                                      jose::KeyCache& keys) {
    auto const kid = string_member(jwt.jws.header, "kid");
    std::string known;
    for (auto const& key : client.keys)
        known.append(known.empty() ? "" : ", ").append(key.kid);
    if (kid.empty()) {
        return refused("The assertion's header names a registered key by kid", "no kid", "one of " + known,
                       "Set kid in the JWT header.");
    }
    auto const found =
        std::find_if(client.keys.begin(), client.keys.end(), [&](auto const& key) { return key.kid == kid; });
    if (found == client.keys.end()) {
        return refused("The assertion's kid is registered on the client", "kid " + shown(kid),
                       known.empty() ? "a registered key (the client has none)" : "one of " + known,
                       "Register the key, or use its kid.");
    }
    if (found->exp && *found->exp <= now) {
        return refused("A registered key is used for a year at most",
                       "a key that expired " + format_utc(*found->exp), "a key that has not expired",
                       "Register the key anew.");
    }
    return as_invalid_client(keys.get(*found->jwk),
                             "The registered key is one that signatures are verified with");
}

Result<> check_parties(jose::Jwt const& jwt, Presented const& presented, AssertionPolicy const& policy) {
    for (auto const* name : {"iss", "sub"}) {
        auto const value = string_member(jwt.claims, name);
        if (value != presented.client_id) {
            return refused(std::string("The assertion's ") + name + " is the client_id (RFC 7523 3)",
                           std::string(name) + ": " + shown(value), presented.client_id,
                           "Set both iss and sub to the client_id.");
        }
    }
    auto const audience = EMULATOR_TRY(as_invalid_client(
        jose::audience(jwt.claims), "The assertion's aud is a string or an array of strings"));
    bool const for_us = std::any_of(audience.begin(), audience.end(), [&](auto const& aud) {
        return std::find(policy.audiences.begin(), policy.audiences.end(), aud) != policy.audiences.end();
    });
    if (for_us) return {};
    return refused("The assertion's aud is the issuer or the token endpoint",
                   "aud: " + (audience.empty() ? "missing" : shown(audience.front())),
                   policy.audiences.front(), "Take the issuer from the discovery document.");
}

struct Times {
    Instant iat, exp;
};

Result<Times> check_times(jose::Jwt const& jwt, Instant now, AssertionPolicy const& policy) {
    auto const date = [&](char const* name) {
        return as_invalid_client(jose::numeric_date(jwt.claims, name),
                                 "The assertion's times are numbers of seconds since 1970 (RFC 7519 2)");
    };
    auto const exp = EMULATOR_TRY(date("exp"));
    auto const iat = EMULATOR_TRY(date("iat"));
    if (!exp || !iat) {
        return refused("The assertion has iat and exp", "one is missing", "both, in seconds since 1970",
                       "Set both claims.");
    }
    Times const times{*iat, *exp};
    auto const clock = "the clock here says " + format_utc(now);
    if (times.exp <= now - policy.skew) {
        return refused("The assertion has not expired", "exp " + format_utc(times.exp), clock,
                       "Make a new assertion for each request; check the clock.");
    }
    if (times.iat > now + policy.skew) {
        return refused("The assertion is not from the future", "iat " + format_utc(times.iat), clock,
                       "Synchronise the clock.");
    }
    if (times.exp - times.iat > policy.longest_life) {
        return refused(
            "The assertion lives at most " + std::to_string(policy.longest_life.count()) + " seconds",
            std::to_string((times.exp - times.iat).count()) + " seconds",
            "exp - iat of at most " + std::to_string(policy.longest_life.count()),
            "Set exp to iat plus at most 120.");
    }
    return times;
}

Result<std::optional<Spend>> check_assertion(Presented const& presented, model::Client const& client,
                                             Instant now, AssertionPolicy const& policy,
                                             jose::KeyCache& keys) {
    auto jwt = jose::parse_jwt(presented.assertion);
    if (!jwt)
        return refused("client_assertion is a signed JWT", shown(jwt.error().description), "a compact JWS",
                       "Sign the assertion with a JOSE library.");
    auto const key = EMULATOR_TRY(assertion_key(*jwt, client, now, keys));
    constexpr std::array allowed{jose::Algorithm::RS256, jose::Algorithm::RS384, jose::Algorithm::RS512};
    if (auto const holds = jose::verify(jwt->jws, key, allowed); !holds) {
        return refused("The assertion is signed by the key that its kid names", holds.error().description,
                       "a signature by that key",
                       "Check that the private key belongs to the registered public key.");
    }
    EMULATOR_TRY(check_parties(*jwt, presented, policy));
    auto const times = EMULATOR_TRY(check_times(*jwt, now, policy));
    auto const jti = string_member(jwt->claims, "jti");
    if (jti.empty())
        return refused("The assertion has a jti", "none", "a new identifier for each assertion",
                       "Set jti to a random value.");
    return std::optional(Spend{std::string(jti), times.exp + policy.skew});
}

}  // namespace

Result<Presented> read_client_authentication(http::Request const& request, http::Parameters const& form) {
    if (request.headers.count("Authorization") > 1) {
        return refused("A request has one Authorization header (RFC 9110 5.3)", "several", "one",
                       "Send the header once.");
    }
    auto const header = request.headers.find("Authorization");
    bool const basic = header && is_basic(*header);
    if (basic + form.has("client_secret") + form.has("client_assertion") > 1) {
        return refused("A client uses one method of authentication in a request (RFC 6749 2.3)", "several",
                       "one", "Send either HTTP Basic, or client_secret, or client_assertion.");
    }
    if (form.has("client_assertion")) return read_assertion(form);
    if (basic) {
        auto presented = EMULATOR_TRY(read_basic(*header));
        if (form.get("client_id").value_or(presented.client_id) != presented.client_id) {
            return Error{ErrorCode::invalid_request,
                         "client_id differs from the one in the Authorization header"};
        }
        return presented;
    }
    auto const client_id = form.get("client_id");
    if (!client_id) {
        return Error{ErrorCode::invalid_request,
                     "client_id is missing",
                     {"Every request names its client (RFC 6749 3.2.1)",
                      "neither client_id nor an Authorization header", "client_id",
                      "Send client_id, with the client's method of authentication."}};
    }
    auto const method = form.has("client_secret") ? AuthMethod::client_secret_post : AuthMethod::none;
    return Presented{method, *client_id, form.text("client_secret"), {}, false};
}

Result<std::optional<Spend>> authenticate(Presented const& presented, model::Client const* client,
                                          Instant now, AssertionPolicy const& policy, jose::KeyCache& keys) {
    if (!client || !client->active) {
        return refused("The client is registered and active", "client_id " + shown(presented.client_id),
                       "a client of the Konsoll's list",
                       "Check the client_id, and that it is a client of this service.");
    }
    auto const registered = client->token_endpoint_auth_method;
    if (presented.method != registered) {
        return refused("Only the registered method of authentication is accepted",
                       std::string(model::auth_method_name(presented.method)),
                       std::string(model::auth_method_name(registered)),
                       "Use the registered method, or register the other one.");
    }
    switch (registered) {
        case AuthMethod::none:
            return std::optional<Spend>();
        case AuthMethod::private_key_jwt:
            return check_assertion(presented, *client, now, policy, keys);
        default:
            break;
    }
    EMULATOR_TRY(check_secret(presented, *client));
    return std::optional<Spend>();
}

Error assertion_used_before(std::string_view jti) {
    return refused("An assertion is used once", "jti " + shown(jti) + " again",
                   "a jti that was not used before", "Make a new assertion for each request.");
}

}  // namespace emulator::oauth
