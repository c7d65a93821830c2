#include <algorithm>
#include <array>

#include "base/encoding.h"
#include "oauth/pkce.h"
#include "services/idporten/authorization_rules.h"

namespace emulator::idporten {

std::optional<std::string> repeated_name(http::Parameters const& parameters) {
    for (auto pair = parameters.begin(); pair != parameters.end(); ++pair) {
        auto const same_name = [&](auto const& other) { return other.first == pair->first; };
        if (pair->first != "resource" && std::any_of(std::next(pair), parameters.end(), same_name))
            return pair->first;
    }
    return std::nullopt;
}

Result<> nothing_stands_twice(Asked& asked) {
    auto const repeated = repeated_name(asked.parameters);
    if (!repeated) return {};
    return refused(ErrorCode::invalid_request, "A parameter is included more than once",
                   "No parameter stands more than once (RFC 6749 3.1)", shown(*repeated), "each name once",
                   "Remove one of them.");
}

Result<> request_objects_are_absent(Asked& asked) {
    constexpr std::string_view rule = "Request objects are not supported, as the discovery document says";
    if (asked.parameters.has("request")) {
        return refused(ErrorCode::request_not_supported, "request is not supported", std::string(rule),
                       "request", "plain parameters",
                       "Send the parameters themselves; to protect them, push them to /par.");
    }
    if (!asked.parameters.has("request_uri")) return {};
    if (asked.channel == Channel::pushed) {
        return refused(ErrorCode::invalid_request, "request_uri must not be pushed",
                       "A pushed request holds the parameters themselves (RFC 9126 2.1)", "request_uri",
                       "plain parameters", "Push the parameters, and take request_uri from the answer.");
    }
    return refused(ErrorCode::request_uri_not_supported, "request_uri is not supported", std::string(rule),
                   shown(asked.parameters.text("request_uri")), "a request_uri of /par, or plain parameters",
                   "Push the parameters to /par, and send the request_uri of its answer.");
}

Result<> response_type_is_code(Asked& asked) {
    auto const type = asked.parameters.text("response_type");
    if (type == "code") return {};
    auto const code = type.empty() ? ErrorCode::invalid_request : ErrorCode::unsupported_response_type;
    return refused(code, type.empty() ? "response_type is missing" : "response_type is not supported",
                   "Only the code flow is offered", type.empty() ? "no response_type" : shown(type), "code",
                   "Send response_type=code.");
}

Result<> pkce_is_right(Asked& asked) {
    auto const challenge = asked.parameters.text("code_challenge");
    auto const method = asked.parameters.text("code_challenge_method");
    constexpr std::string_view rule = "PKCE with S256 is mandatory (docs.digdir.no, oidc_func_pkce)";
    constexpr std::string_view mend =
        "Send code_challenge=BASE64URL(SHA256(verifier)) and code_challenge_method=S256.";
    if (challenge.empty() && method.empty() && !asked.client->pkce_required) {
        asked.warnings.emplace_back("no PKCE: the client has opted out of it");
        return {};
    }
    if (challenge.empty()) {
        return refused(ErrorCode::invalid_request, "code_challenge is missing", std::string(rule),
                       "no code_challenge", "code_challenge", std::string(mend));
    }
    if (method != "S256") {
        return refused(ErrorCode::invalid_request, "code_challenge_method must be S256", std::string(rule),
                       method.empty() ? "none, which means plain" : shown(method), "S256", std::string(mend));
    }
    if (!oauth::is_code_challenge(challenge)) {
        return refused(ErrorCode::invalid_request, "code_challenge is malformed", std::string(rule),
                       std::to_string(challenge.size()) + " characters",
                       "43 base64url characters without padding", std::string(mend));
    }
    asked.request.code_challenge = challenge;
    return {};
}

Result<> nonce_is_right(Asked& asked) {
    auto const nonce = asked.parameters.text("nonce");
    if (nonce.size() > longest_state) {
        return refused(ErrorCode::invalid_request, "nonce is too long",
                       "nonce comes back in the id_token, so this emulator takes 4096 bytes at most",
                       std::to_string(nonce.size()) + " bytes", "a random value of some 32 characters",
                       "Make nonce from random bytes, base64url.");
    }
    if (nonce.empty())
        asked.warnings.emplace_back("no nonce: the client cannot tell whether the id_token is of this login");
    asked.request.nonce = nonce;
    return {};
}

bool is_authorization_parameter(std::string_view name) {
    constexpr std::array<std::string_view, 23> known{
        "response_type", "client_id",     "redirect_uri",   "scope",
        "state",         "nonce",         "acr_values",     "response_mode",
        "ui_locales",    "prompt",        "code_challenge", "code_challenge_method",
        "onbehalfof",    "login_hint",    "resource",       "authorization_details",
        "max_age",       "id_token_hint", "dpop_jkt",       "request",
        "request_uri",   "display",       "locale"};
    return std::find(known.begin(), known.end(), name) != known.end();
}

// A misspelled name does nothing, without a word.
Result<> unknown_parameters_are_told(Asked& asked) {
    constexpr std::size_t longest = 200;
    std::string names;
    for (auto const& [name, value] : asked.parameters) {
        if (is_authorization_parameter(name)) continue;
        names.append(names.empty() ? "" : ", ").append(name);
        if (names.size() > longest) break;
    }
    if (!names.empty())
        asked.warnings.push_back("ID-porten knows no such parameter: " + shown(names, longest));
    return {};
}

// The real service takes them; who sends them should know that they do nothing here.
Result<> what_is_not_there_yet_is_told(Asked& asked) {
    for (auto const* name : {"authorization_details", "dpop_jkt"}) {
        if (asked.parameters.has(name))
            asked.warnings.push_back(std::string(name) + " is ignored: this emulator does not know it yet");
    }
    return {};
}

}  // namespace emulator::idporten
