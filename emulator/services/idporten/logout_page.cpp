#include "services/idporten/logout_page.h"

namespace emulator::idporten {
namespace {

std::string told_text(http::Pages const& pages, http::Language language, ToldClient const& told) {
    http::Values values;
    values.set("STATUS", std::to_string(told.outcome.status));
    std::vector<std::string_view> keys;
    switch (told.outcome.answered) {
        case Answered::not_asked:
            break;
        case Answered::accepted:
            keys.push_back("logged_out.told.accepted");
            break;
        case Answered::refused:
            keys.push_back("logged_out.told.refused");
            break;
        case Answered::nothing:
            keys.push_back("logged_out.told.nothing");
            break;
    }
    if (!told.notice.frontchannel_url.empty()) keys.push_back("logged_out.told.browser");
    if (keys.empty()) keys.push_back("logged_out.told.not_asked");
    std::string text;
    for (auto const key : keys)
        text.append(text.empty() ? "" : " ").append(pages.text(key, language, values));
    return text;
}

}  // namespace

http::Values logout_values(http::Pages const& pages, http::Language language,
                           std::vector<ToldClient> const& told, std::optional<std::string> const& location) {
    http::Values values;
    if (location)
        values.add("GOING_ON").set("URL", *location).set("LIMIT", std::to_string(frontchannel_limit.count()));
    else
        values.add("STAYING");
    if (told.empty()) return values;
    auto& services = values.add("SERVICES");
    for (auto const& one : told) {
        services.add("SERVICE")
            .set("CLIENT_ID", one.notice.client_id)
            .set("NAME", one.notice.client_name)
            .set("TEXT", told_text(pages, language, one));
    }
    for (auto const& [notice, outcome] : told) {
        if (!notice.frontchannel_url.empty())
            services.add("FRAME").set("URL", notice.frontchannel_url).set("NAME", notice.client_name);
    }
    return values;
}

void allow_and_go_on(http::Response& page, std::vector<ToldClient> const& told,
                     std::optional<std::string> const& location) {
    std::vector<std::string> frames;
    for (auto const& one : told) {
        if (!one.notice.frontchannel_url.empty()) frames.push_back(one.notice.frontchannel_url);
    }
    http::allow_frames(page, frames);
    // Browsers count from when the page has loaded, its frames included.
    if (location) page.headers.set("Refresh", "0;url=" + *location);
}

}  // namespace emulator::idporten
