#include "services/idporten/authorization_response.h"

#include <nlohmann/json.hpp>

#include "base/json.h"
#include "http/parameters.h"

namespace emulator::idporten {
namespace {

http::Response deliver(http::Request const& request, AuthorizationRequest const& asked,
                       http::Parameters answer) {
    if (!asked.state.empty()) answer.add("state", asked.state);
    return redirect(request, http::with_query(asked.redirect_uri, answer));
}

}  // namespace

http::Response answer_with_code(Deps const& deps, http::Request const& request,
                                AuthorizationRequest const& asked, model::Client const& client,
                                Authentication const& authentication, std::string_view sid,
                                std::string_view locale) {
    Grant const grant{deps.entropy.token(16), asked, authentication, std::string(sid), std::string(locale)};
    auto const code = deps.entropy.token(16) + "." + deps.entropy.token(16);
    auto const now = deps.clock.now();
    auto const ends_with = is_pure_login(asked.scopes) ? sid : std::string_view();
    deps.state.put_grant(grant.id, client.client_id, now + client.authorization_lifetime, ends_with);
    deps.state.put({code_kind, digest_of(code)}, to_json(grant).dump(), now + code_lifetime);
    http::Parameters answer;
    answer.add("code", code);
    answer.add("iss", deps.issuer);
    return deliver(request, asked, std::move(answer));
}

http::Response answer_with_error(Deps const& deps, http::Request const& request,
                                 AuthorizationRequest const& asked, Error const& error) {
    auto const where = std::string(http::method_name(request.method)) + " " + request.path;
    auto const status = request.method == http::Method::post ? 303U : 302U;
    auto const noted = http::note_refusal(deps.log, deps.journal, {{}, "idporten", where, status, error});
    http::Parameters answer;
    answer.add("error", std::string(error_name(noted.code)));
    answer.add("error_description", noted.description);
    answer.add("iss", deps.issuer);
    return deliver(request, asked, std::move(answer));
}

}  // namespace emulator::idporten
