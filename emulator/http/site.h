// What all pages of one product have in common: layout, language, and how a refusal is shown to a person.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/entropy.h"
#include "base/movable_clock.h"
#include "base/result.h"
#include "http/message.h"
#include "http/pages.h"
#include "http/router.h"

namespace emulator::http {

// Everything referred to outlives the site. Safe from any thread.
class Site {
public:
    // `product` is the layout's name for it (idporten, minprofil …), `name` what people call it. Pages tell
    // the time of `clock`, where there is one, while it is moved.
    Site(Pages const& pages, Entropy& entropy, std::string product, std::string name, std::string konsoll_url,
         MovableClock const* clock = nullptr);

    // The language the browser asks for: query parameter `ui_locales` or `locale`, or Accept-Language.
    static Language language(Request const& request);

    // The page of a template, with `title_key` as its title. The language switch links to the request's own
    // path and query with `locale` set, where `request` is a GET; other pages have no switch.
    Response show(unsigned status, std::string_view page_name, std::string_view title_key,
                  Request const& request, Language language, Values values) const;

    // The error page, with a trace id that also stands in the log.
    Response show_error(Request const& request, Error const& error, std::string_view heading_key,
                        std::string_view message_key) const;

    // A dialect that shows a page to browsers and lets `for_machines` answer everyone else, and everyone at
    // `machine_paths` and below them: Java's HttpURLConnection asks for text/html by itself, as browsers do.
    Dialect dialect(Dialect for_machines, std::vector<std::string> machine_paths = {}) const;

    Pages const& pages() const { return pages_; }

private:
    Pages const& pages_;
    Entropy& entropy_;
    std::string product_;
    std::string name_;
    std::string konsoll_url_;
    MovableClock const* clock_;
};

}  // namespace emulator::http
