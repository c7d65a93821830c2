#include "services/idporten/authorization_response.h"

#include <nlohmann/json.hpp>

#include "base/json.h"
#include "http/answers.h"
#include "http/parameters.h"

namespace emulator::idporten {
namespace {

// JARM 2.1 recommends ten minutes at most; a browser needs seconds.
constexpr seconds response_lifetime{120};

// The answer as one signed JWT (JARM 2.1).
std::string as_jwt(Deps const& deps, AuthorizationRequest const& asked, http::Parameters const& answer) {
    auto const expires = deps.clock.now() + response_lifetime;
    Json claims{{"aud", asked.client_id}, {"exp", expires.time_since_epoch().count()}};
    for (auto const& [name, value] : answer)
        claims[name] = value;
    return jose::sign_jwt(deps.signing_key, jose::Algorithm::RS256, deps.kid, claims);
}

// The page that posts itself to the client, by its script or by its button.
http::Response posting_page(Deps const& deps, http::Request const& request, AuthorizationRequest const& asked,
                            http::Parameters const& answer) {
    http::Values values;
    values.set("ACTION", asked.redirect_uri).set("SERVICE_NAME", service_name(deps, asked));
    for (auto const& [name, value] : answer)
        values.add("FIELD").set("NAME", name).set("VALUE", value);
    // Asked for again, its address would make another answer; so it offers no link to itself.
    auto once = request;
    once.method = http::Method::post;
    return deps.site.show(200, "idporten-form-post", "form_post.title", once,
                          language_of(request, asked.ui_locales), std::move(values));
}

bool is_posted(ResponseMode mode) {
    return mode == ResponseMode::form_post || mode == ResponseMode::form_post_jwt;
}

http::Response deliver(Deps const& deps, http::Request const& request, AuthorizationRequest const& asked,
                       http::Parameters answer) {
    answer.add("iss", deps.issuer);
    if (!asked.state.empty()) answer.add("state", asked.state);
    auto const mode = asked.response_mode;
    if (mode == ResponseMode::query_jwt || mode == ResponseMode::form_post_jwt) {
        http::Parameters response;
        response.add("response", as_jwt(deps, asked, answer));
        answer = std::move(response);
    }
    if (is_posted(mode)) return posting_page(deps, request, asked, answer);
    return redirect(request, http::with_query(asked.redirect_uri, answer));
}

}  // namespace

http::Response answer_with_code(Deps const& deps, http::Request const& request,
                                AuthorizationRequest const& asked, std::string const& code) {
    http::Parameters answer;
    answer.add("code", code);
    return deliver(deps, request, asked, std::move(answer));
}

http::Response answer_with_error(Deps const& deps, http::Request const& request,
                                 AuthorizationRequest const& asked, Error const& error) {
    auto const where = std::string(http::method_name(request.method)) + " " + request.path;
    auto const redirected = request.method == http::Method::post ? 303U : 302U;
    auto const status = is_posted(asked.response_mode) ? 200U : redirected;
    auto const noted = http::note_refusal(deps.log, deps.journal, {{}, "idporten", where, status, error});
    http::Parameters answer;
    answer.add("error", std::string(error_name(noted.code)));
    answer.add("error_description", noted.description);
    return http::traced(deliver(deps, request, asked, std::move(answer)), noted.trace_id);
}

}  // namespace emulator::idporten
