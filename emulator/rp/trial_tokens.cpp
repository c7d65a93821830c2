#include "rp/trial_tokens.h"

#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "base/json.h"
#include "jose/jwt.h"

namespace emulator::rp {
namespace {

constexpr auto jwt_bearer_grant = "urn:ietf:params:oauth:grant-type:jwt-bearer";  // RFC 7523 2.1
constexpr std::int64_t grant_lifetime = 100;

Error gave_none(std::string_view issuer, std::string received) {
    return {ErrorCode::bad_gateway,
            shown(issuer) + " gave no token: " + received,
            {"The page's tokens are fetched with clients of the built-in data set", std::move(received),
             "an access token", "Look the refusal up at the Konsoll, or paste a token of your own client."}};
}

}  // namespace

TrialTokens::TrialTokens(Registration organisation, std::optional<Registration> person, http::Client& client,
                         Clock const& clock, Entropy& entropy)
    : organisation_(std::move(organisation)), client_(client), clock_(clock), entropy_(entropy) {
    if (person) person_.emplace(*std::move(person), client, clock, entropy);
}

http::TokenForm TrialTokens::organisation_form() {
    return {"maskinporten", [this](http::Parameters const&) { return of_organisation(); }};
}

http::Call TrialTokens::grant_call() const {
    auto const iat = clock_.now().time_since_epoch().count();
    Json const claims{{"aud", organisation_.issuer},  {"iss", organisation_.client_id},
                      {"scope", organisation_.scope}, {"iat", iat},
                      {"exp", iat + grant_lifetime},  {"jti", entropy_.token(16)}};
    http::Parameters form;
    form.add("grant_type", jwt_bearer_grant);
    form.add("assertion",
             jose::sign_jwt(organisation_.key.value(), jose::Algorithm::RS256, organisation_.kid, claims));
    http::Call call{http::Method::post, organisation_.issuer + "token"};
    call.headers.add("Content-Type", "application/x-www-form-urlencoded");
    call.body = form.encoded();
    return call;
}

Task<Result<std::string>> TrialTokens::of_organisation() {
    auto call = grant_call();
    auto const answer = co_await client_.send(std::move(call));
    if (!answer) co_return answer.error();
    auto const document = parse_json(answer->body);
    std::string token(document ? string_member(*document, "access_token") : "");
    if (answer->status == 200 && !token.empty()) co_return token;
    co_return gave_none(organisation_.issuer,
                        shown(document ? string_member(*document, "error_description") : "", 300));
}

Task<Result<std::string>> TrialTokens::of_person(std::string login_hint) {
    http::Parameters headless;
    headless.add("login_hint", std::move(login_hint));
    auto const started = co_await person_->start(std::move(headless));
    if (!started) co_return started.error();
    http::Call visit{http::Method::get, started->url};
    auto const redirect = co_await client_.send(std::move(visit));
    if (!redirect) co_return redirect.error();
    auto const location = redirect->headers.find("Location").value_or("");
    auto const query = location.find('?');
    if (query == std::string_view::npos)
        co_return gave_none(person_->registration().issuer, "status " + std::to_string(redirect->status));
    auto callback = http::parse_parameters(location.substr(query + 1));
    if (!callback) co_return callback.error();
    auto tokens = co_await person_->finish(started->login, std::move(*callback));
    if (!tokens) co_return gave_none(person_->registration().issuer, tokens.error().description);
    co_return std::move(tokens->access_token);
}

}  // namespace emulator::rp
