#include "services/minprofil/logout.h"

#include "base/encoding.h"
#include "http/answers.h"
#include "http/same_origin.h"

namespace emulator::minprofil {

Task<http::Response> Logout::post(http::Request const& request) {
    auto const form = need(http::read_form(request));
    auto const session = sessions_.visit(request);
    if (session) need(http::check_same_origin(request));
    if (session && !equal_secrets(session->csrf, form.text("csrf"))) {
        throw Problem(
            {ErrorCode::forbidden,
             "The form does not belong to this session",
             {"A form proves by the field csrf that a page of this session sent it", "another csrf, or none",
              "the csrf of the page", "Load the page again and press its button."}});
    }
    auto const id_token = session ? session->id_token : std::string();
    auto const url =
        co_await relying_party_.logout_url(id_token, origin_ + "/logged-out", entropy_.token(16));
    auto answer = http::see_other(url ? *url : origin_ + "/");
    sessions_.end(request, answer);
    if (!url) throw Problem(url.error());
    co_return answer;
}

http::Response Logout::logged_out(http::Request const& request) const {
    // Nobody is told that they are logged out who is not.
    if (sessions_.visit(request)) return http::found(origin_ + "/");
    return site_.show(200, "minprofil-logged-out", "minprofil.logged_out.title", request,
                      http::Site::language(request), {});
}

}  // namespace emulator::minprofil
