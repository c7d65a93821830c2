#include "http/site.h"

#include <algorithm>

#include "base/encoding.h"
#include "base/times.h"
#include "http/parameters.h"

namespace emulator::http {
namespace {

// The path as a link on this origin: encoded anew, and without a second slash in front, which would make the
// first segment a host.
std::string own_path(std::string_view path) {
    std::string out;
    for (auto const c : path) {
        if (c == '/' && out == "/") continue;
        out += c == '/' ? "/" : percent_encode({&c, 1});
    }
    return out;
}

// The same address in another language.
std::string in_language(Request const& request, std::string_view code) {
    auto const query = read_query(request);
    Parameters kept;
    if (query) {
        for (auto const& [name, value] : *query) {
            if (name != "locale" && name != "ui_locales") kept.add(name, value);
        }
    }
    kept.add("locale", std::string(code));
    return with_query(own_path(request.path), kept);
}

void add_switch(Values& values, Pages const& pages, Request const& request, Language current) {
    auto& list = values.add("LANGUAGES");
    for (auto const language : languages) {
        std::string const code(language_code(language));
        auto& entry = list.add("LANGUAGE");
        entry.set("CODE", code)
            .set("NAME", pages.text("language." + code, language))
            .set("URL", in_language(request, code));
        entry.show(language == current ? "CURRENT" : "OTHER");
    }
}

// "22.11.2026 13:56", Norwegian time.
std::string local_time(Instant time) {
    return format_oslo_date(time) + " " + format_oslo(time).substr(11, 5);
}

void add_optional(Values& values, std::string const& name, std::string const& text) {
    if (!text.empty()) values.add("HAS_" + name).set(name, text);
}

// What went wrong, as far as a person who is no developer can use it.
std::string_view message_group(ErrorCode code) {
    switch (code) {
        case ErrorCode::not_found:
            return "error.not_found";
        case ErrorCode::server_error:
        case ErrorCode::bad_gateway:
            return "error.server";
        default:
            return "error.bad_request";
    }
}

bool is_below(std::vector<std::string> const& paths, std::string_view path) {
    return std::any_of(paths.begin(), paths.end(), [&](std::string_view above) {
        return path.starts_with(above) && (path.size() == above.size() || path[above.size()] == '/');
    });
}

}  // namespace

Site::Site(Pages const& pages, Entropy& entropy, std::string product, std::string name,
           std::string konsoll_url, MovableClock const* clock)
    : pages_(pages),
      entropy_(entropy),
      product_(std::move(product)),
      name_(std::move(name)),
      konsoll_url_(std::move(konsoll_url)),
      clock_(clock) {}

Language Site::language(Request const& request) {
    if (auto const query = read_query(request)) {
        for (auto const* name : {"locale", "ui_locales"}) {
            if (auto const asked = query->get(name)) return choose_language(*asked);
        }
    }
    return choose_language(request.headers.find("Accept-Language").value_or(""));
}

Response Site::show(unsigned status, std::string_view page_name, std::string_view title_key,
                    Request const& request, Language language, Values values) const {
    values.set("TITLE", pages_.text(title_key, language));
    values.set("PRODUCT", product_).set("PRODUCT_NAME", name_).set("KONSOLL_URL", konsoll_url_);
    if (clock_ && clock_->offset() != seconds(0))
        values.add("MOVED_CLOCK").set("NOW", local_time(clock_->now()));
    bool const is_read = request.method == Method::get || request.method == Method::head;
    bool const can_be_asked_again = is_read && status < 400;
    if (can_be_asked_again) add_switch(values, pages_, request, language);
    return page(status, pages_.render(page_name, language, values));
}

Response Site::show_error(Request const& request, Error const& error, std::string_view heading_key,
                          std::string_view message_key) const {
    auto const shown_in = language(request);
    auto const status = http_status(error.code);
    Values values;
    values.set("HEADING", pages_.text(heading_key, shown_in))
        .set("MESSAGE", pages_.text(message_key, shown_in));
    values.set("STATUS", std::to_string(status));
    values.add("TRACE").set("TRACE_ID", error.trace_id.empty() ? entropy_.hex(16) : error.trace_id);
    auto& developer = values.add("DEVELOPER");
    developer.set("ERROR", std::string(error_name(error.code))).set("DESCRIPTION", error.description);
    add_optional(developer, "RULE", error.explanation.rule);
    add_optional(developer, "RECEIVED", error.explanation.received);
    add_optional(developer, "EXPECTED", error.explanation.expected);
    add_optional(developer, "MEND", error.explanation.mend);
    return show(status, "error", heading_key, request, shown_in, std::move(values));
}

Dialect Site::dialect(Dialect for_machines, std::vector<std::string> machine_paths) const {
    return [this, for_machines = std::move(for_machines), paths = std::move(machine_paths)](
               Request const& request, Error const& error) {
        if (!request.wants_html() || is_below(paths, request.path)) return for_machines(request, error);
        std::string const group(message_group(error.code));
        return show_error(request, error, group + ".heading", group + ".message");
    };
}

}  // namespace emulator::http
