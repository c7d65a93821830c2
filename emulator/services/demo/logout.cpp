#include "services/demo/logout.h"

#include "http/answers.h"

namespace emulator::demo {

Task<http::Response> Logout::post(http::Request const& request) {
    auto const form = need(http::read_form(request));
    auto const session = sessions_.visit(request);
    if (session) need(check_csrf(*session, form));
    auto const id_token = session ? session->id_token : std::string();
    auto const state = entropy_.token(16);
    auto const url = co_await relying_party_.logout_url(id_token, origin_ + "/", state);
    auto answer = http::see_other(url ? *url : origin_ + "/");
    sessions_.end(request, answer);
    if (!url) throw Problem(url.error());
    co_return answer;
}

}  // namespace emulator::demo
