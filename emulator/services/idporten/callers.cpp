#include "services/idporten/callers.h"

#include "base/encoding.h"
#include "oauth/client_authentication.h"
#include "oauth/examination.h"
#include "services/idporten/authorization_rules.h"

namespace emulator::idporten {
namespace {

constexpr std::string_view warned_kind = "idporten_warned";

// A client that has a property worth a warning has it at every request: once an hour is enough.
void warn(Deps const& deps, http::Request const& request, oauth::Attempt const& attempt,
          std::vector<std::string> const& warnings) {
    auto const& client_id = attempt.presented.client_id;
    std::vector<std::string> fresh;
    for (auto const& warning : warnings) {
        auto const id = digest_of(client_id + " " + warning);
        if (deps.state.get({warned_kind, id})) continue;
        deps.state.put({warned_kind, id}, "", deps.clock.now() + std::chrono::hours(1));
        fresh.push_back(warning + " (client " + client_id + ")");
    }
    if (fresh.empty()) return;
    auto const asked = std::string(http::method_name(request.method)) + " " + request.path;
    http::Refusal answered{{}, "idporten", asked, 200, {}};
    answered.error.record = oauth::examination(attempt);
    http::note_warnings(deps.log, deps.journal, std::move(answered), fresh);
}

}  // namespace

Result<http::Parameters> read_client_form(http::Request const& request) {
    auto form = oauth::as_rule(http::read_form_with_repetitions(request), "form_is_readable");
    if (!form) return form;
    if (auto const name = repeated_name(*form)) {
        return oauth::with_rule(
            refused(ErrorCode::invalid_request, "A parameter is included more than once",
                    "No parameter may stand more than once (RFC 6749 3.2)", shown(*name) + " stands twice",
                    "each name once", "Remove one of them."),
            "nothing_stands_twice");
    }
    return form;
}

Caller authenticated_client(Deps const& deps, jose::KeyCache& keys, http::Request const& request,
                            http::Parameters const& form) {
    auto const presented = need(oauth::read_client_authentication(request, form));
    auto const directory = deps.directory.now();
    auto const* client = directory->client(presented.client_id);
    oauth::AssertionPolicy policy{{deps.issuer, deps.issuer + "/token"},
                                  {deps.trusted, deps.other_environment}};
    // RFC 9126 2: at the PAR endpoint its own address is as good.
    if (request.path.starts_with("/par")) policy.audiences.push_back(deps.issuer + "/par");
    oauth::Attempt const attempt{presented, client, deps.clock.now(),
                                 policy,    keys,   deps.moved ? deps.moved->offset() : seconds(0)};

    auto const proved = oauth::authenticate(attempt);
    if (!proved) throw Problem(oauth::with_record(proved.error(), oauth::examination(attempt)));

    auto const& spend = proved->spend;
    if (spend && !deps.state.spend_assertion("idporten:" + presented.client_id, spend->jti, spend->expires)) {
        throw Problem(
            oauth::with_record(oauth::assertion_used_before(spend->jti), oauth::examination(attempt, true)));
    }

    auto warnings = proved->warnings;
    if (presented.by_header && !form.has("client_id"))
        warnings.emplace_back("client_id is not sent beside HTTP Basic; the documentation asks for it");
    warn(deps, request, attempt, warnings);
    return {*client, proved->client_amr};
}

}  // namespace emulator::idporten
