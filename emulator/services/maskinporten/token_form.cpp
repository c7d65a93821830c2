#include "services/maskinporten/token_form.h"

#include <array>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "http/parameters.h"
#include "model/client.h"
#include "oauth/examined_rules.h"
#include "oauth/token_parameters.h"
#include "services/maskinporten/refusals.h"

namespace emulator::maskinporten {
namespace {

Result<> grant_type_is_sent(http::Parameters const& form) {
    if (form.has("grant_type")) return {};
    return malformed_request("Missing grant_type", "no grant_type", "grant_type");
}

Result<> grant_type_is_jwt_bearer(http::Parameters const& form) {
    auto const grant_type = form.text("grant_type");
    if (grant_type == model::jwt_bearer_grant) return {};
    return unsupported_grant_type(grant_type);
}

Result<> assertion_is_sent(http::Parameters const& form) {
    if (form.has("assertion")) return {};
    return malformed_request("Missing assertion", "no assertion", "the signed JWT grant");
}

std::string grant_type(http::Parameters const& form) {
    return form.has("grant_type") ? shown(form.text("grant_type")) : "absent";
}
std::string assertion(http::Parameters const& form) {
    return form.has("assertion") ? std::to_string(form.text("assertion").size()) + " characters" : "absent";
}

using Rule = oauth::ExaminedRule<http::Parameters>;
constexpr std::array rules{
    Rule{"grant_type_is_sent", "The form has grant_type", "", grant_type_is_sent, grant_type},
    Rule{"grant_type_is_jwt_bearer", "grant_type is urn:ietf:params:oauth:grant-type:jwt-bearer",
         "grant_type_is_sent", grant_type_is_jwt_bearer, grant_type},
    Rule{"assertion_is_sent", "The form has assertion, the signed JWT grant", "", assertion_is_sent,
         assertion},
};

}  // namespace

Result<std::string> read_assertion(http::Request const& request) {
    auto const form = EMULATOR_TRY(oauth::as_rule(http::read_form(request), "form_is_readable"));
    EMULATOR_TRY(oauth::judge_by(rules, form, [&] {
        return Json{{"parameters", oauth::shown_token_parameters(form)}};
    }));
    return form.text("assertion");
}

}  // namespace emulator::maskinporten
