#include "services/idporten/brought_request.h"

#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "base/json.h"
#include "http/cookies.h"
#include "services/idporten/pushed_requests.h"
#include "services/idporten/session_rules.h"

namespace emulator::idporten {
namespace {

// Whether the client thinks of somebody else than the session's user, as far as its hints tell.
bool hints_at_another(Deps const& deps, http::Parameters const& parameters, Session const& session) {
    auto const& user = session.authentication.pid;
    if (auto const pid = model::PersonNumber::parse(parameters.text("login_hint")); pid && *pid != user)
        return true;
    auto const hint = parameters.get("id_token_hint");
    if (!hint) return false;
    auto const jwt = own_token(deps, *hint);
    return jwt && string_member(jwt->claims, "sub") != pairwise_subject(parameters.text("client_id"), user);
}

}  // namespace

Result<BroughtRequest> read_brought(Deps const& deps, http::Request const& request,
                                    http::Parameters const& brought) {
    auto const request_uri = brought.text("request_uri");
    if (!request_uri.starts_with(reference_prefix)) return BroughtRequest{brought};
    auto const browser = http::only_cookie(request, browser_cookie).value_or("");
    BroughtRequest read{EMULATOR_TRY(open_pushed_request(deps, brought, browser)), request_uri};
    for (auto const& [name, value] : brought) {
        bool const counts = name == "client_id" || name == "request_uri" || name == "locale";
        if (!counts) read.warnings.push_back(shown(name) + " beside request_uri is ignored; push it instead");
    }
    return read;
}

bool answered_as_another(Deps const& deps, http::Request const& request, AuthorizationRequest const& asked,
                         model::Client const& client, http::Parameters const& parameters) {
    bool const hinted = parameters.has("id_token_hint") || parameters.has("login_hint");
    if (!hinted || asked.headless) return false;
    auto const session = find_session(deps, request);
    auto const directory = deps.directory.now();
    return why_login_is_needed({session, asked, client, *directory, deps.clock.now()}).empty() &&
           hints_at_another(deps, parameters, *session);
}

}  // namespace emulator::idporten
