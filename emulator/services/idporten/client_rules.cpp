#include <algorithm>

#include "base/encoding.h"
#include "oauth/redirect_uri.h"
#include "services/idporten/authorization_rules.h"

namespace emulator::idporten {
namespace {

bool is_web(std::string_view uri) {
    return uri.starts_with("https://") || uri.starts_with("http://");
}

// A form cannot be posted to an app; its answers go by the query.
ResponseMode without_form(ResponseMode mode) {
    switch (mode) {
        case ResponseMode::form_post:
            return ResponseMode::query;
        case ResponseMode::form_post_jwt:
            return ResponseMode::query_jwt;
        default:
            return mode;
    }
}

}  // namespace

Result<> client_is_known(Asked& asked) {
    auto const client_id = asked.parameters.text("client_id");
    asked.client = asked.directory.client(client_id);
    bool const ours =
        asked.client && asked.client->active && asked.client->has_grant_type("authorization_code");
    if (!ours) {
        return refused(
            ErrorCode::invalid_request, "Unknown client_id", "client_id names an active client for logins",
            client_id.empty() ? "no client_id" : shown(client_id), "a client of the Konsoll's list",
            "Check the client_id, and that the client has the grant type authorization_code.");
    }
    asked.request.client_id = client_id;
    return {};
}

Result<> redirect_uri_is_registered(Asked& asked) {
    auto const uri = asked.parameters.text("redirect_uri");
    if (!oauth::is_registered(asked.client->redirect_uris, uri)) {
        return refused(ErrorCode::invalid_request, "redirect_uri is not registered on the client",
                       "redirect_uri is one of the client's, character by character (RFC 9700 2.1)",
                       uri.empty() ? "no redirect_uri" : shown(uri, 200), words(asked.client->redirect_uris),
                       "Register the URI on the client, or send one that is registered; mind a slash at the "
                       "end and the port.");
    }
    asked.request.redirect_uri = uri;
    if (!is_web(uri)) asked.request.response_mode = without_form(asked.request.response_mode);
    if (oauth::is_plain_http_elsewhere(uri))
        asked.warnings.emplace_back(
            "redirect_uri is http: production takes https only, and a code must not travel in the clear");
    return {};
}

Result<> state_is_right(Asked& asked) {
    auto const state = asked.parameters.text("state");
    bool const printable =
        std::all_of(state.begin(), state.end(), [](char c) { return c >= 0x20 && c <= 0x7e; });
    if (!printable) {
        return refused(ErrorCode::invalid_request, "state has characters outside ASCII 20 to 7E",
                       "state is printable ASCII", "another character", "A-Z a-z 0-9 and punctuation",
                       "Make state from random bytes, base64url.");
    }
    if (state.size() > longest_state) {
        return refused(ErrorCode::invalid_request, "state is too long",
                       "state travels in URLs, so this emulator takes 4096 characters at most",
                       std::to_string(state.size()) + " characters", "a random value of some 32 characters",
                       "Keep what state stands for at the client, and send only its name.");
    }
    asked.request.state = state;
    if (!state.empty()) return {};
    if (asked.client->token_endpoint_auth_method == model::AuthMethod::none) {
        return refused(ErrorCode::invalid_request, "state is missing", "Public clients send state",
                       "no state", "a random value bound to the browser",
                       "Send state, and compare it when the user comes back.");
    }
    asked.warnings.emplace_back("no state: the client cannot tell its own logins from forged ones");
    return {};
}

Result<> customer_is_registered(Asked& asked) {
    auto const id = asked.parameters.text("onbehalfof");
    if (id.empty()) return {};
    if (!asked.client->customer(id)) {
        std::vector<std::string> registered;
        for (auto const& customer : asked.client->on_behalf_of)
            registered.push_back(customer.id);
        return refused(ErrorCode::invalid_request, "onbehalfof is not registered on the client",
                       "onbehalfof is a customer registered on the client (docs.digdir.no, "
                       "oidc_func_onbehalfof)",
                       shown(id), words(registered),
                       "Register the customer on the client, or leave onbehalfof out to log in for the "
                       "client's own organisation.");
    }
    asked.request.onbehalfof = id;
    return {};
}

Result<> response_mode_is_known(Asked& asked) {
    auto const name = asked.parameters.text("response_mode");
    auto const mode = name.empty() ? ResponseMode::query : parse_response_mode(name);
    if (!mode) {
        return refused(ErrorCode::invalid_request, "response_mode is not supported",
                       "response_mode is one of the discovery document", shown(name),
                       "query, form_post, query.jwt or form_post.jwt",
                       "Send one of these, or leave response_mode out for query; for jwt write query.jwt.");
    }
    if (!is_web(asked.request.redirect_uri) && without_form(*mode) != *mode) {
        return refused(ErrorCode::invalid_request, "response_mode needs a redirect_uri of https",
                       "A form is posted to an address of the web, not to an app's own scheme",
                       shown(name) + " with " + shown(asked.request.redirect_uri, 200), "query or query.jwt",
                       "Leave response_mode out.");
    }
    asked.request.response_mode = *mode;
    return {};
}

}  // namespace emulator::idporten
