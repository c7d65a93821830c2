#include "services/demo/login.h"

#include "http/answers.h"
#include "http/site.h"

namespace emulator::demo {
namespace {

// Whatever is wrong with ID-porten's answer, to the person it is a login that did not succeed.
Error not_logged_in(Error error) {
    if (http_status(error.code) < 500) error.code = ErrorCode::access_denied;
    return error;
}

Session session_of(rp::Tokens tokens, http::Language language, Instant now) {
    auto const claim = [&](std::string_view name) {
        return std::string(string_member(tokens.id_token_claims, name));
    };
    Session session;
    session.pid = claim("pid");
    session.sub = claim("sub");
    session.sid = claim("sid");
    session.access_expires = now + expires_in(tokens.answer);
    session.id_token = std::move(tokens.id_token);
    session.access_token = std::move(tokens.access_token);
    session.refresh_token = std::move(tokens.refresh_token);
    session.checks = std::move(tokens.checks);
    session.language = language;
    return session;
}

}  // namespace

Task<http::Response> Login::start(http::Request const& request) {
    auto const query = need(http::read_query(request));
    http::Parameters extra;
    extra.add("acr_values", query.get("acr_values").value_or("idporten-loa-substantial"));
    for (auto const* name : {"ui_locales", "prompt"}) {
        if (auto const value = query.get(name)) extra.add(name, *value);
    }
    auto started = co_await relying_party_.start(std::move(extra));
    if (!started) throw Problem(started.error());
    auto answer = http::found(std::move(started->url));
    memory_.remember(request, {std::move(started->login), http::Site::language(request), {}}, answer);
    co_return answer;
}

Task<http::Response> Login::callback(http::Request const& request) {
    auto const query = need(http::read_query(request));
    // Whoever goes back to ID-porten's page after a login comes here with its state once more.
    if (!memory_.is_open(query.text("state")) && sessions_.visit(request))
        co_return http::found(origin_ + "/");
    auto const started = need(memory_.recall(request, query.text("state")));
    auto tokens = co_await relying_party_.finish(started.login, query);
    if (!tokens) throw Problem(not_logged_in(tokens.error()));
    auto session = session_of(std::move(*tokens), started.language, clock_.now());
    // A person who logs in again because a token ran out still wants to see what they asked for.
    auto const before = sessions_.visit(request);
    session.wants_contact = before && before->wants_contact && before->pid == session.pid;
    auto answer = http::found(origin_ + "/");
    sessions_.begin(request, std::move(session), answer);
    co_return answer;
}

}  // namespace emulator::demo
