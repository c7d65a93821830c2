#include "services/minprofil/documents.h"

#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "base/json.h"

namespace emulator::minprofil {
namespace {

std::string text(Json const& object, std::string_view name) {
    return std::string(string_member(object, name));
}

http::Language language(Json const& object) {
    return http::parse_language(string_member(object, "language")).value_or(http::Language::nb);
}

}  // namespace

std::string session_document(Session const& session) {
    return Json{{"person", session.person.number()},
                {"id_token", session.id_token},
                {"csrf", session.csrf},
                {"goto_url", session.goto_url},
                {"language", http::language_code(session.language)},
                {"saved", session.saved}}
        .dump();
}

Session read_session(std::string_view document) {
    auto const object = need(parse_json(document));
    return {model::PersonNumber::from_stored(object.at("person").get<std::int64_t>()),
            text(object, "id_token"),
            text(object, "csrf"),
            text(object, "goto_url"),
            language(object),
            object.at("saved").get<bool>()};
}

std::string started_login_document(StartedLogin const& started) {
    return Json{{"state", started.login.state},
                {"nonce", started.login.nonce},
                {"code_verifier", started.login.code_verifier},
                {"acr_values", started.login.acr_values},
                {"goto_url", started.goto_url},
                {"language", http::language_code(started.language)},
                {"browser", started.browser}}
        .dump();
}

StartedLogin read_started_login(std::string_view document) {
    auto const object = need(parse_json(document));
    return {{text(object, "state"), text(object, "nonce"), text(object, "code_verifier"),
             text(object, "acr_values")},
            text(object, "goto_url"),
            language(object),
            text(object, "browser")};
}

std::string shown_field(Contact const& contact) {
    return base64url_encode(Json{
        {"epostadresse", contact.epostadresse},
        {"mobiltelefonnummer", contact.mobiltelefonnummer},
        {"spraak", contact.spraak},
        {"reservasjon", contact.reservasjon ? "JA" : "NEI"},
        {"postkasse",
         contact.postkasse}}.dump());
}

std::optional<Contact> read_shown_field(std::string_view field) {
    auto const bytes = base64url_decode(field);
    if (!bytes) return std::nullopt;
    auto const object = parse_json(*bytes);
    if (!object || !object->is_object()) return std::nullopt;
    return Contact{text(*object, "epostadresse"), text(*object, "mobiltelefonnummer"),
                   text(*object, "spraak"), string_member(*object, "reservasjon") == "JA",
                   text(*object, "postkasse")};
}

}  // namespace emulator::minprofil
