#include "services/demo/logout.h"

#include "http/answers.h"

namespace emulator::demo {

Task<http::Response> Logout::post(http::Request const& request) {
    auto const form = need(http::read_form(request));
    auto const session = sessions_.visit(request);
    if (session) need(check_csrf(request, *session, form));
    auto const id_token = session ? session->id_token : std::string();
    auto const state = entropy_.token(16);
    auto const url = co_await relying_party_.logout_url(id_token, origin_ + "/", state);
    auto answer = http::see_other(url ? *url : origin_ + "/");
    sessions_.end(request, answer);
    if (!url) throw Problem(url.error());
    auto const carried = need(http::parse_parameters(url->substr(url->find('?') + 1)));
    traces_.add(memory_.known_browser(request),
                {browser_step("logout_request", "GET", *url, carried, clock_.now())});
    co_return answer;
}

void Logout::come_back(http::Request const& request, http::Parameters const& query) {
    if (!query.has("state")) return;
    auto const browser = memory_.known_browser(request);
    if (!awaits_logout(traces_.find(browser), query.text("state"))) return;
    traces_.add(browser, {browser_step("logout_response", "GET", origin_ + "/", query, clock_.now())});
}

}  // namespace emulator::demo
