#include "services/demo/tester_pages.h"

#include <algorithm>

#include "base/times.h"
#include "services/demo/login_parameters.h"

namespace emulator::demo {
namespace {

// "22.11.2026 13:56:20", Norwegian time.
std::string local_time(Instant time) {
    return format_oslo_date(time) + " " + format_oslo(time).substr(11, 8);
}

std::string value_of(LoginField const& field, http::Parameters const& query) {
    for (auto const& [name, value] : query) {
        if (name == field.name) return value;
    }
    return field.preset;
}

void add_field(http::Values& values, http::Pages const& pages, http::Language language,
               LoginField const& field, http::Parameters const& query) {
    std::string const name(field.name);
    auto& section = values.add("FIELD");
    section.set("NAME", name).set("HINT", pages.text("demo.test." + name, language));
    auto& input = section.add(name == "authorization_details" ? "AREA" : "LINE");
    input.set("VALUE", value_of(field, query));
    if (field.suggestions.empty()) return;
    input.add("HAS_LIST").set("LIST", name + "-values");
    auto& list = section.add("LIST");
    for (auto const suggestion : field.suggestions)
        list.add("OPTION").set("SUGGESTION", std::string(suggestion));
}

void add_values(http::Values& step, std::string const& section, std::vector<TraceValue> const& all,
                bool headed) {
    if (all.empty()) return;
    auto& list = step.add(section);
    list.show("HEADED", headed);
    for (auto const& [name, value, decoded] : all) {
        auto& entry = list.add("VALUE");
        entry.set("NAME", name).set("TEXT", value);
        if (!decoded.empty()) entry.add("DECODED").set("JSON", decoded);
    }
}

}  // namespace

http::Values parameter_values(http::Pages const& pages, http::Language language, std::string const& origin,
                              std::string const& scope, http::Parameters const& query) {
    http::Values values;
    for (auto const& field : login_fields(scope))
        add_field(values, pages, language, field, query);
    values.show("PUSHED", query.text(par) == "yes");
    values.show("WITHOUT_PKCE", query.text(pkce) == "none");
    values.set("LINK", http::with_query(origin + "/test", permanent(query)));
    return values;
}

http::Values trace_values(http::Pages const& pages, http::Language language,
                          std::vector<TraceStep> const& steps, std::optional<Session> const& session) {
    http::Values values;
    if (session) values.add("LOGGED_IN").set("CSRF", session->csrf);
    values.show("EMPTY", steps.empty());
    for (auto const& step : steps) {
        auto& section = values.add("STEP");
        section.set("KIND", step.kind)
            .set("TITLE", pages.text("demo.trace." + step.kind, language))
            .set("ABOUT", pages.text("demo.trace." + step.kind + ".about", language))
            .set("TIME", local_time(step.at));
        section.show("LATEST", &step == &steps.back());
        if (!step.request.empty()) section.add("REQUEST").set("LINE", step.request);
        add_values(section, "SENT", step.sent, true);
        if (!step.outcome.empty()) section.add("OUTCOME").set("STATUS", step.outcome);
        add_values(section, "RECEIVED", step.received, !step.request.empty());
    }
    return values;
}

http::Values logout_values(std::vector<rp::LogoutNotice> const& notices) {
    http::Values values;
    values.show("EMPTY", notices.empty());
    for (auto const& notice : notices) {
        auto& section = values.add("NOTICE");
        section.set("TIME", local_time(notice.at)).set("ISS", notice.iss).set("SID", notice.sid);
        section.set("SUB", notice.sub).set("SESSIONS", std::to_string(notice.sessions));
        section.show(notice.channel == rp::LogoutNotice::Channel::front ? "FRONT" : "BACK");
        if (notice.refused.empty())
            section.show("ACCEPTED");
        else
            section.add("REFUSED").set("WHY", notice.refused);
    }
    return values;
}

}  // namespace emulator::demo
