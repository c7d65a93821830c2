#include "services/demo/tester.h"

#include "http/answers.h"
#include "services/demo/tester_pages.h"

namespace emulator::demo {

http::Response Tester::parameters(http::Request const& request) {
    auto const query = need(http::read_query(request));
    auto const language = http::Site::language(request);
    need(deps_.clients.find(query.text("client_id")));
    auto values = parameter_values(deps_.site.pages(), language, deps_.origin, deps_.clients.all(), query);
    return deps_.site.show(200, "demo-test", "demo.test.title", request, language, std::move(values));
}

http::Response Tester::trace(http::Request const& request) {
    auto const language = http::Site::language(request);
    auto const steps = deps_.traces.find(deps_.memory.known_browser(request));
    auto const session = deps_.sessions.visit(request);
    auto values = trace_values(deps_.site.pages(), language, steps, session);
    return deps_.site.show(200, "demo-trace", "demo.trace.title", request, language, std::move(values));
}

http::Response Tester::logouts(http::Request const& request) {
    auto const language = http::Site::language(request);
    auto values = logout_values(deps_.notices.newest());
    return deps_.site.show(200, "demo-logouts", "demo.logouts.title", request, language, std::move(values));
}

std::optional<Session> Tester::session_of_form(http::Request const& request) {
    auto const form = need(http::read_form(request));
    auto session = deps_.sessions.visit(request);
    if (session) need(check_csrf(request, *session, form));
    return session;
}

http::Response Tester::told(http::Request const& request, std::string const& kind, rp::Exchanges const& seen,
                            Result<> const& outcome) {
    auto const now = deps_.clock.now();
    auto steps = exchange_steps(kind, seen, now);
    if (!outcome) steps.push_back(refused_step(outcome.error(), now));
    return told(request, steps);
}

http::Response Tester::told(http::Request const& request, std::vector<TraceStep> const& steps) {
    auto answer = http::see_other(deps_.origin + "/trace#latest");
    deps_.traces.add(deps_.memory.browser(request, answer), steps);
    return answer;
}

Task<http::Response> Tester::refresh(http::Request const& request) {
    auto session = session_of_form(request);
    if (!session) co_return http::see_other(deps_.origin + "/");
    rp::Exchanges seen;
    auto const renewed = co_await deps_.provider.renew(request, *session, &seen);
    co_return told(request, "refresh", seen, renewed);
}

Task<http::Response> Tester::userinfo(http::Request const& request) {
    auto const session = session_of_form(request);
    if (!session) co_return http::see_other(deps_.origin + "/");
    rp::Exchanges seen;
    auto const asked = co_await deps_.provider.userinfo(session->access_token, seen);
    co_return told(request, "userinfo", seen, asked);
}

Task<http::Response> Tester::introspect(http::Request const& request) {
    auto const session = session_of_form(request);
    if (!session) co_return http::see_other(deps_.origin + "/");
    rp::Exchanges seen;
    auto const asked = co_await deps_.provider.introspect(*session, seen);
    co_return told(request, "introspection", seen, asked);
}

Task<http::Response> Tester::lookup(http::Request const& request) {
    auto session = session_of_form(request);
    if (!session) co_return http::see_other(deps_.origin + "/");
    auto const answer = co_await deps_.contact.fetch(request, *session);
    co_return told(request, answer.steps);
}

}  // namespace emulator::demo
