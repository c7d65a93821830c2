#include "services/demo/provider.h"

#include "base/encoding.h"
#include "base/json.h"
#include "services/demo/documents.h"

namespace emulator::demo {
namespace {

Error unusable(std::string const& url, std::string received) {
    return {ErrorCode::bad_gateway,
            "The answer of " + url + " cannot be used",
            {"ID-porten answers with JSON (OpenID Connect Discovery 1.0, RFC 6749 5.1)", std::move(received),
             "the documented answer", "Check the issuer of Demotjeneste."}};
}

Error refused(Json const& answer) {
    auto const error = shown(string_member(answer, "error"));
    auto const description = shown(string_member(answer, "error_description"), 300);
    return {ErrorCode::invalid_grant,
            "ID-porten gave no new token: " + error + ": " + description,
            {"A refresh token is used once and before it expires (RFC 6749 6)", error, "an access_token",
             "Log in again."}};
}

}  // namespace

Task<Result<std::string>> Provider::token_endpoint() {
    {
        std::lock_guard const lock(mutex_);
        if (!token_endpoint_.empty()) co_return token_endpoint_;
    }
    http::Call call{http::Method::get, registration_.issuer + "/.well-known/openid-configuration"};
    auto const url = call.url;
    auto const answer = co_await client_.send(std::move(call));
    if (!answer) co_return answer.error();
    auto const document = parse_json(answer->body);
    bool const right =
        answer->status == 200 && document && string_member(*document, "issuer") == registration_.issuer;
    if (!right) co_return unusable(url, "status " + std::to_string(answer->status) + " or another issuer");
    std::lock_guard const lock(mutex_);
    token_endpoint_ = string_member(*document, "token_endpoint");
    co_return token_endpoint_;
}

Task<Result<Provider::Refreshed>> Provider::refresh(std::string refresh_token) {
    auto const endpoint = co_await token_endpoint();
    if (!endpoint) co_return endpoint.error();
    http::Parameters form;
    form.add("grant_type", "refresh_token");
    form.add("refresh_token", refresh_token);
    auto call = rp::authenticated_call(registration_, *endpoint, std::move(form), clock_.now(), entropy_);
    auto const answer = co_await client_.send(std::move(call));
    if (!answer) co_return answer.error();
    auto const tokens = parse_json(answer->body);
    if (!tokens) co_return unusable(*endpoint, "status " + std::to_string(answer->status));
    std::string access_token(string_member(*tokens, "access_token"));
    if (answer->status != 200 || access_token.empty()) co_return refused(*tokens);
    std::string next(string_member(*tokens, "refresh_token"));
    if (next.empty()) next = std::move(refresh_token);
    co_return Refreshed{std::move(access_token), std::move(next), expires_in(*tokens)};
}

}  // namespace emulator::demo
