#include "services/demo/login_parameters.h"

#include <algorithm>

namespace emulator::demo {
namespace {

constexpr std::string_view substantial = "idporten-loa-substantial";

bool stands(http::Parameters const& query, std::string_view name) {
    return std::any_of(query.begin(), query.end(), [&](auto const& pair) { return pair.first == name; });
}

bool goes_on(std::string_view name) {
    auto const fields = login_fields({});
    return std::any_of(fields.begin(), fields.end(), [&](auto const& field) { return field.name == name; });
}

}  // namespace

std::vector<LoginField> login_fields(std::string_view scope) {
    return {{"scope", {}, std::string(scope)},
            {"acr_values", {substantial, "idporten-loa-high"}, std::string(substantial)},
            {"ui_locales", {"nb", "nn", "en", "se"}, {}},
            {"prompt", {"login", "consent", "none"}, {}},
            {"max_age", {}, {}},
            {"login_hint", {}, {}},
            {"response_mode", {"query", "form_post", "query.jwt", "form_post.jwt"}, {}},
            {"resource", {}, {}},
            {"onbehalfof", {}, {}},
            {"authorization_details", {}, {}}};
}

rp::LoginRequest login_request(http::Parameters const& query) {
    rp::LoginRequest request;
    for (auto const& [name, value] : query) {
        if (goes_on(name)) request.parameters.add(name, value);
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
        if (says && (goes_on(name) || name == par || name == pkce)) link.add(name, value);
    }
    return link;
}

}  // namespace emulator::demo
