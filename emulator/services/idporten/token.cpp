#include "services/idporten/token.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "base/json_object.h"
#include "http/answers.h"
#include "model/contains.h"
#include "oauth/examination.h"
#include "oauth/scopes.h"
#include "services/idporten/grants.h"
#include "services/idporten/token_form.h"

namespace emulator::idporten {
namespace {

using store::Credential;
using store::Spent;

}  // namespace

// Everything that goes out, made before it is kept.
struct TokenEndpoint::Issue {
    AccessTokenTerms terms;
    Json claims;               // of the access token
    std::string opaque_token;  // empty: the access token is a JWT
    std::string refresh_token;
    seconds refresh_lifetime{0};
    store::NewTokens rows;
};

http::Response TokenEndpoint::post(http::Request const& request) const {
    auto const form = need(read_client_form(request));
    auto const caller = authenticated_client(deps_, keys_, request, form);
    auto const [kind, credential] = need(read_token_form(form, caller.client));

    auto const id = digest_of(credential);
    auto const directory = deps_.directory.now();
    auto const stored = deps_.grants.find(kind, id);
    std::optional<Grant> grant;
    if (stored) grant = grant_from_json(need(parse_json(stored->grant.document)));
    TokenRequest const asked{kind, form, caller.client, *directory, stored, grant, deps_.clock.now()};

    auto const verdict = judge(asked);
    if (!verdict) {
        // One of two holders of the same credential is a thief, and its grant ends. Who is no holder, as it
        // is another client's, cannot end it.
        bool const is_holder = stored && stored->grant.client_id == caller.client.client_id;
        if (is_holder && stored->used) deps_.grants.spend(kind, id, {});
        throw Problem(oauth::with_record(verdict.error(), examination(asked)));
    }

    auto const issue = prepare(asked, caller, credential);

    commit(asked, id, issue);

    warn(asked);
    return answer(issue, asked);
}

TokenEndpoint::Issue TokenEndpoint::prepare(TokenRequest const& asked, Caller const& caller,
                                            std::string const& credential) const {
    auto const& granted = asked.grant->request.scopes;
    auto const& ends = asked.stored->grant.expires;
    auto const& client = asked.client;
    Issue issue;
    auto const pid = is_pseudonymous(granted, asked.directory) ? Pid::withheld : Pid::told;
    issue.terms = {scopes_of(asked), caller.client_amr, asked.now, {}, deps_.entropy.token(8), pid};
    auto& terms = issue.terms;
    terms.lifetime =
        std::min(access_token_lifetime(terms.scopes, client, asked.directory), seconds(ends - asked.now));
    issue.claims = access_token_claims(*asked.grant, client, deps_.issuer, terms);
    issue.rows.access_token = terms.jti;
    issue.rows.access_token_expires = asked.now + terms.lifetime;
    if (is_opaque(terms.scopes, asked.directory)) {
        issue.opaque_token = deps_.entropy.token(32);
        issue.rows.access_token = digest_of(issue.opaque_token);
        issue.rows.claims = json_text(issue.claims);
    }
    if (!client.has_grant_type("refresh_token")) return issue;
    bool const stays = asked.kind == Credential::refresh_token && !rotates(client);
    issue.refresh_token = stays ? credential : deps_.entropy.token(32);
    issue.refresh_lifetime = std::min(client.refresh_token_lifetime, seconds(ends - asked.now));
    issue.rows.refresh_token = digest_of(issue.refresh_token);
    issue.rows.refresh_token_expires = asked.now + issue.refresh_lifetime;
    return issue;
}

void TokenEndpoint::commit(TokenRequest const& asked, std::string const& id, Issue const& issue) const {
    bool const stays = issue.rows.refresh_token == id;
    auto const outcome =
        stays ? deps_.grants.reuse(id, issue.rows) : deps_.grants.spend(asked.kind, id, issue.rows);
    if (outcome == Spent::won) return;
    auto error = outcome == Spent::used_before ? used_before(asked.kind)
                                               : grant_has_ended("a grant that ended just now");
    throw Problem(oauth::with_record(std::move(error), examination(asked, outcome)));
}

// RFC 8707 2.2 lets a client choose here among the resources of its authorization request; ID-porten knows
// the parameter at /authorize alone (docs.digdir.no, oidc_func_aud).
void TokenEndpoint::warn(TokenRequest const& asked) const {
    std::vector<std::string> warnings;
    for (auto const& [name, value] : asked.form) {
        if (name != "resource" || model::contains(asked.grant->request.resources, value)) continue;
        warnings.push_back("resource " + shown(value, 200) +
                           " is ignored: the access token is for what was asked for at /authorize (client " +
                           asked.client.client_id + ")");
    }
    if (warnings.empty()) return;
    http::Refusal answered{{}, "idporten", "POST /token", 200, {}};
    answered.error.record = examination(asked);
    http::note_warnings(deps_.log, deps_.journal, std::move(answered), warnings);
}

// The members in the recorded order.
http::Response TokenEndpoint::answer(Issue const& issue, TokenRequest const& asked) const {
    auto const sign = [&](Json const& claims) {
        return jose::sign_jwt(deps_.signing_key, jose::Algorithm::RS256, deps_.kid, claims);
    };
    auto document = json_object(7);
    document["access_token"] = issue.opaque_token.empty() ? sign(issue.claims) : issue.opaque_token;
    if (!issue.refresh_token.empty()) {
        document["refresh_token_expires_in"] = issue.refresh_lifetime.count();
        document["refresh_token"] = issue.refresh_token;
    }
    document["scope"] = oauth::join_scopes(issue.terms.scopes);
    if (asked.kind == Credential::code && model::contains(issue.terms.scopes, "openid")) {
        document["id_token"] = sign(id_token_claims(*asked.grant, asked.client, deps_.issuer, asked.now,
                                                    deps_.entropy.token(8), issue.terms.pid));
    }
    document["token_type"] = "Bearer";
    document["expires_in"] = issue.terms.lifetime.count();
    return http::no_store(http::json(200, document));
}

}  // namespace emulator::idporten
