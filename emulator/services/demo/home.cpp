#include "services/demo/home.h"

#include "base/encoding.h"
#include "http/answers.h"

namespace emulator::demo {

Task<http::Response> Home::get(http::Request const& request) {
    auto const query = need(http::read_query(request));
    logout_.come_back(request, query);
    auto const arrive = [&](Session& kept) {
        bool const asks_for_language = query.has("locale") || query.has("ui_locales");
        if (asks_for_language) kept.language = http::Site::language(request);
    };
    auto session = sessions_.visit(request, arrive);
    if (!session) {
        auto const language = http::Site::language(request);
        auto values = logged_out_values(site_.pages(), language, query);
        co_return site_.show(200, "demo", "demo.title", request, language, std::move(values));
    }
    std::optional<ContactAnswer> contact;
    if (session->wants_contact) {
        auto answer = co_await contact_.fetch(request, *session);
        traces_.add(memory_.known_browser(request), answer.steps);
        contact = std::move(answer);
    }
    auto values = logged_in_values(site_.pages(), *session, contact, minprofil_url_);
    co_return site_.show(200, "demo", "demo.title", request, session->language, std::move(values));
}

http::Response Home::want_contact(http::Request const& request) {
    auto const form = need(http::read_form(request));
    auto const session = sessions_.visit(request);
    if (session) {
        need(check_csrf(request, *session, form));
        sessions_.visit(request, [](Session& kept) { kept.wants_contact = true; });
    }
    return http::see_other(origin_ + "/");
}

}  // namespace emulator::demo
