#include "services/demo/tester_pages.h"

#include <algorithm>
#include <set>

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
    for (auto const& suggestion : field.suggestions)
        list.add("OPTION").set("SUGGESTION", suggestion);
}

ClientChoice const& chosen_client(std::vector<ClientChoice> const& clients, http::Parameters const& query) {
    auto const chosen = std::find_if(clients.begin(), clients.end(), [&](auto const& client) {
        return client.id == query.text("client_id");
    });
    return chosen == clients.end() ? clients.front() : *chosen;
}

void add_clients(http::Values& values, std::vector<ClientChoice> const& clients, ClientChoice const& chosen,
                 http::Parameters const& query) {
    for (auto const& client : clients) {
        auto& option = values.add("CLIENT");
        option.set("ID", client.id).set("NAME", client.name);
        option.show("CHOSEN", &client == &chosen);
    }
    values.set("CLIENT_NAME", chosen.name).set("METHOD", chosen.method).set("SCOPES", chosen.scopes);
    // The scopes of one client are not another's.
    for (auto const& [name, value] : permanent(query)) {
        if (name != "client_id" && name != "scope") values.add("KEPT").set("NAME", name).set("VALUE", value);
    }
    if (&chosen != &clients.front()) values.add("ANOTHER").set("ID", chosen.id);
}

// A token that several steps carry is decoded in the first: `decoded_before` knows what has been shown.
void add_values(http::Values& step, std::string const& section, std::vector<TraceValue> const& all,
                bool headed, std::set<std::string_view>& decoded_before) {
    if (all.empty()) return;
    auto& list = step.add(section);
    list.show("HEADED", headed);
    for (auto const& [name, value, decoded] : all) {
        auto& entry = list.add("VALUE");
        entry.set("NAME", name).set("TEXT", value);
        if (!decoded.empty() && decoded_before.insert(decoded).second)
            entry.add("DECODED").set("JSON", decoded);
    }
}

}  // namespace

http::Values parameter_values(http::Pages const& pages, http::Language language, std::string const& origin,
                              std::vector<ClientChoice> const& clients, http::Parameters const& query) {
    http::Values values;
    auto const& client = chosen_client(clients, query);
    add_clients(values, clients, client, query);
    for (auto const& field : login_fields(client))
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
    std::set<std::string_view> decoded;
    for (auto const& step : steps) {
        auto& section = values.add("STEP");
        section.set("KIND", step.kind)
            .set("TITLE", pages.text("demo.trace." + step.kind, language))
            .set("ABOUT", pages.text("demo.trace." + step.kind + ".about", language))
            .set("TIME", local_time(step.at));
        section.show("LATEST", &step == &steps.back());
        if (!step.request.empty()) section.add("REQUEST").set("LINE", step.request);
        add_values(section, "SENT", step.sent, true, decoded);
        if (!step.outcome.empty()) section.add("OUTCOME").set("STATUS", step.outcome);
        add_values(section, "RECEIVED", step.received, !step.request.empty(), decoded);
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
