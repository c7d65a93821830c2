#include "services/demo/documents.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "base/json.h"
#include "base/times.h"

namespace emulator::demo {
namespace {

constexpr seconds usual_life{120};
constexpr std::int64_t longest_life = 24 * 60 * 60;
constexpr std::size_t most_text = 4000;

std::string text(Json const& object, std::string_view name) {
    return std::string(string_member(object, name));
}

http::Language language(Json const& object) {
    return http::parse_language(string_member(object, "language")).value_or(http::Language::nb);
}

std::int64_t number(Instant time) {
    return time.time_since_epoch().count();
}
Instant time(Json const& object, char const* name) {
    return Instant(seconds(object.at(name).get<std::int64_t>()));
}

std::string date(Json const& object, std::string_view name) {
    auto const written = string_member(object, name);
    auto const read = parse_time(written);
    return read ? format_oslo_date(*read) : std::string(written);
}

}  // namespace

std::string session_document(Session const& session) {
    auto checks = Json::array();
    for (auto const& check : session.checks)
        checks.push_back({{"name", check.name}, {"result", check.result}});
    return Json{{"client_id", session.client_id},
                {"pid", session.pid},
                {"sub", session.sub},
                {"sid", session.sid},
                {"csrf", session.csrf},
                {"id_token", session.id_token},
                {"access_token", session.access_token},
                {"refresh_token", session.refresh_token},
                {"scope", session.scope},
                {"access_expires", number(session.access_expires)},
                {"ends", number(session.ends)},
                {"checks", checks},
                {"wants_contact", session.wants_contact},
                {"language", http::language_code(session.language)}}
        .dump();
}

Session read_session(std::string_view document) {
    auto const object = need(parse_json(document));
    Session session;
    session.client_id = text(object, "client_id");
    session.pid = text(object, "pid");
    session.sub = text(object, "sub");
    session.sid = text(object, "sid");
    session.csrf = text(object, "csrf");
    session.id_token = text(object, "id_token");
    session.access_token = text(object, "access_token");
    session.refresh_token = text(object, "refresh_token");
    session.scope = text(object, "scope");
    session.access_expires = time(object, "access_expires");
    session.ends = time(object, "ends");
    for (auto const& check : object.at("checks"))
        session.checks.push_back({text(check, "name"), text(check, "result")});
    session.wants_contact = object.at("wants_contact").get<bool>();
    session.language = language(object);
    return session;
}

std::string started_login_document(StartedLogin const& started) {
    return Json{{"client_id", started.client_id},
                {"state", started.login.state},
                {"nonce", started.login.nonce},
                {"code_verifier", started.login.code_verifier},
                {"acr_values", started.login.acr_values},
                {"language", http::language_code(started.language)},
                {"browser", started.browser}}
        .dump();
}

StartedLogin read_started_login(std::string_view document) {
    auto const object = need(parse_json(document));
    return {text(object, "client_id"),
            {text(object, "state"), text(object, "nonce"), text(object, "code_verifier"),
             text(object, "acr_values")},
            language(object),
            text(object, "browser")};
}

seconds expires_in(Json const& answer) {
    auto const member = answer.find("expires_in");
    if (member == answer.end() || !member->is_number_integer()) return usual_life;
    return seconds(std::clamp<std::int64_t>(member->get<std::int64_t>(), 0, longest_life));
}

ContactInfo read_contact(std::string_view body) {
    auto const person = parse_json(body);
    if (!person || !person->is_object()) return {};
    auto const found = person->find("kontaktinformasjon");
    auto const contact = found != person->end() && found->is_object() ? *found : Json::object();
    return {text(contact, "epostadresse"),       date(contact, "epostadresse_oppdatert"),
            text(contact, "mobiltelefonnummer"), date(contact, "mobiltelefonnummer_oppdatert"),
            text(*person, "reservasjon"),        text(*person, "status"),
            text(*person, "varslingsstatus")};
}

std::string pretty(std::string_view body) {
    auto const document = parse_json(body);
    return document ? document->dump(2) : shown(body, most_text);
}

}  // namespace emulator::demo
