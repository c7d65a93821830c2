// What Demotjeneste keeps between requests, and what it reads of Oppslagstjenesten's answer. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "http/pages.h"
#include "rp/relying_party.h"

namespace emulator::demo {

// A person who is logged in, in one browser.
struct Session {
    std::string client_id;
    std::string pid;
    std::string sub;
    std::string sid;
    std::string csrf;
    std::string id_token;
    std::string access_token;
    std::string refresh_token;  // empty where there is none
    std::string scope;          // of the access token, as ID-porten told it
    Instant access_expires;
    Instant ends;  // whatever the person does
    std::vector<rp::Check> checks;
    bool wants_contact = false;  // the page shows what Oppslagstjenesten says
    http::Language language = http::Language::nb;
};
std::string session_document(Session const& session);
// REQUIRES: what session_document() wrote.
Session read_session(std::string_view document);

// A login that has been sent to ID-porten and has not come back.
struct StartedLogin {
    std::string client_id;
    rp::Login login;
    http::Language language = http::Language::nb;
    std::string browser;  // SHA-256 of the cookie that only this browser has
};
std::string started_login_document(StartedLogin const& started);
// REQUIRES: what started_login_document() wrote.
StartedLogin read_started_login(std::string_view document);

// expires_in of a token answer (RFC 6749 5.1); two minutes, as ID-porten's tokens last, where it is left out.
seconds expires_in(Json const& answer);

// What a page says of an answer of Oppslagstjenesten; what it does not hold is empty.
struct ContactInfo {
    std::string epostadresse;
    std::string epostadresse_oppdatert;  // a Norwegian date
    std::string mobiltelefonnummer;
    std::string mobiltelefonnummer_oppdatert;
    std::string reservasjon;
    std::string status;
    std::string varslingsstatus;
};
ContactInfo read_contact(std::string_view body);

// JSON with one member on each line; anything else as far as it is text.
std::string pretty(std::string_view body);

}  // namespace emulator::demo
