#include "services/idporten/deps.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "base/json.h"
#include "http/answers.h"
#include "http/cookies.h"
#include "http/parameters.h"
#include "http/policy.h"
#include "jose/digest.h"

namespace emulator::idporten {

std::string digest_of(std::string_view secret) {
    return base64url_encode(jose::sha256(secret));
}

std::optional<Session> find_session(Deps const& deps, http::Request const& request) {
    auto const cookie = http::only_cookie(request, session_cookie);
    if (!cookie) return std::nullopt;
    auto const document = deps.state.get({session_kind, digest_of(*cookie)});
    if (!document) return std::nullopt;
    return session_from_json(need(parse_json(*document)));
}

namespace {

std::string first_of(std::initializer_list<std::string> texts) {
    auto const text = std::find_if(texts.begin(), texts.end(), [](auto const& t) { return !t.empty(); });
    return text == texts.end() ? "" : *text;
}

// What a page may link to or show: javascript: and the like run, or look like something else.
std::string web_address(std::string const& url) {
    return http::is_web_address(url) ? url : "";
}

}  // namespace

ShownService shown_service(Deps const& deps, AuthorizationRequest const& asked) {
    auto const directory = deps.directory.now();
    auto const* client = directory->client(asked.client_id);
    if (!client) return {asked.client_id, {}, {}};
    if (auto const* customer = client->customer(asked.onbehalfof))
        return {first_of({customer->name, customer->id}), web_address(customer->client_uri), {}};
    return {first_of({client->display_name, client->client_name, client->client_id}),
            web_address(client->client_uri), web_address(client->logo_uri)};
}

std::string service_name(Deps const& deps, AuthorizationRequest const& asked) {
    return shown_service(deps, asked).name;
}

http::Language language_of(http::Request const& request, std::string_view ui_locales) {
    if (auto const query = http::read_query(request); query && query->has("locale"))
        return http::choose_language(query->text("locale"));
    if (auto const chosen = http::cookie(request, language_cookie)) return http::choose_language(*chosen);
    return http::choose_language(ui_locales);
}

void keep_language(Deps const& deps, http::Request const& request, http::Language language,
                   http::Response& response) {
    auto const query = http::read_query(request);
    if (!query || !query->has("locale")) return;
    http::set_cookie(response, language_cookie, http::language_code(language),
                     deps.issuer.starts_with("https:"));
}

http::Response redirect(http::Request const& request, std::string url) {
    return request.method == http::Method::post ? http::see_other(std::move(url))
                                                : http::found(std::move(url));
}

Result<jose::Jwt> own_token(Deps const& deps, std::string_view token) {
    auto jwt = EMULATOR_TRY(jose::parse_jwt(token));
    constexpr std::array allowed{jose::Algorithm::RS256};
    EMULATOR_TRY(jose::verify(jwt.jws, deps.signing_key.public_key(), allowed));
    if (string_member(jwt.claims, "iss") != deps.issuer) {
        return Error{ErrorCode::invalid_token,
                     "The token has another issuer",
                     {"The token is of this issuer", std::string(string_member(jwt.claims, "iss")),
                      deps.issuer, "Use a token of this ID-porten."}};
    }
    return jwt;
}

}  // namespace emulator::idporten
