#include "services/demo/provider.h"

#include "base/encoding.h"
#include "base/json.h"
#include "base/times.h"
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

Task<Result<>> Provider::renew(http::Request const& request, Session& session, rp::Exchanges* seen) {
    // Taken out before it is used: of two requests at once one uses it, for ID-porten ends the whole grant
    // when it sees a refresh token twice.
    std::string refresh_token;
    auto const take = [&](Session& kept) { refresh_token = std::exchange(kept.refresh_token, {}); };
    sessions_.visit(request, take);
    if (refresh_token.empty()) {
        bool const expired = clock_.now() >= session.access_expires;
        co_return Error{
            ErrorCode::invalid_token,
            std::string(expired ? "The access token expired at " : "The access token lasts until ") +
                format_utc(session.access_expires) + ", and there is no refresh token"};
    }
    auto const fresh = co_await refresh(session.client_id, std::move(refresh_token), seen);
    if (!fresh) co_return fresh.error();
    auto const keep = [&](Session& kept) {
        kept.access_token = fresh->access_token;
        kept.refresh_token = fresh->refresh_token;
        kept.scope = fresh->scope;
        kept.access_expires = clock_.now() + fresh->lasts;
    };
    sessions_.visit(request, keep);
    keep(session);
    co_return Result<>();
}

Task<Result<std::string>> Provider::endpoint(std::string name) {
    auto const own = need(clients_.find({}));
    auto url = co_await own->endpoint(std::move(name));
    co_return url;
}

Task<Result<Provider::Refreshed>> Provider::refresh(std::string client_id, std::string refresh_token,
                                                    rp::Exchanges* seen) {
    auto const client = clients_.find(client_id);
    if (!client) co_return client.error();
    auto const token_endpoint = co_await endpoint("token_endpoint");
    if (!token_endpoint) co_return token_endpoint.error();
    http::Parameters form;
    form.add("grant_type", "refresh_token");
    form.add("refresh_token", refresh_token);
    auto call = rp::authenticated_call((*client)->registration(), *token_endpoint, std::move(form),
                                       clock_.now(), entropy_);
    auto const answer = co_await rp::ask(client_, std::move(call), seen);
    if (!answer) co_return answer.error();
    auto const tokens = parse_json(answer->body);
    if (!tokens) co_return unusable(*token_endpoint, "status " + std::to_string(answer->status));
    std::string access_token(string_member(*tokens, "access_token"));
    if (answer->status != 200 || access_token.empty()) co_return refused(*tokens);
    std::string next(string_member(*tokens, "refresh_token"));
    if (next.empty()) next = std::move(refresh_token);
    co_return Refreshed{std::move(access_token), std::move(next),
                        std::string(string_member(*tokens, "scope")), expires_in(*tokens)};
}

Task<Result<>> Provider::userinfo(std::string access_token, rp::Exchanges& seen) {
    auto const url = co_await endpoint("userinfo_endpoint");
    if (!url) co_return url.error();
    http::Call call{http::Method::get, *url};
    call.headers.add("Authorization", "Bearer " + access_token);
    auto const answer = co_await rp::ask(client_, std::move(call), &seen);
    if (!answer) co_return answer.error();
    co_return Result<>();
}

Task<Result<>> Provider::introspect(Session session, rp::Exchanges& seen) {
    auto const url = co_await endpoint("introspection_endpoint");
    if (!url) co_return url.error();
    http::Parameters form;
    form.add("token", session.access_token);
    auto const caller = clients_.introspector(session.scope, session.client_id);
    auto call = rp::authenticated_call(caller, *url, std::move(form), clock_.now(), entropy_);
    auto const answer = co_await rp::ask(client_, std::move(call), &seen);
    if (!answer) co_return answer.error();
    co_return Result<>();
}

}  // namespace emulator::demo
