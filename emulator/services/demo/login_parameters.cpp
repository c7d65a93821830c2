#include "services/demo/login_parameters.h"

#include <algorithm>

namespace emulator::demo {
namespace {

constexpr std::string_view substantial = "idporten-loa-substantial";

bool stands(http::Parameters const& query, std::string_view name) {
    return std::any_of(query.begin(), query.end(), [&](auto const& pair) { return pair.first == name; });
}

bool goes_on(std::string_view name) {
    static auto const fields = login_fields({});
    return std::any_of(fields.begin(), fields.end(), [&](auto const& field) { return field.name == name; });
}

// What this service would make itself.
std::string* chosen(rp::Login& login, std::string_view name) {
    if (name == "state") return &login.state;
    if (name == "nonce") return &login.nonce;
    return name == "code_verifier" ? &login.code_verifier : nullptr;
}

}  // namespace

std::vector<LoginField> login_fields(ClientChoice const& client) {
    return {{"scope", {}, client.usual_scope},
            {"acr_values", {std::string(substantial), "idporten-loa-high"}, std::string(substantial)},
            {"ui_locales", {"nb", "nn", "en", "se"}, {}},
            {"prompt", {"login", "consent", "none"}, {}},
            {"max_age", {}, {}},
            {"login_hint", {}, {}},
            {"response_mode", {"query", "form_post", "query.jwt", "form_post.jwt"}, {}},
            {"resource", {}, {}},
            {"onbehalfof", client.customers, {}},
            {"authorization_details", {}, {}},
            {"state", {}, {}},
            {"nonce", {}, {}},
            {"code_verifier", {}, {}}};
}

rp::LoginRequest login_request(http::Parameters const& query) {
    rp::LoginRequest request;
    for (auto const& [name, value] : query) {
        if (auto* const own = chosen(request.chosen, name))
            *own = value;
        else if (goes_on(name))
            request.parameters.add(name, value);
    }
    if (!stands(query, "acr_values")) request.parameters.add("acr_values", std::string(substantial));
    request.pushed = query.text(par) == "yes";
    request.pkce = query.text(pkce) != "none";
    return request;
}

http::Parameters permanent(http::Parameters const& query) {
    http::Parameters link;
    for (auto const& [name, value] : query) {
        // Without a value these two say something, too.
        bool const says = !value.empty() || name == "scope" || name == "acr_values";
        bool const ours = name == "client_id" || name == par || name == pkce;
        if (says && (goes_on(name) || ours)) link.add(name, value);
    }
    return link;
}

}  // namespace emulator::demo
