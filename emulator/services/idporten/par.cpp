#include "services/idporten/par.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "http/answers.h"
#include "oauth/examination.h"
#include "services/idporten/authorization_rules.h"
#include "services/idporten/callers.h"
#include "services/idporten/pushed_requests.h"

namespace emulator::idporten {
namespace {

// What is pushed is kept, so it has a bound (RFC 9126 2.3).
constexpr std::size_t largest_request = 16 * 1024;

Result<> is_of_sane_size(http::Parameters const& parameters) {
    auto const size = parameters.encoded().size();
    if (size <= largest_request) return {};
    return refused(ErrorCode::payload_too_large, "The request is too large",
                   "A pushed request has at most 16384 bytes", std::to_string(size) + " bytes",
                   "the parameters of the login and nothing else",
                   "Keep what belongs to the service at the service.");
}

bool authenticates(std::string_view name) {
    constexpr std::array<std::string_view, 3> names{"client_secret", "client_assertion",
                                                    "client_assertion_type"};
    return std::find(names.begin(), names.end(), name) != names.end();
}

// The other names are looked at by the checks of the request.
Result<> credentials_stand_once(http::Parameters const& form) {
    http::Parameters credentials;
    for (auto const& [name, value] : form) {
        if (authenticates(name)) credentials.add(name, value);
    }
    auto const repeated = credentials.repeated();
    if (!repeated) return {};
    return refused(ErrorCode::invalid_request, "A parameter is included more than once",
                   "No parameter stands more than once (RFC 6749 3.2)", shown(*repeated), "each name once",
                   "Remove one of them.");
}

// A client that authenticates by header may leave client_id out of the form.
http::Parameters request_parameters(http::Parameters const& form, std::string const& client_id) {
    http::Parameters parameters;
    for (auto const& [name, value] : form) {
        if (!authenticates(name)) parameters.add(name, value);
    }
    if (!parameters.has("client_id")) parameters.add("client_id", client_id);
    return parameters;
}

}  // namespace

http::Response ParEndpoint::post(http::Request const& request) const {
    auto const form = need(oauth::as_rule(http::read_form_with_repetitions(request), "form_is_readable"));
    need(oauth::as_rule(credentials_stand_once(form), "credentials_stand_once"));
    auto const client = authenticated_client(deps_, keys_, request, form).client;
    auto const parameters = request_parameters(form, client.client_id);
    need(oauth::as_rule(is_of_sane_size(parameters), "is_of_sane_size"));

    auto const verdict = judge(parameters, *deps_.directory.now(), Channel::pushed);
    if (auto const* page = std::get_if<RefuseWithPage>(&verdict)) throw Problem(page->error);
    if (auto const* refusal = std::get_if<RefuseWithRedirect>(&verdict)) throw Problem(refusal->error);
    auto const& accepted = std::get<Accepted>(verdict);

    auto const request_uri = keep_pushed_request(deps_, client.client_id, parameters);
    http::Refusal answered{{}, "idporten", "POST /par", 201, {}};
    answered.error.record = accepted.record;
    http::note_warnings(deps_.log, deps_.journal, std::move(answered), accepted.warnings);
    return http::no_store(
        http::json(201, {{"request_uri", request_uri}, {"expires_in", pushed_lifetime.count()}}));
}

}  // namespace emulator::idporten
