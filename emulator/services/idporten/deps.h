// What ID-porten's endpoints are made of, and the few steps that several of them share.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "base/entropy.h"
#include "base/log.h"
#include "base/movable_clock.h"
#include "http/client.h"
#include "http/journal.h"
#include "http/site.h"
#include "jose/certificate.h"
#include "jose/jwt.h"
#include "jose/key.h"
#include "jose/key_cache.h"
#include "services/idporten/documents.h"
#include "store/directory.h"
#include "store/grants.h"
#include "store/persons.h"
#include "store/protocol_state.h"

namespace emulator::idporten {

// All references outlive the service.
struct Deps {
    store::DirectoryStore& directory;
    store::Persons& persons;
    store::ProtocolState& state;
    store::Grants& grants;
    Clock const& clock;
    Entropy& entropy;
    Log& log;
    http::Journal* journal;
    http::Site const& site;
    http::Client& client;  // for back-channel logout
    jose::PrivateKey signing_key;
    std::string kid;
    std::vector<jose::Certificate> chain;              // x5c of the signing key
    std::string issuer;                                // without a slash at its end
    std::vector<jose::Certificate> trusted;            // who issues business certificates
    std::vector<jose::Certificate> other_environment;  // who issues them for production
    // Whose contact information is older is asked about it at a login; absent: only those whom the data set
    // names are, after the usual time.
    std::optional<seconds> contact_age = std::nullopt;
    MovableClock const* moved = nullptr;  // where clients may still go by the machine's time
};

inline constexpr std::string_view session_cookie = "IDPORTEN_SESSION";
inline constexpr std::string_view browser_cookie = "IDPORTEN_AUTH";
inline constexpr std::string_view language_cookie = "IDPORTEN_SELECTED_LANGUAGE";

inline constexpr std::string_view session_kind = "idporten_session";
inline constexpr std::string_view login_kind = "idporten_login";
inline constexpr std::string_view ended_login_kind = "idporten_ended_login";

// What is kept of a secret that a browser or client holds.
std::string digest_of(std::string_view secret);

// The session of the request's cookie; nothing where it has ended.
std::optional<Session> find_session(Deps const& deps, http::Request const& request);

// The language of a page: the user's own choice wins over what the service asks for; nb is the default.
http::Language language_of(http::Request const& request, std::string_view ui_locales);

// Remembers the choice where the request comes from the language switch of a page.
void keep_language(Deps const& deps, http::Request const& request, http::Language language,
                   http::Response& response);

// Whom the person logs in to: the customer, where a supplier asks for one, otherwise the client.
struct ShownService {
    std::string name;
    std::string home;  // http or https, or empty
    std::string logo;  // the same; customers have none
};
ShownService shown_service(Deps const& deps, AuthorizationRequest const& asked);
std::string service_name(Deps const& deps, AuthorizationRequest const& asked);

// 302 after a GET, 303 after a form was posted.
http::Response redirect(http::Request const& request, std::string url);

// Whether `token` (an id_token or a self-contained access token) was signed here. Time is not looked at.
Result<jose::Jwt> own_token(Deps const& deps, std::string_view token);

}  // namespace emulator::idporten
