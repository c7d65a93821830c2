#include "services/demo/login.h"

#include "base/json.h"
#include "http/answers.h"
#include "http/site.h"
#include "jose/jwt.h"
#include "services/demo/login_parameters.h"

namespace emulator::demo {
namespace {

// Whatever is wrong with ID-porten's answer, to the person it is a login that did not succeed.
Error not_logged_in(Error error) {
    if (http_status(error.code) < 500) error.code = ErrorCode::access_denied;
    return error;
}

Session session_of(StartedLogin const& started, rp::Tokens tokens, Instant now) {
    auto const claim = [&](std::string_view name) {
        return std::string(string_member(tokens.id_token_claims, name));
    };
    Session session;
    session.client_id = started.client_id;
    session.pid = claim("pid");
    session.sub = claim("sub");
    session.sid = claim("sid");
    session.access_expires = now + expires_in(tokens.answer);
    session.scope = string_member(tokens.answer, "scope");
    session.id_token = std::move(tokens.id_token);
    session.access_token = std::move(tokens.access_token);
    session.refresh_token = std::move(tokens.refresh_token);
    session.checks = std::move(tokens.checks);
    session.language = started.language;
    return session;
}

// Whom an answer that comes as a JWT (JARM 2.4) is for, before anything of it is believed. Empty for others.
std::string addressee(http::Parameters const& received) {
    auto const response = jose::parse_jwt(received.text("response"));
    return response ? std::string(string_member(response->claims, "aud")) : "";
}

Error for_another_client(std::string const& received, std::string const& expected) {
    return {ErrorCode::access_denied,
            "The answer of ID-porten is for another client",
            {"The answer's aud is the client that asked (JARM 2.4)", received, expected,
             "Start the login again in the same browser."}};
}

}  // namespace

Task<http::Response> Login::start(http::Request const& request) {
    auto const query = need(http::read_query(request));
    auto const client = need(clients_.find(query.text("client_id")));
    rp::Exchanges seen;
    auto const login = co_await client->begin(login_request(query), &seen);
    auto steps = exchange_steps("par", seen, clock_.now());
    if (login) co_return send_off(request, client->registration().client_id, *login, std::move(steps));
    bool const refused = !seen.empty() && http_status(login.error().code) < 500;
    if (!refused) throw Problem(login.error());
    co_return pushed_for_nothing(request, login.error(), std::move(steps));
}

http::Response Login::send_off(http::Request const& request, std::string client_id,
                               rp::LoginStart const& login, std::vector<TraceStep> steps) {
    auto answer = http::found(login.url);
    auto const browser = memory_.browser(request, answer);
    memory_.remember({std::move(client_id), login.login, http::Site::language(request), browser});
    auto const carried = need(http::parse_parameters(login.url.substr(login.url.find('?') + 1)));
    steps.push_back(browser_step("authorization_request", "GET", login.url, carried, clock_.now()));
    traces_.begin(browser, steps);
    return answer;
}

http::Response Login::pushed_for_nothing(http::Request const& request, Error const& error,
                                         std::vector<TraceStep> steps) {
    auto answer = http::found(origin_ + "/trace");
    steps.push_back(refused_step(error, clock_.now()));
    traces_.begin(memory_.browser(request, answer), steps);
    return answer;
}

Task<http::Response> Login::callback(http::Request const& request) {
    auto received = need(http::read_query(request));
    auto answer = co_await finish(request, std::move(received));
    co_return answer;
}

Task<http::Response> Login::posted(http::Request const& request) {
    auto received = need(http::read_form(request));
    // Cookies are SameSite=Lax: what a page of another site posts comes without them, and a GET brings them.
    if (memory_.known_browser(request).empty())
        co_return http::see_other(http::with_query(origin_ + "/callback", received));
    auto answer = co_await finish(request, std::move(received));
    answer.status = answer.status == 302 ? 303 : answer.status;
    co_return answer;
}

Task<http::Response> Login::finish(http::Request const& request, http::Parameters received) {
    auto const opener = clients_.find(addressee(received));
    if (!opener) throw Problem(not_logged_in(opener.error()));
    auto const opened = co_await (*opener)->open_callback(received);
    if (!opened) throw Problem(not_logged_in(opened.error()));
    auto const state = opened->text("state");
    // Whoever goes back to ID-porten's page after a login comes here with its state once more.
    if (!memory_.is_open(state) && sessions_.visit(request)) co_return http::found(origin_ + "/");
    auto const started = need(memory_.recall(request, state));
    auto const client = need(clients_.find(started.client_id));
    bool const for_it = !received.has("response") || addressee(received) == started.client_id;
    if (!for_it) throw Problem(for_another_client(addressee(received), started.client_id));
    rp::Exchanges seen;
    auto tokens = co_await client->finish(started.login, *opened, &seen);

    auto const now = clock_.now();
    std::vector<TraceStep> steps{browser_step("authorization_response", http::method_name(request.method),
                                              origin_ + "/callback", received, now)};
    for (auto& step : exchange_steps("token", seen, now))
        steps.push_back(std::move(step));
    steps.push_back(tokens ? checks_step(tokens->checks, now) : refused_step(tokens.error(), now));
    traces_.add(started.browser, steps);
    if (!tokens) throw Problem(not_logged_in(tokens.error()));

    auto session = session_of(started, std::move(*tokens), now);
    // A person who logs in again because a token ran out still wants to see what they asked for.
    auto const before = sessions_.visit(request);
    session.wants_contact = before && before->wants_contact && before->pid == session.pid;
    auto answer = http::found(origin_ + "/");
    sessions_.begin(request, std::move(session), answer);
    co_return answer;
}

}  // namespace emulator::demo
