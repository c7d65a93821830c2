#include "services/idporten/token_rules.h"

#include <array>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "base/times.h"
#include "model/contains.h"
#include "oauth/examination.h"
#include "oauth/pkce.h"
#include "oauth/scopes.h"
#include "oauth/token_parameters.h"
#include "services/idporten/authorization_rules.h"

namespace emulator::idporten {
namespace {

using store::Credential;

bool is_code(TokenRequest const& request) {
    return request.kind == Credential::code;
}

Result<> is_known(TokenRequest const& request) {
    if (request.stored) return {};
    if (is_code(request)) {
        return refused(ErrorCode::invalid_grant, "The code is unknown or has expired",
                       "A code lives 60 seconds", "a code that is not known", "the code of the last redirect",
                       "Redeem the code at once; log in again to get a new one.");
    }
    return refused(ErrorCode::invalid_grant, "The refresh token is unknown or has expired",
                   "A refresh token ends with its authorization", "a refresh token that is not known",
                   "the newest refresh_token of a token answer",
                   "Keep the refresh token of the newest answer; log in again to get a new one.");
}

Result<> is_unused(TokenRequest const& request) {
    if (request.stored->used) return used_before(request.kind);
    return {};
}

Result<> grant_stands(TokenRequest const& request) {
    auto const& grant = request.stored->grant;
    if (grant.revoked) return grant_has_ended(grant.ended_by);
    return {};
}

Result<> is_fresh(TokenRequest const& request) {
    if (request.stored->expires > request.now) return {};
    auto const end = format_utc(request.stored->expires);
    auto const clock = "the clock here says " + format_utc(request.now);
    if (is_code(request)) {
        return refused(ErrorCode::invalid_grant, "The code is unknown or has expired",
                       "A code lives 60 seconds", "a code that expired " + end, clock,
                       "Redeem the code at once; log in again to get a new one.");
    }
    return refused(ErrorCode::invalid_grant, "The refresh token has not been used for too long",
                   "A refresh token that is not used ends after refresh_token_lifetime (docs.digdir.no, "
                   "oidc_func_clientreg)",
                   "a refresh token that ended " + end, clock,
                   "Refresh sooner, register a longer refresh_token_lifetime, or log in again.");
}

Result<> is_of_the_client(TokenRequest const& request) {
    auto const& owner = request.stored->grant.client_id;
    if (owner == request.client.client_id) return {};
    auto const what = std::string(is_code(request) ? "code" : "refresh token");
    return refused(ErrorCode::invalid_grant, "The " + what + " was issued to another client",
                   "A " + what + " is bound to its client (RFC 6749 " + (is_code(request) ? "4.1.3)" : "6)"),
                   request.client.client_id, "the client that it was issued to",
                   "Send it with the client_id of the authorization request.");
}

Result<> redirect_uri_is_the_same(TokenRequest const& request) {
    auto const received = request.form.text("redirect_uri");
    auto const& expected = request.grant->request.redirect_uri;
    if (received == expected) return {};
    return refused(ErrorCode::invalid_grant, "redirect_uri is not the one of the authorization request",
                   "redirect_uri is the same in both requests (RFC 6749 4.1.3)",
                   received.empty() ? "no redirect_uri" : shown(received, 200), expected,
                   "Send the same redirect_uri, character by character.");
}

Result<> verifier_fits(TokenRequest const& request) {
    return oauth::check_verifier(request.grant->request.code_challenge, request.form.text("code_verifier"));
}

// Scopes that may still be given out: those of the grant that the client has not lost since.
std::vector<std::string> available(TokenRequest const& request) {
    std::vector<std::string> scopes;
    for (auto const& name : request.grant->request.scopes) {
        auto const* scope = request.directory.scope(name);
        if (scope && scope->active && request.client.has_scope(name)) scopes.push_back(name);
    }
    return scopes;
}

Result<> scopes_were_granted(TokenRequest const& request) {
    auto const granted = available(request);
    if (granted.empty()) {
        return refused(ErrorCode::invalid_grant, "The client has lost every scope of the grant",
                       "The scopes of a token are registered on the client", "none of the granted scopes",
                       oauth::join_scopes(request.grant->request.scopes),
                       "Register a scope, and log in anew.");
    }
    for (auto const& name : oauth::split_scopes(request.form.text("scope"))) {
        if (model::contains(granted, name)) continue;
        return refused(ErrorCode::invalid_scope, "scope names more than was granted",
                       "A refresh asks for the granted scopes or fewer (RFC 6749 6)", shown(name),
                       oauth::join_scopes(granted), "Leave scope out, or log in again to get more scopes.");
    }
    return {};
}

std::string existence(TokenRequest const& request) {
    auto const value = request.form.text(is_code(request) ? "code" : "refresh_token");
    return std::to_string(value.size()) + " characters" + (request.stored ? "" : " that are not known here");
}
std::string use(TokenRequest const& request) {
    if (!request.stored) return "not known";
    if (request.stored->used) return "used before";
    return "not used before";
}
std::string standing(TokenRequest const& request) {
    if (!request.stored) return "not known";
    auto const& grant = request.stored->grant;
    if (grant.revoked) return "revoked: " + grant.ended_by;
    return "stands until " + format_utc(grant.expires);
}
std::string age(TokenRequest const& request) {
    auto const clock = "the time here " + format_utc(request.now);
    return request.stored ? "ends " + format_utc(request.stored->expires) + ", " + clock : clock;
}
std::string owner(TokenRequest const& request) {
    auto const asked = "asked for by " + request.client.client_id;
    return request.stored ? "issued to " + request.stored->grant.client_id + ", " + asked : asked;
}
std::string redirect(TokenRequest const& request) {
    auto const received = request.form.text("redirect_uri");
    return received.empty() ? "no redirect_uri" : shown(received, 200);
}
std::string pkce(TokenRequest const& request) {
    std::string const sent = request.form.has("code_verifier")
                                 ? std::to_string(request.form.text("code_verifier").size()) + " characters"
                                 : "no code_verifier";
    if (!request.grant) return sent;
    bool const challenged = !request.grant->request.code_challenge.empty();
    return sent + (challenged ? ", a code_challenge at /authorize" : ", no code_challenge at /authorize");
}
std::string scopes(TokenRequest const& request) {
    auto const asked = request.form.text("scope");
    auto const text = asked.empty() ? std::string("no scope") : shown(asked, 200);
    return request.grant ? text + ", granted " + oauth::join_scopes(request.grant->request.scopes) : text;
}

constexpr std::array code_rules{
    NamedTokenRule{"code_is_known", "The code was issued here", "", is_known, existence},
    NamedTokenRule{"code_is_of_the_client", "The code was issued to this client", "code_is_known",
                   is_of_the_client, owner},
    NamedTokenRule{"code_is_unused", "A code is used once", "code_is_known", is_unused, use},
    NamedTokenRule{"grant_stands", "The grant was not revoked, and its session not logged out",
                   "code_is_known", grant_stands, standing},
    NamedTokenRule{"code_is_fresh", "A code lives 60 seconds", "code_is_known", is_fresh, age},
    NamedTokenRule{"redirect_uri_is_the_same", "redirect_uri is that of the authorization request",
                   "code_is_of_the_client", redirect_uri_is_the_same, redirect},
    NamedTokenRule{"verifier_fits", "code_verifier fits the code_challenge of the authorization request",
                   "code_is_of_the_client", verifier_fits, pkce},
};
constexpr std::array refresh_rules{
    NamedTokenRule{"refresh_token_is_known", "The refresh token was issued here", "", is_known, existence},
    NamedTokenRule{"refresh_token_is_of_the_client", "The refresh token was issued to this client",
                   "refresh_token_is_known", is_of_the_client, owner},
    NamedTokenRule{"refresh_token_is_unused", "A refresh token that was replaced is not used again",
                   "refresh_token_is_known", is_unused, use},
    NamedTokenRule{"grant_stands", "The grant was not revoked, and its session not logged out",
                   "refresh_token_is_known", grant_stands, standing},
    NamedTokenRule{"refresh_token_is_fresh", "A refresh token is used within refresh_token_lifetime",
                   "refresh_token_is_known", is_fresh, age},
    NamedTokenRule{"scopes_were_granted", "scope asks for what was granted, or less",
                   "refresh_token_is_of_the_client", scopes_were_granted, scopes},
};

}  // namespace

std::span<NamedTokenRule const> token_rules(Credential kind) {
    if (kind == Credential::code) return code_rules;
    return refresh_rules;
}

Result<> judge(TokenRequest const& request) {
    for (auto const& named : token_rules(request.kind))
        EMULATOR_TRY(named.rule(request));
    return {};
}

std::string examination(TokenRequest const& request, store::Spent outcome) {
    oauth::Examination examined;
    for (auto const& named : token_rules(request.kind)) {
        auto measured = named.measured(request);
        if (!examined.held(named.after))
            examined.skip(named.name, named.says, std::move(measured));
        else if (outcome == store::Spent::used_before && named.rule == is_unused)
            examined.add(named.name, named.says, "used by another request just now",
                         used_before(request.kind));
        else if (outcome == store::Spent::grant_ended && named.rule == grant_stands)
            examined.add(named.name, named.says, "ended just now",
                         grant_has_ended("a grant that ended just now"));
        else
            examined.add(named.name, named.says, std::move(measured), named.rule(request));
    }
    return examined.record({{"parameters", oauth::shown_token_parameters(request.form)}});
}

std::vector<std::string> scopes_of(TokenRequest const& request) {
    if (is_code(request)) return request.grant->request.scopes;
    auto const asked = oauth::split_scopes(request.form.text("scope"));
    auto scopes = available(request);
    if (!asked.empty())
        std::erase_if(scopes, [&](auto const& name) { return !model::contains(asked, name); });
    return scopes;
}

Error used_before(Credential kind) {
    if (kind == Credential::code) {
        return refused(ErrorCode::invalid_grant, "The code has been used before; its tokens are revoked",
                       "A code is used once (RFC 6749 4.1.2)", "a code for the second time", "a new code",
                       "Redeem each code once; a retry needs a new login.");
    }
    return refused(
        ErrorCode::invalid_grant,
        "The refresh token has been used before; all tokens of the grant are revoked",
        "A refresh token is replaced at each use, and one that comes again has been stolen or kept by "
        "mistake "
        "(RFC 9700 4.14.2)",
        "a refresh token that was replaced", "the refresh_token of the newest answer",
        "Keep the newest refresh token where all processes find it, refresh from one of them at a time, and "
        "log in again now.");
}

Error grant_has_ended(std::string_view reason) {
    return refused(ErrorCode::invalid_grant, "The grant has ended",
                   "Tokens are made of a grant that stands (RFC 6749 5.2)",
                   reason.empty() ? "a grant that was revoked" : std::string(reason), "a grant that stands",
                   "Log in again.");
}

}  // namespace emulator::idporten
