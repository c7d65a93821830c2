#include "services/minprofil/pages.h"

#include "base/times.h"

namespace emulator::minprofil {
namespace {

struct Texts {
    std::string_view heading;
    std::string_view message;
    std::string_view back;
};

Texts texts_for(ErrorCode code) {
    switch (code) {
        case ErrorCode::access_denied:
            return {"minprofil.error.login.heading", "minprofil.error.login.message",
                    "minprofil.logged_out.again"};
        case ErrorCode::forbidden:
            return {"error.bad_request.heading", "minprofil.error.form_expired", "error.back"};
        case ErrorCode::not_found:
            return {"error.not_found.heading", "error.not_found.message", "error.back"};
        case ErrorCode::server_error:
        case ErrorCode::bad_gateway:
            return {"error.server.heading", "error.server.message", "error.back"};
        default:
            return {"error.bad_request.heading", "error.bad_request.message", "error.back"};
    }
}

std::string date_of(std::optional<Instant> time) {
    return time ? format_oslo_date(*time) : "–";
}

void add_dates(http::Values& values, std::string const& name, model::Channel const& channel) {
    if (!channel.oppdatert && !channel.sist_verifisert) return;
    values.add(name + "_DATES")
        .set(name + "_UPDATED", date_of(channel.oppdatert))
        .set(name + "_VERIFIED", date_of(channel.sist_verifisert));
}

void add_fault(http::Values& values, http::Pages const& pages, http::Language language,
               std::string const& section, std::string const& field, std::string_view fault) {
    if (fault.empty()) return;
    auto const key = "minprofil.error." + field + "." + std::string(fault);
    values.add(section).set("MESSAGE", pages.text(key, language));
}

void add_languages(http::Values& values, http::Pages const& pages, std::string const& chosen) {
    for (auto const language : http::languages) {
        std::string const code(http::language_code(language));
        auto& choice = values.add("LANGUAGE_CHOICE");
        choice.set("CODE", code).set("NAME", pages.text("language." + code, language));
        choice.show("CHECKED", code == chosen);
    }
}

void add_postboxes(http::Values& values, ContactView const& view) {
    values.show("NO_POSTBOX", view.typed.postkasse.empty());
    for (auto const& [orgnr, postbox_operator] : *view.operators) {
        auto& choice = values.add("POSTBOX_CHOICE");
        choice.set("ORGNR", orgnr).set("NAME", postbox_operator.navn);
        choice.show("CHECKED", orgnr == view.typed.postkasse);
    }
}

void add_optional(http::Values& values, std::string const& name, std::string const& text) {
    if (!text.empty()) values.add("HAS_" + name).set(name, text);
}

}  // namespace

http::Values contact_values(http::Pages const& pages, http::Language language, model::Person const& person,
                            ContactView const& view) {
    http::Values values;
    values.set("ACTION", "/").set("CSRF", view.csrf).set("SHOWN", view.shown);
    values.set("EMAIL", view.typed.epostadresse).set("MOBILE", view.typed.mobiltelefonnummer);
    values.show("SAVED", view.saved);
    values.show("UNREGISTERED", person.status == model::Registration::IKKE_REGISTRERT);
    values.show("DELETED", person.status == model::Registration::SLETTET);
    add_dates(values, "EMAIL", person.epostadresse);
    add_dates(values, "MOBILE", person.mobiltelefonnummer);
    add_fault(values, pages, language, "EMAIL_ERROR", "email", view.faults.epostadresse);
    add_fault(values, pages, language, "MOBILE_ERROR", "mobile", view.faults.mobiltelefonnummer);
    add_languages(values, pages, view.typed.spraak);
    values.show(view.typed.reservasjon ? "RESERVED_YES" : "RESERVED_NO");
    add_postboxes(values, view);
    if (!person.postkasseadresse.empty()) values.add("POSTBOX").set("ADDRESS", person.postkasseadresse);
    values.show("REGISTERED", person.status == model::Registration::AKTIV);
    if (view.target.right()) values.add("RETURN").set("URL", view.target.url()).set("HOST", view.target.host);
    values.add("LOGOUT").set("ACTION", "/logout").set("CSRF", view.csrf);
    add_user(values, person.personidentifikator, person);
    return values;
}

void add_user(http::Values& values, model::PersonNumber number, std::optional<model::Person> const& person) {
    bool const named = person && !person->given_name.empty();
    values.add("USER").set("USER_NAME", named ? person->name() : number.digits());
}

http::Values error_values(http::Pages const& pages, http::Language language, Error const& error) {
    auto const texts = texts_for(error.code);
    http::Values values;
    values.set("HEADING", pages.text(texts.heading, language));
    values.set("MESSAGE", pages.text(texts.message, language));
    values.set("STATUS", std::to_string(http_status(error.code)));
    if (!error.trace_id.empty()) values.add("TRACE").set("TRACE_ID", error.trace_id);
    values.add("BACK").set("URL", "/").set("LABEL", pages.text(texts.back, language));
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

}  // namespace emulator::minprofil
