// GET and POST /authorize (OpenID Connect Core 3.1.2), and how an authentication turns into a code.
#pragma once

#include "http/parameters.h"
#include "services/idporten/deps.h"

namespace emulator::idporten {

// Long, so that nobody is hurried (WCAG 2.2.1); the page loses nothing but the login under way.
inline constexpr seconds login_lifetime = std::chrono::hours(2);
// More wait only where somebody floods the login page; then the oldest make room.
inline constexpr std::size_t most_pending_logins = 10'000;

// A login page that waits for its user.
struct PendingLogin {
    AuthorizationRequest request;
    std::string csrf;
    std::string browser;  // digest of the browser's cookie: only the browser that began may finish
    std::string language;
};
Json to_json(PendingLogin const& login);
PendingLogin pending_login_from_json(Json const& document);  // REQUIRES what to_json wrote

// The login page. `message_key` and `hint` are for what was wrong with the last try; empty at first.
http::Response login_page(Deps const& deps, http::Request const& request, std::string_view transaction,
                          PendingLogin const& login, std::string_view message_key = {},
                          std::string_view typed = {}, std::string_view acr = {});

class AuthorizeEndpoint {
public:
    explicit AuthorizeEndpoint(Deps const& deps) : deps_(deps) {}
    http::Response get(http::Request const& request) const;
    http::Response post(http::Request const& request) const;

private:
    http::Response answer(http::Request const& request, http::Parameters const& parameters) const;
    http::Response proceed(http::Request const& request, AuthorizationRequest const& asked,
                           model::Client const& client) const;
    http::Response headless(http::Request const& request, AuthorizationRequest const& asked,
                            model::Client const& client) const;
    http::Response single_sign_on(http::Request const& request, AuthorizationRequest const& asked,
                                  model::Client const& client, Session const& session) const;
    http::Response begin_login(http::Request const& request, AuthorizationRequest const& asked) const;
    http::Response refuse_login(http::Request const& request, AuthorizationRequest const& asked,
                                std::string_view why) const;

    Deps const& deps_;
};

}  // namespace emulator::idporten
