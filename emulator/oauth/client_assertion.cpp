#include "oauth/client_assertion.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "base/json.h"
#include "base/times.h"
#include "oauth/moved_clock.h"

namespace emulator::oauth {
namespace {

constexpr std::array algorithms{jose::Algorithm::RS256, jose::Algorithm::RS384, jose::Algorithm::RS512};

// A key that ends sooner, and an assertion that comes nearer to the longest life, is told to whoever uses it.
constexpr auto soon = std::chrono::days(30);
constexpr seconds margin{10};

// What jose refuses, in this protocol's own code.
template <class T>
Result<T> as_invalid_client(Result<T> result, std::string rule) {
    if (result) return result;
    auto const& error = result.error();
    return client_refused(std::move(rule), shown(error.description), error.explanation.expected,
                          error.explanation.mend);
}

std::string kids(model::Client const& client) {
    std::string list;
    for (auto const& key : client.keys)
        list.append(list.empty() ? "kid " : ", ").append(key.kid);
    return list.empty() ? "a business certificate in x5c, for the client has registered no key" : list;
}

// The registered key that the header's kid names.
Result<model::ClientKey> registered_key(jose::Jwt const& jwt, model::Client const& client, Instant now) {
    auto const kid = string_member(jwt.jws.header, "kid");
    if (kid.empty()) {
        return client_refused("The assertion's header names a registered key by kid", "no kid", kids(client),
                              "Set kid in the JWT header.");
    }
    auto const found =
        std::find_if(client.keys.begin(), client.keys.end(), [&](auto const& key) { return key.kid == kid; });
    if (found == client.keys.end()) {
        return client_refused("The assertion's kid is registered on the client", "kid " + shown(kid),
                              kids(client), "Register the key, or use its kid.");
    }
    if (found->exp && *found->exp <= now) {
        return client_refused("A registered key is used for a year at most",
                              "a key that expired " + format_utc(*found->exp), "a key that has not expired",
                              "Register the key anew.");
    }
    return *found;
}

// What stands against a business certificate, in this protocol's words.
Error certificate_refused(CertificateRefusal const& refusal, Instant now) {
    switch (refusal.fault) {
        case CertificateFault::malformed:
            return client_refused("The header's x5c is an array of base64 certificates (RFC 7515 4.1.6)",
                                  refusal.received, "the certificate, and behind it those of its issuers",
                                  "Send DER as base64, without PEM lines.");
        case CertificateFault::expired:
            return client_refused("The business certificate has not expired",
                                  refusal.received + ", expired " + refusal.limit,
                                  "the clock here says " + format_utc(now), "Use a newer certificate.");
        case CertificateFault::wrong_signature:
            return client_refused("The assertion is signed by the key of its certificate", refusal.received,
                                  "a signature by that key",
                                  "Sign with the private key that belongs to the first certificate of x5c.");
        case CertificateFault::wrong_organisation:
            return client_refused("The business certificate is of the client's organisation",
                                  refusal.received, refusal.limit,
                                  "Use the certificate of the organisation that runs the client.");
        default:
            return client_refused("The business certificate is valid in this environment", refusal.received,
                                  "a certificate of a trusted issuer",
                                  "Make one with `digdir-emulator certificate`, or register a key.");
    }
}

Result<> registered_key_signed(jose::Jwt const& jwt, Attempt const& attempt, Authenticated& proved) {
    auto const& registered = EMULATOR_TRY(registered_key(jwt, *attempt.client, attempt.now));
    if (auto const refusal = lock_refusal(*registered.jwk, jwt, attempt.policy.trust, attempt.now))
        return certificate_refused(*refusal, attempt.now);
    auto const key = EMULATOR_TRY(as_invalid_client(
        attempt.keys.get(*registered.jwk), "The registered key is one that signatures are verified with"));
    if (auto const holds = jose::verify(jwt.jws, key, algorithms); !holds) {
        return client_refused("The assertion is signed by the key that its kid names",
                              holds.error().description, "a signature by that key",
                              "Check that the private key belongs to the registered public key.");
    }
    if (registered.exp && *registered.exp < attempt.now + soon) {
        proved.warnings.push_back("the key " + shown(registered.kid) + " expires at " +
                                  format_utc(*registered.exp) + "; register it anew before that");
    }
    return {};
}

Result<Instant> required_time(jose::Jwt const& jwt, char const* name) {
    auto const date = EMULATOR_TRY(
        as_invalid_client(jose::numeric_date(jwt.claims, name),
                          "The assertion's times are numbers of seconds since 1970 (RFC 7519 2)"));
    if (date) return *date;
    return client_refused("The assertion has iat and exp", std::string("no ") + name,
                          "both, in seconds since 1970", "Set both claims.");
}

}  // namespace

Error client_refused(std::string rule, std::string received, std::string expected, std::string mend) {
    return {ErrorCode::invalid_client,
            "Client authentication failed. This does not hold: " + rule,
            {std::move(rule), std::move(received), std::move(expected), std::move(mend)}};
}

Result<> signature_holds(jose::Jwt const& jwt, Attempt const& attempt, Authenticated& proved) {
    auto const& client = *attempt.client;
    bool const by_certificate = client.keys.empty() && jwt.jws.header.contains("x5c");
    if (!by_certificate) return registered_key_signed(jwt, attempt, proved);
    auto const [refusal, warning] = certificate_verdict(jwt, client, attempt.policy.trust, attempt.now);
    if (refusal) return certificate_refused(*refusal, attempt.now);
    if (!warning.empty()) proved.warnings.push_back(warning);
    proved.client_amr = "virksomhetssertifikat";
    return {};
}

Result<> parties_are_the_client(jose::Jwt const& jwt, Attempt const& attempt, Authenticated&) {
    auto const& client_id = attempt.presented.client_id;
    for (auto const* name : {"iss", "sub"}) {
        auto const value = string_member(jwt.claims, name);
        if (value == client_id) continue;
        return client_refused(std::string("The assertion's ") + name + " is the client_id (RFC 7523 3)",
                              std::string(name) + ": " + shown(value), client_id,
                              "Set both iss and sub to the client_id.");
    }
    return {};
}

Result<> audience_is_us(jose::Jwt const& jwt, Attempt const& attempt, Authenticated&) {
    auto const& ours = attempt.policy.audiences;
    auto const audience = EMULATOR_TRY(as_invalid_client(
        jose::audience(jwt.claims), "The assertion's aud is a string or an array of strings"));
    bool const for_us = std::any_of(audience.begin(), audience.end(), [&](auto const& aud) {
        return std::find(ours.begin(), ours.end(), aud) != ours.end();
    });
    if (for_us) return {};
    return client_refused("The assertion's aud is the issuer or the token endpoint",
                          "aud: " + (audience.empty() ? "missing" : shown(audience.front())), ours.front(),
                          "Take the issuer from the discovery document.");
}

Result<> times_are_sane(jose::Jwt const& jwt, Attempt const& attempt, Authenticated& proved) {
    auto const& [audiences, trust, longest_life, skew] = attempt.policy;
    auto const told_exp = EMULATOR_TRY(required_time(jwt, "exp"));
    auto const iat = EMULATOR_TRY(required_time(jwt, "iat"));
    auto const nbf = EMULATOR_TRY(
        as_invalid_client(jose::numeric_date(jwt.claims, "nbf"),
                          "The assertion's times are numbers of seconds since 1970 (RFC 7519 2)"));
    auto const told_begin = std::max(iat, nbf.value_or(iat));
    auto const [begins, exp, by_machine] =
        claimed_times(told_begin, told_exp, attempt.now, attempt.moved, skew);
    if (by_machine) proved.warnings.push_back(std::string("the assertion: ") + judged_by_machine);
    proved.expires = exp;
    auto const clock = "the clock here says " + format_utc(attempt.now);
    if (exp <= attempt.now - skew) {
        return client_refused("The assertion has not expired", "exp " + format_utc(exp), clock,
                              "Make a new assertion for each request; check the clock.");
    }
    if (begins > attempt.now + skew) {
        return client_refused("The assertion is not from the future",
                              (told_begin == iat ? "iat " : "nbf ") + format_utc(begins), clock,
                              "Synchronise the clock.");
    }
    if (told_exp <= told_begin) {
        return client_refused("The assertion's exp is later than its iat and nbf",
                              "exp " + std::to_string((told_exp - told_begin).count()) + " s after them",
                              "at least 1 s after them",
                              "Take all from one reading of the clock, and set exp to iat plus 100.");
    }
    auto const life = told_exp - iat;
    auto const most = std::to_string(longest_life.count());
    if (life > longest_life) {
        return client_refused("The assertion lives at most " + most + " seconds",
                              std::to_string(life.count()) + " seconds", "exp - iat of at most " + most,
                              "Set exp to iat plus at most " + most + ".");
    }
    if (life > longest_life - margin) {
        proved.warnings.push_back("the assertion lives " + std::to_string(life.count()) + " s of at most " +
                                  most + ": a clock that is a little off makes it too long");
    }
    return {};
}

Result<> assertion_is_named(jose::Jwt const& jwt, Attempt const& attempt, Authenticated& proved) {
    auto const jti = string_member(jwt.claims, "jti");
    if (jti.empty()) {
        return client_refused("The assertion has a jti", "none", "a new identifier for each assertion",
                              "Set jti to a random value.");
    }
    proved.spend = Spend{std::string(jti), proved.expires + attempt.policy.skew};
    return {};
}

}  // namespace emulator::oauth
