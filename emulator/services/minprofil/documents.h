// What MinProfil keeps between requests, as JSON. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "http/pages.h"
#include "model/identifiers.h"
#include "rp/relying_party.h"
#include "services/minprofil/rules.h"

namespace emulator::minprofil {

// A person who is logged in, in one browser.
struct Session {
    model::PersonNumber person = model::PersonNumber::from_stored(0);
    std::string id_token;  // the hint for logging out at ID-porten
    std::string csrf;      // what forms of this session carry
    std::string goto_url;  // a right one, or empty
    http::Language language = http::Language::nb;
    bool saved = false;  // the next page says so
};
std::string session_document(Session const& session);
// REQUIRES: what session_document() wrote.
Session read_session(std::string_view document);

// A login that has been sent to ID-porten and has not come back.
struct StartedLogin {
    rp::Login login;
    std::string goto_url;
    http::Language language = http::Language::nb;
    std::string browser;  // SHA-256 of the cookie that only this browser has
};
std::string started_login_document(StartedLogin const& started);
// REQUIRES: what started_login_document() wrote.
StartedLogin read_started_login(std::string_view document);

// The values that a page shows, carried through its form in one hidden field. People can only cheat
// themselves with it. Nothing where the text is not such a field.
std::string shown_field(Contact const& shown);
std::optional<Contact> read_shown_field(std::string_view text);

}  // namespace emulator::minprofil
