#include "services/demo/pages.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "jose/jwt.h"

namespace emulator::demo {
namespace {

struct Texts {
    std::string_view heading;
    std::string_view message;
};

Texts texts_for(ErrorCode code) {
    switch (code) {
        case ErrorCode::access_denied:
            return {"demo.error.login.heading", "demo.error.login.message"};
        case ErrorCode::not_found:
            return {"error.not_found.heading", "error.not_found.message"};
        case ErrorCode::server_error:
        case ErrorCode::bad_gateway:
            return {"error.server.heading", "error.server.message"};
        default:
            return {"error.bad_request.heading", "error.bad_request.message"};
    }
}

void add_optional(http::Values& values, std::string const& name, std::string const& text) {
    if (!text.empty()) values.add("HAS_" + name).set(name, text);
}

std::string or_dash(std::string const& text) {
    return text.empty() ? "–" : text;
}

// The claims of a token that was verified before, or null.
Json claims_of(std::string const& token) {
    auto const jwt = jose::parse_jwt(token);
    return jwt ? jwt->claims : Json();
}

// Those that there is a text about.
constexpr std::array<std::string_view, 24> known_claims{"iss",
                                                        "sub",
                                                        "aud",
                                                        "exp",
                                                        "iat",
                                                        "jti",
                                                        "auth_time",
                                                        "nonce",
                                                        "acr",
                                                        "amr",
                                                        "pid",
                                                        "sid",
                                                        "locale",
                                                        "scope",
                                                        "client_id",
                                                        "client_amr",
                                                        "client_orgno",
                                                        "consumer",
                                                        "supplier",
                                                        "email",
                                                        "given_name",
                                                        "family_name",
                                                        "client_onbehalfof",
                                                        "authorization_details"};

void add_claims(http::Values& values, std::string const& section, Json const& claims,
                http::Pages const& pages, http::Language language) {
    for (auto const& [name, value] : claims.items()) {
        auto& claim = values.add(section);
        claim.set("NAME", name).set("VALUE", value.is_string() ? value.get<std::string>() : value.dump());
        bool const known = std::find(known_claims.begin(), known_claims.end(), name) != known_claims.end();
        if (known) claim.add("KNOWN").set("ABOUT", pages.text("demo.claim." + name, language));
    }
}

http::Values& add_token(http::Values& values, std::string const& title, std::string const& token) {
    auto& section = values.add("TOKEN");
    section.set("TITLE", title).set("RAW", token);
    auto const jwt = jose::parse_jwt(token);
    if (jwt) section.set("HEADER", jwt->jws.header.dump(2)).set("PAYLOAD", jwt->claims.dump(2));
    return section;
}

void add_answer(http::Values& values, http::Response const& response) {
    auto const info = read_contact(response.body);
    auto& section = values.add("KRR");
    section.set("STATUS", std::to_string(response.status)).set("BODY", pretty(response.body));
    section.set("RESERVED", or_dash(info.reservasjon));
    section.set("STATUS_TEXT",
                or_dash(info.status) + (info.varslingsstatus.empty() ? "" : ", " + info.varslingsstatus));
    if (!info.epostadresse.empty())
        section.add("EMAIL_ROW")
            .set("EMAIL", info.epostadresse)
            .set("UPDATED", or_dash(info.epostadresse_oppdatert));
    if (!info.mobiltelefonnummer.empty())
        section.add("MOBILE_ROW")
            .set("MOBILE", info.mobiltelefonnummer)
            .set("UPDATED", or_dash(info.mobiltelefonnummer_oppdatert));
}

std::string login_again_url(Session const& session, Json const& claims) {
    http::Parameters parameters;
    parameters.add("acr_values", std::string(string_member(claims, "acr")));
    parameters.add("ui_locales", std::string(http::language_code(session.language)));
    return http::with_query("/login", parameters);
}

std::string why_refused(http::Response const& response) {
    auto const document = parse_json(response.body);
    auto why = "HTTP " + std::to_string(response.status);
    if (!document) return why;
    for (auto const* name : {"error", "error_description"}) {
        auto const text = string_member(*document, name);
        if (!text.empty()) why.append(": ").append(shown(text, 300));
    }
    return why;
}

void add_contact(http::Values& values, http::Values& logged_in, http::Pages const& pages,
                 Session const& session, Json const& claims, ContactAnswer const& contact) {
    bool const answered = contact.outcome == ContactOutcome::answered;
    if (answered) add_answer(logged_in, contact.response);
    if (answered && contact.response.status == 200) return;
    bool const expired =
        contact.outcome == ContactOutcome::expired || (answered && contact.response.status == 401);
    auto& error = values.add("ERROR");
    error.set("MESSAGE", pages.text(expired ? "demo.error.expired" : "demo.error.contact", session.language));
    error.set("DETAIL", answered ? why_refused(contact.response) : contact.detail);
    if (expired) error.add("AGAIN").set("URL", login_again_url(session, claims));
}

}  // namespace

http::Values logged_out_values(http::Pages const& pages, http::Language language,
                               http::Parameters const& query) {
    http::Values values;
    auto& section = values.add("LOGGED_OUT");
    section.set("LOGIN_URL", "/login");
    auto const high = query.text("acr_values") == "idporten-loa-high";
    for (std::string const level : {"substantial", "high"}) {
        auto& choice = section.add("ACR");
        choice.set("VALUE", "idporten-loa-" + level)
            .set("LABEL", pages.text("login.level." + level, language))
            .show("CHECKED", high == (level == "high"));
    }
    for (auto const offered : http::languages) {
        std::string const code(http::language_code(offered));
        auto& choice = section.add("UI_LOCALE");
        choice.set("CODE", code).set("NAME", pages.text("language." + code, offered));
        choice.show("CHECKED", offered == language);
    }
    return values;
}

http::Values logged_in_values(http::Pages const& pages, Session const& session,
                              std::optional<ContactAnswer> const& contact, std::string const& minprofil_url) {
    auto const claims = claims_of(session.id_token);
    http::Values logged_in;
    logged_in.set("USER_PID", session.pid).set("CSRF", session.csrf);
    logged_in.set("KRR_ACTION", "/contact").set("LOGOUT_ACTION", "/logout");
    logged_in.set("MINPROFIL_URL", minprofil_url);
    add_claims(logged_in, "CLAIM", claims, pages, session.language);
    add_token(logged_in, "id_token", session.id_token);
    auto& access_token = add_token(logged_in, "access_token", session.access_token);
    add_claims(access_token, "EXPLAINED", claims_of(session.access_token), pages, session.language);
    for (auto const& check : session.checks)
        logged_in.add("CHECK").set("NAME", check.name).set("RESULT", check.result);
    http::Values values;
    if (contact) add_contact(values, logged_in, pages, session, claims, *contact);
    values.sections.emplace_back("LOGGED_IN", std::move(logged_in));
    return values;
}

http::Values error_values(http::Pages const& pages, http::Language language, Error const& error) {
    auto const texts = texts_for(error.code);
    http::Values values;
    values.set("HEADING", pages.text(texts.heading, language));
    values.set("MESSAGE", pages.text(texts.message, language));
    values.set("STATUS", std::to_string(http_status(error.code)));
    if (!error.trace_id.empty()) values.add("TRACE").set("TRACE_ID", error.trace_id);
    bool const login = error.code == ErrorCode::access_denied;
    values.add("BACK")
        .set("URL", "/")
        .set("LABEL", pages.text(login ? "demo.again" : "error.back", language));
    auto& developer = values.add("DEVELOPER");
    developer.set("ERROR", std::string(error_name(error.code))).set("DESCRIPTION", error.description);
    add_optional(developer, "RULE", error.explanation.rule);
    add_optional(developer, "RECEIVED", error.explanation.received);
    add_optional(developer, "EXPECTED", error.explanation.expected);
    add_optional(developer, "MEND", error.explanation.mend);
    return values;
}

std::string error_heading(ErrorCode code) {
    return std::string(texts_for(code).heading);
}

}  // namespace emulator::demo
