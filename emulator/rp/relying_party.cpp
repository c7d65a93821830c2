#include "rp/relying_party.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "jose/jwt.h"
#include "oauth/pkce.h"
#include "rp/id_token.h"
#include "rp/response_jwt.h"

namespace emulator::rp {
namespace {

// What to do about an error of RFC 6749 4.1.2.1 or OpenID Connect Core 3.1.2.6.
std::string_view advice(std::string_view error) {
    if (error == "access_denied")
        return "Nothing is wrong with the request: the person pressed Cancel. Offer to log in again, and "
               "show "
               "what can be done without a login.";
    if (error == "login_required" || error == "interaction_required" || error == "consent_required")
        return "ID-porten has to show a page, which prompt=none forbids: send the person there without it.";
    if (error == "server_error" || error == "temporarily_unavailable")
        return "Try again, and look into the log of ID-porten.";
    if (error == "invalid_client" || error == "unauthorized_client")
        return "Compare the client's registration with what it sends: its key, its grant types, its "
               "client_id.";
    if (error == "invalid_grant")
        return "Redeem each code once and at once, with the redirect_uri and code_verifier of its login.";
    return "Look the request up among the refusals of the Konsoll, correct it, and log in again.";
}

// What ID-porten answered instead of tokens, passed on as it came.
Error from_provider(std::string_view error, std::string_view description) {
    return {ErrorCode::access_denied,
            "ID-porten answered " + shown(error) + ": " + shown(description, 300),
            {"The login at ID-porten succeeded", std::string(error), "a code", std::string(advice(error))}};
}

Error mismatch(std::string const& what, std::string received, std::string expected) {
    return {ErrorCode::access_denied,
            what + " in the answer of ID-porten is not the expected one",
            {"The answer belongs to this login (RFC 6749 10.12, RFC 9207)", std::move(received),
             std::move(expected), "Start the login again in the same browser."}};
}

Result<> check_callback(http::Parameters const& callback, Login const& login, std::string const& issuer) {
    // A login that was never started has no state, and neither has whoever forges its end.
    if (login.state.empty() || callback.text("state") != login.state)
        return mismatch("state", shown(callback.text("state")), login.state);
    if (callback.text("iss") != issuer) return mismatch("iss", shown(callback.text("iss")), issuer);
    if (callback.has("error"))
        return from_provider(callback.text("error"), callback.text("error_description"));
    if (!callback.has("code")) return mismatch("code", "none", "a code");
    return {};
}

Error unusable(std::string const& url, std::string received, std::string expected) {
    return {ErrorCode::bad_gateway,
            "ID-porten did not answer as it should at " + url,
            {"ID-porten answers with JSON (RFC 6749 5.1, OpenID Connect Discovery 4.2)", std::move(received),
             std::move(expected), "Check the configured issuer, and what listens there."}};
}

Result<Json> json_answer(std::string const& url, http::Response const& answer, unsigned good = 200) {
    auto document = parse_json(answer.body);
    auto const status = "status " + std::to_string(answer.status);
    if (!document || !document->is_object())
        return unusable(url, status + " and no JSON object", "a JSON object");
    if (answer.status == good) return document;
    auto const error = string_member(*document, "error");
    if (error.empty())
        return unusable(url, status, "status " + std::to_string(good) + ", or an error of RFC 6749 5.2");
    return from_provider(error, string_member(*document, "error_description"));
}

// The endpoints that this relying party goes to.
Result<> check_discovery(std::string const& url, Json const& document, std::string const& issuer) {
    if (string_member(document, "issuer") != issuer)
        return mismatch("issuer", std::string(string_member(document, "issuer")), issuer);
    for (auto const* name :
         {"authorization_endpoint", "token_endpoint", "jwks_uri", "end_session_endpoint"}) {
        if (string_member(document, name).empty())
            return unusable(url, std::string("no ") + name, std::string(name) + " in the metadata");
    }
    return {};
}

// What jose refuses of a JWT, as a login that failed.
Error not_accepted(Error const& error, std::string const& what = "The id_token") {
    return {ErrorCode::access_denied, what + " is not accepted: " + error.description, error.explanation};
}

Login new_login(LoginRequest const& request, Entropy& entropy) {
    auto login = request.chosen;
    if (login.state.empty()) login.state = entropy.token(16);
    if (login.nonce.empty()) login.nonce = entropy.token(16);
    if (login.code_verifier.empty()) login.code_verifier = entropy.token(32);
    if (!request.pkce) login.code_verifier.clear();
    login.acr_values = request.parameters.text("acr_values");
    return login;
}

http::Parameters authorization_request(Registration const& registration, Login const& login,
                                       http::Parameters const& asked) {
    bool const own_scope =
        std::any_of(asked.begin(), asked.end(), [](auto const& pair) { return pair.first == "scope"; });
    http::Parameters request;
    request.add("client_id", registration.client_id);
    request.add("response_type", "code");
    request.add("redirect_uri", registration.redirect_uri);
    if (!own_scope) request.add("scope", registration.scope);
    request.add("state", login.state);
    request.add("nonce", login.nonce);
    if (!login.code_verifier.empty()) {
        request.add("code_challenge", oauth::code_challenge(login.code_verifier));
        request.add("code_challenge_method", "S256");
    }
    for (auto const& [name, value] : asked) {
        if (!value.empty()) request.add(name, value);
    }
    return request;
}

constexpr std::array signed_by{jose::Algorithm::RS256};

}  // namespace

RelyingParty::RelyingParty(Registration registration, http::Client& client, Clock const& clock,
                           Entropy& entropy)
    : registration_(std::move(registration)), client_(client), clock_(clock), entropy_(entropy) {}

Task<Result<std::shared_ptr<Json const>>> RelyingParty::discovery() {
    {
        std::lock_guard const lock(mutex_);
        if (discovery_) co_return discovery_;
    }
    auto const url = registration_.issuer + "/.well-known/openid-configuration";
    http::Call call{http::Method::get, url};
    auto const answer = co_await client_.send(std::move(call));
    if (!answer) co_return answer.error();
    auto document = json_answer(url, *answer);
    if (!document) co_return document.error();
    auto const usable = check_discovery(url, *document, registration_.issuer);
    if (!usable) co_return usable.error();
    std::lock_guard const lock(mutex_);
    discovery_ = std::make_shared<Json const>(std::move(*document));
    if (!keys_)
        keys_ = std::make_unique<JwksSource>(client_, clock_,
                                             std::string(string_member(*discovery_, "jwks_uri")));
    co_return discovery_;
}

Task<Result<LoginStart>> RelyingParty::begin(LoginRequest request, Exchanges* seen) {
    auto const authorization_endpoint = co_await endpoint("authorization_endpoint");
    if (!authorization_endpoint) co_return authorization_endpoint.error();
    auto const login = new_login(request, entropy_);
    auto asked = authorization_request(registration_, login, request.parameters);
    auto sent = asked;
    if (request.pushed) {
        auto const request_uri = co_await push(asked, seen);
        if (!request_uri) co_return request_uri.error();
        sent = {};
        sent.add("client_id", registration_.client_id);
        sent.add("request_uri", *request_uri);
    }
    auto url = http::with_query(*authorization_endpoint, sent);
    co_return LoginStart{std::move(url), login, std::move(asked)};
}

// RFC 9126 2; `request` is sent with the client's authentication.
Task<Result<std::string>> RelyingParty::push(http::Parameters request, Exchanges* seen) {
    auto const url = co_await endpoint("pushed_authorization_request_endpoint");
    if (!url) co_return url.error();
    http::Parameters form;
    for (auto const& [name, value] : request) {
        if (name != "client_id") form.add(name, value);  // comes with the authentication
    }
    auto call = authenticated_call(registration_, *url, std::move(form), clock_.now(), entropy_);
    auto const answer = co_await ask(client_, std::move(call), seen);
    if (!answer) co_return answer.error();
    auto const document = json_answer(*url, *answer, 201);
    if (!document) co_return document.error();
    std::string request_uri(string_member(*document, "request_uri"));
    if (request_uri.empty()) co_return unusable(*url, "no request_uri", "request_uri (RFC 9126 2.2)");
    co_return request_uri;
}

Task<Result<http::Parameters>> RelyingParty::open_callback(http::Parameters callback) {
    if (!callback.has("response")) co_return callback;
    auto const response = jose::parse_jwt(callback.text("response"));
    if (!response) co_return not_accepted(response.error(), "The answer of ID-porten");
    auto const signer = co_await key(std::string(string_member(response->jws.header, "kid")));
    if (!signer) co_return signer.error();
    if (auto const holds = jose::verify(response->jws, *signer, signed_by); !holds)
        co_return not_accepted(holds.error(), "The answer of ID-porten");
    co_return check_response_jwt(*response, registration_.issuer, registration_.client_id, clock_.now());
}

Task<Result<Tokens>> RelyingParty::finish(Login login, http::Parameters callback, Exchanges* seen) {
    if (auto const fits = check_callback(callback, login, registration_.issuer); !fits)
        co_return fits.error();
    auto const document = co_await discovery();
    if (!document) co_return document.error();

    http::Parameters form;
    form.add("grant_type", "authorization_code");
    form.add("code", callback.text("code"));
    form.add("redirect_uri", registration_.redirect_uri);
    if (!login.code_verifier.empty()) form.add("code_verifier", login.code_verifier);
    std::string const token_endpoint(string_member(**document, "token_endpoint"));
    auto call = authenticated_call(registration_, token_endpoint, std::move(form), clock_.now(), entropy_);
    auto const answer = co_await ask(client_, std::move(call), seen);
    if (!answer) co_return answer.error();
    auto tokens = json_answer(token_endpoint, *answer);
    if (!tokens) co_return tokens.error();

    auto id_token = jose::parse_jwt(string_member(*tokens, "id_token"));
    if (!id_token) co_return not_accepted(id_token.error());
    auto const key = co_await keys_->key(std::string(string_member(id_token->jws.header, "kid")));
    if (!key) co_return key.error();
    if (auto const holds = jose::verify(id_token->jws, *key, signed_by); !holds)
        co_return not_accepted(holds.error());
    Expected const expected{registration_.issuer, registration_.client_id, login.nonce, login.acr_values};
    auto checks = check_id_token(*id_token, expected, clock_.now());
    if (!checks) co_return checks.error();
    checks->insert(
        checks->begin(),
        Check{"signature", "RS256, kid " + std::string(string_member(id_token->jws.header, "kid"))});

    co_return Tokens{std::string(string_member(*tokens, "id_token")),
                     std::string(string_member(*tokens, "access_token")),
                     std::string(string_member(*tokens, "refresh_token")),
                     std::move(id_token->claims),
                     std::move(*tokens),
                     std::move(*checks)};
}

Task<Result<std::string>> RelyingParty::logout_url(std::string id_token, std::string post_logout_redirect_uri,
                                                   std::string state) {
    auto const document = co_await discovery();
    if (!document) co_return document.error();
    http::Parameters parameters;
    parameters.add("id_token_hint", std::move(id_token));
    parameters.add("post_logout_redirect_uri", std::move(post_logout_redirect_uri));
    parameters.add("state", std::move(state));
    co_return http::with_query(string_member(**document, "end_session_endpoint"), parameters);
}

Task<Result<std::string>> RelyingParty::endpoint(std::string name) {
    auto const document = co_await discovery();
    if (!document) co_return document.error();
    std::string url(string_member(**document, name));
    if (url.empty())
        co_return unusable(registration_.issuer + "/.well-known/openid-configuration", "no " + name,
                           name + " in the metadata");
    co_return url;
}

Task<Result<jose::PublicKey>> RelyingParty::key(std::string kid) {
    auto const document = co_await discovery();
    if (!document) co_return document.error();
    auto key = co_await keys_->key(std::move(kid));
    co_return key;
}

}  // namespace emulator::rp
