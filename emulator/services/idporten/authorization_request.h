// An authorization request that was found right (OpenID Connect Core 3.1.2.1); authorization_rules.h finds it
// so. Values and pure functions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "model/identifiers.h"

namespace emulator::idporten {

// The documented form of a login without pages: login_hint=testid:<synthetic pid>_<acr>.
struct HeadlessLogin {
    model::PersonNumber pid;
    std::string acr;
};

// How the answer reaches the client: in the redirect's query, or by a form that the browser posts; the two
// others carry it as one signed JWT (OAuth 2.0 Form Post Response Mode, JARM 2.3).
enum class ResponseMode { query, form_post, query_jwt, form_post_jwt };
std::string_view response_mode_name(ResponseMode mode);
std::optional<ResponseMode> parse_response_mode(std::string_view name);

struct AuthorizationRequest {
    std::string client_id;
    std::string redirect_uri;
    ResponseMode response_mode = ResponseMode::query;
    std::string pushed;  // the request_uri it came by; empty where it did not
    std::vector<std::string> scopes;
    std::string state;
    std::string nonce;
    std::string code_challenge;
    std::vector<std::string> acr_values;
    std::string ui_locales;
    std::string prompt;  // words of login, none and consent; empty where none is asked for
    std::optional<seconds> max_age;
    std::vector<std::string> resources;  // RFC 8707
    std::string onbehalfof;              // a customer registered on the client; empty where it is itself
    std::optional<HeadlessLogin> headless;
};

Json to_json(AuthorizationRequest const& request);
// REQUIRES what to_json wrote.
AuthorizationRequest authorization_request_from_json(Json const& document);

// Whether prompt, a list of words (OpenID Connect Core 3.1.2.1), holds this one.
bool has_prompt(AuthorizationRequest const& request, std::string_view word);

}  // namespace emulator::idporten
