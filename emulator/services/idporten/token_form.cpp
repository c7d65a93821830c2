#include "services/idporten/token_form.h"

#include <array>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "oauth/examined_rules.h"
#include "oauth/token_parameters.h"
#include "services/idporten/authorization_rules.h"

namespace emulator::idporten {
namespace {

constexpr std::string_view code_grant = "authorization_code";
constexpr std::string_view refresh_grant = "refresh_token";

struct Sent {
    http::Parameters const& form;
    model::Client const& client;

    std::string grant_type() const { return form.text("grant_type"); }
    bool refreshes() const { return grant_type() == refresh_grant; }
    char const* credential() const { return refreshes() ? "refresh_token" : "code"; }
};

Result<> grant_type_is_sent(Sent const& sent) {
    if (!sent.grant_type().empty()) return {};
    return refused(ErrorCode::invalid_request, "grant_type is missing",
                   "The token request names its grant type (RFC 6749 4.1.3)", "no grant_type",
                   "authorization_code or refresh_token", "Send grant_type=authorization_code.");
}

Result<> grant_type_is_offered(Sent const& sent) {
    auto const type = sent.grant_type();
    if (type == code_grant || type == refresh_grant) return {};
    return refused(
        ErrorCode::unsupported_grant_type, "grant_type is not supported",
        "grant_type is one of the discovery document", shown(type), "authorization_code or refresh_token",
        type == model::jwt_bearer_grant ? "JWT grants belong to Maskinporten." : "Use the code flow.");
}

Result<> grant_type_is_registered(Sent const& sent) {
    if (sent.client.has_grant_type(sent.grant_type())) return {};
    return refused(ErrorCode::unauthorized_client, "The client may not use this grant type",
                   "The grant type is registered on the client", sent.client.client_id,
                   "a client with the grant type " + sent.grant_type(),
                   sent.refreshes()
                       ? "Register the grant type refresh_token on the client."
                       : "Use a client for logins; clients of Maskinporten get their tokens there.");
}

Result<> credential_is_sent(Sent const& sent) {
    std::string const name = sent.credential();
    if (sent.form.has(name)) return {};
    return refused(ErrorCode::invalid_request, name + " is missing",
                   "The token request holds what it exchanges", "no " + name, name,
                   sent.refreshes() ? "Send the refresh_token of the last token answer."
                                    : "Send the code parameter of the redirect.");
}

std::string type(Sent const& sent) {
    return measured(sent.form, "grant_type");
}
std::string registered(Sent const& sent) {
    return "registered on " + sent.client.client_id + ": " + words(sent.client.grant_types);
}
std::string credential(Sent const& sent) {
    std::string const name = sent.credential();
    return name + " of " + std::to_string(sent.form.text(name).size()) + " characters";
}

using Rule = oauth::ExaminedRule<Sent>;
constexpr std::array rules{
    Rule{"grant_type_is_sent", "The request names its grant type", "", grant_type_is_sent, type},
    Rule{"grant_type_is_offered", "grant_type is authorization_code or refresh_token", "grant_type_is_sent",
         grant_type_is_offered, type},
    Rule{"grant_type_is_registered", "The grant type is registered on the client", "grant_type_is_offered",
         grant_type_is_registered, registered},
    Rule{"credential_is_sent", "The request holds the code or the refresh token", "grant_type_is_offered",
         credential_is_sent, credential},
};

}  // namespace

Result<TokenForm> read_token_form(http::Parameters const& form, model::Client const& client) {
    Sent const sent{form, client};
    EMULATOR_TRY(oauth::judge_by(rules, sent, [&] {
        return Json{{"parameters", oauth::shown_token_parameters(sent.form)}};
    }));
    auto const kind = sent.refreshes() ? store::Credential::refresh_token : store::Credential::code;
    return TokenForm{kind, form.text(sent.credential())};
}

}  // namespace emulator::idporten
