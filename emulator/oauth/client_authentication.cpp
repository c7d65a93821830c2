#include "oauth/client_authentication.h"

#include <array>
#include <nlohmann/json.hpp>
#include <span>

#include "base/encoding.h"
#include "base/json.h"
#include "base/times.h"
#include "oauth/client_assertion.h"
#include "oauth/examination.h"
#include "oauth/jwt_rules.h"

namespace emulator::oauth {
namespace {

using model::AuthMethod;

using Parsed = std::optional<Result<jose::Jwt>>;  // nothing: another method than an assertion

Result<> client_is_known(Parsed const&, Attempt const& attempt, Authenticated&) {
    if (attempt.client && attempt.client->active) return {};
    return client_refused("The client is registered and active",
                          "client_id " + shown(attempt.presented.client_id), "a client of the Konsoll's list",
                          "Check the client_id, and that it is a client of this service.");
}

Result<> method_is_registered(Parsed const&, Attempt const& attempt, Authenticated& proved) {
    auto const registered = attempt.client->token_endpoint_auth_method;
    auto const name = std::string(model::auth_method_name(registered));
    if (attempt.presented.method != registered) {
        return client_refused("Only the registered method of authentication is accepted",
                              std::string(model::auth_method_name(attempt.presented.method)), name,
                              "Use the registered method, or register the other one.");
    }
    proved.client_amr = name;
    return {};
}

Result<> secret_is_registered(Parsed const&, Attempt const& attempt, Authenticated& proved) {
    auto const& registered = attempt.client->client_secret;
    auto const& presented = attempt.presented.secret;
    if (registered.empty() || !equal_secrets(presented, registered)) {
        return client_refused("The client secret is the registered one",
                              "another secret of " + std::to_string(presented.size()) + " characters",
                              "the secret of client " + attempt.client->client_id,
                              "Copy the secret from the Konsoll or from Selvbetjening.");
    }
    proved.warnings.emplace_back(
        "the client authenticates by a secret, which others may come to know: private_key_jwt proves more");
    return {};
}

Result<> assertion_is_a_jwt(Parsed const& jwt, Attempt const&, Authenticated&) {
    if (*jwt) return {};
    return client_refused("client_assertion is a signed JWT", shown(jwt->error().description),
                          "a compact JWS", "Sign the assertion with a JOSE library.");
}

// A rule of client_assertion.h, for an assertion that could be read.
template <AssertionRule rule>
Result<> of_assertion(Parsed const& jwt, Attempt const& attempt, Authenticated& proved) {
    return rule(**jwt, attempt, proved);
}

std::string client(Parsed const&, Attempt const& attempt) {
    return "client_id " + shown(attempt.presented.client_id);
}
std::string method(Parsed const&, Attempt const& attempt) {
    return std::string(model::auth_method_name(attempt.presented.method));
}
std::string secret(Parsed const&, Attempt const& attempt) {
    return "a secret of " + std::to_string(attempt.presented.secret.size()) + " characters";
}
std::string assertion(Parsed const&, Attempt const& attempt) {
    return std::to_string(attempt.presented.assertion.size()) + " characters";
}
std::string signing(Parsed const& jwt, Attempt const&) {
    return *jwt ? members((*jwt)->jws.header, {"alg", "kid", "x5c"}) : "no JWT";
}
std::string parties(Parsed const& jwt, Attempt const&) {
    return *jwt ? members((*jwt)->claims, {"iss", "sub"}) : "no JWT";
}
std::string audience(Parsed const& jwt, Attempt const&) {
    return *jwt ? members((*jwt)->claims, {"aud"}) : "no JWT";
}
std::string times(Parsed const& jwt, Attempt const& attempt) {
    if (!*jwt) return "no JWT";
    return members((*jwt)->claims, {"iat", "nbf", "exp"}) + ", the time here " + format_utc(attempt.now) +
           " = " + std::to_string(attempt.now.time_since_epoch().count());
}
std::string identifier(Parsed const& jwt, Attempt const&) {
    return *jwt ? members((*jwt)->claims, {"jti"}) : "no JWT";
}

struct NamedRule {
    std::string_view name;
    std::string_view says;
    std::string_view after;  // the rule that must have held for this one to mean anything; empty: none
    Result<> (*rule)(Parsed const&, Attempt const&, Authenticated&);
    std::string (*measured)(Parsed const&, Attempt const&);
};

constexpr NamedRule known{"client_is_known", "client_id names an active client", "", client_is_known, client};
constexpr NamedRule registered{"method_is_registered",
                               "The client authenticates by the method that it registered", "client_is_known",
                               method_is_registered, method};
constexpr std::array public_rules{known, registered};
constexpr std::array secret_rules{known, registered,
                                  NamedRule{"secret_is_registered", "The secret is the registered one",
                                            "method_is_registered", secret_is_registered, secret}};
constexpr std::array assertion_rules{
    known,
    registered,
    NamedRule{"assertion_is_a_jwt", "client_assertion is a signed JWT", "method_is_registered",
              assertion_is_a_jwt, assertion},
    NamedRule{"signature_holds",
              "The assertion is signed with a registered key, or with a business certificate where none is "
              "registered",
              "assertion_is_a_jwt", of_assertion<signature_holds>, signing},
    NamedRule{"parties_are_the_client", "iss and sub are the client_id", "assertion_is_a_jwt",
              of_assertion<parties_are_the_client>, parties},
    NamedRule{"audience_is_us", "aud is this issuer, or its token endpoint", "assertion_is_a_jwt",
              of_assertion<audience_is_us>, audience},
    NamedRule{"times_are_sane", "iat and exp are around now, and at most 120 s from each other",
              "assertion_is_a_jwt", of_assertion<times_are_sane>, times},
    NamedRule{"assertion_is_named", "jti is a string that was not used before", "times_are_sane",
              of_assertion<assertion_is_named>, identifier},
};

std::span<NamedRule const> rules(model::AuthMethod method) {
    switch (method) {
        case AuthMethod::none:
            return public_rules;
        case AuthMethod::private_key_jwt:
            return assertion_rules;
        default:
            return secret_rules;
    }
}

Parsed parsed(Presented const& presented) {
    if (presented.method != AuthMethod::private_key_jwt) return std::nullopt;
    return jose::parse_jwt(presented.assertion);
}

}  // namespace

Result<Authenticated> authenticate(Attempt const& attempt) {
    Authenticated proved;
    auto const jwt = parsed(attempt.presented);
    for (auto const& named : rules(attempt.presented.method))
        EMULATOR_TRY(named.rule(jwt, attempt, proved));
    return proved;
}

std::string examination(Attempt const& attempt, bool used_before) {
    Authenticated proved;
    Examination examined;
    auto const jwt = parsed(attempt.presented);
    for (auto const& named : rules(attempt.presented.method)) {
        auto measured = named.measured(jwt, attempt);
        if (examined.held(named.after))
            examined.add(named.name, named.says, std::move(measured), named.rule(jwt, attempt, proved));
        else
            examined.skip(named.name, named.says, std::move(measured));
    }
    if (used_before) {
        auto const& jti = proved.spend->jti;
        examined.add("assertion_is_unused", "An assertion is used once", "jti " + shown(jti, 100),
                     assertion_used_before(jti));
    }
    auto received = Json::object();
    if (jwt && *jwt)
        received = {{"header", (*jwt)->jws.header}, {"claims", (*jwt)->claims}};
    else if (jwt)
        received = readable(jose::read_by_steps(attempt.presented.assertion, jose::Padding::refused));
    return examined.record(received, proved.warnings);
}

Error assertion_used_before(std::string_view jti) {
    return client_refused("An assertion is used once", "jti " + shown(jti) + " again",
                          "a jti that was not used before", "Make a new assertion for each request.");
}

}  // namespace emulator::oauth
