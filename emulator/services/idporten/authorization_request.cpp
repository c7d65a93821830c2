#include "services/idporten/authorization_request.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/json_object.h"
#include "oauth/scopes.h"

namespace emulator::idporten {
namespace {

constexpr std::array<std::string_view, 4> response_modes{"query", "form_post", "query.jwt", "form_post.jwt"};

}  // namespace

std::string_view response_mode_name(ResponseMode mode) {
    return response_modes[static_cast<std::size_t>(mode)];
}

std::optional<ResponseMode> parse_response_mode(std::string_view name) {
    auto const found = std::find(response_modes.begin(), response_modes.end(), name);
    if (found == response_modes.end()) return std::nullopt;
    return static_cast<ResponseMode>(found - response_modes.begin());
}

bool has_prompt(AuthorizationRequest const& request, std::string_view word) {
    return oauth::has_scope(request.prompt, word);
}

// A headless login is answered at once and never kept.
Json to_json(AuthorizationRequest const& request) {
    auto document = json_object(14);
    document["client_id"] = request.client_id;
    document["redirect_uri"] = request.redirect_uri;
    document["response_mode"] = response_mode_name(request.response_mode);
    document["pushed"] = request.pushed;
    document["scopes"] = request.scopes;
    document["state"] = request.state;
    document["nonce"] = request.nonce;
    document["code_challenge"] = request.code_challenge;
    document["acr_values"] = request.acr_values;
    document["ui_locales"] = request.ui_locales;
    document["prompt"] = request.prompt;
    document["max_age"] = request.max_age ? Json(request.max_age->count()) : Json();
    document["resources"] = request.resources;
    document["onbehalfof"] = request.onbehalfof;
    return document;
}

AuthorizationRequest authorization_request_from_json(Json const& document) {
    AuthorizationRequest request;
    document.at("client_id").get_to(request.client_id);
    document.at("redirect_uri").get_to(request.redirect_uri);
    auto const mode = document.at("response_mode").get<std::string>();
    request.response_mode = parse_response_mode(mode).value_or(ResponseMode::query);
    document.at("pushed").get_to(request.pushed);
    document.at("scopes").get_to(request.scopes);
    document.at("state").get_to(request.state);
    document.at("nonce").get_to(request.nonce);
    document.at("code_challenge").get_to(request.code_challenge);
    document.at("acr_values").get_to(request.acr_values);
    document.at("ui_locales").get_to(request.ui_locales);
    document.at("prompt").get_to(request.prompt);
    if (auto const& max_age = document.at("max_age"); max_age.is_number())
        request.max_age = seconds(max_age.get<std::int64_t>());
    document.at("resources").get_to(request.resources);
    request.onbehalfof = string_member(document, "onbehalfof");  // older documents lack it
    return request;
}

}  // namespace emulator::idporten
