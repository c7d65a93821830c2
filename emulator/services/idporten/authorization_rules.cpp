#include "services/idporten/authorization_rules.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "oauth/examination.h"
#include "oauth/scopes.h"

namespace emulator::idporten {
namespace {

// More than anyone speaks; it is kept while the login waits.
constexpr std::size_t longest_languages = 200;

constexpr std::string_view client_first = "client_is_known";

constexpr std::array table{
    NamedCheck{"client_is_known", "client_id names an active client for logins", "client_id", "",
               Audience::user, client_is_known},
    NamedCheck{"redirect_uri_is_registered", "redirect_uri is registered on the client", "redirect_uri",
               client_first, Audience::user, redirect_uri_is_registered},
    NamedCheck{"state_is_right", "state is printable ASCII; public clients must send it", "state",
               client_first, Audience::client, state_is_right},
    NamedCheck{"nothing_stands_twice", "No parameter but resource stands more than once", "", "",
               Audience::client, nothing_stands_twice},
    NamedCheck{"request_objects_are_absent", "Request objects are not supported", "request request_uri", "",
               Audience::client, request_objects_are_absent},
    NamedCheck{"response_type_is_code", "response_type is code", "response_type", "", Audience::client,
               response_type_is_code},
    NamedCheck{"response_mode_is_known", "response_mode is one of the discovery document", "response_mode",
               "redirect_uri_is_registered", Audience::client, response_mode_is_known},
    NamedCheck{"scopes_are_on_the_client", "Every scope is registered on the client", "scope", client_first,
               Audience::client, scopes_are_on_the_client},
    NamedCheck{"scopes_are_open_to_the_client",
               "Every scope allows clients of this type, and the client's organisation has access to it",
               "scope", "scopes_are_on_the_client", Audience::client, scopes_are_open_to_the_client},
    NamedCheck{"pkce_is_right", "PKCE with S256, unless the client has opted out",
               "code_challenge code_challenge_method", client_first, Audience::client, pkce_is_right},
    NamedCheck{"levels_are_known", "acr_values are levels of the discovery document", "acr_values", "",
               Audience::client, levels_are_known},
    NamedCheck{"prompt_is_known", "prompt is of the discovery document, and none stands alone", "prompt", "",
               Audience::client, prompt_is_known},
    NamedCheck{"max_age_is_a_number", "max_age is a whole number of seconds", "max_age", "", Audience::client,
               max_age_is_a_number},
    NamedCheck{"headless_login_is_right",
               "login_hint=testid:... names a synthetic person at a sufficient level", "login_hint",
               "levels_are_known", Audience::client, headless_login_is_right},
    NamedCheck{"customer_is_registered", "onbehalfof is a customer registered on the client", "onbehalfof",
               client_first, Audience::client, customer_is_registered},
    NamedCheck{"resources_are_read", "resource may stand more than once (RFC 8707 2)", "resource", "",
               Audience::client, resources_are_read},
    NamedCheck{"nonce_is_right", "nonce is of a sane length", "nonce", "", Audience::client, nonce_is_right},
    NamedCheck{"unknown_parameters_are_told", "Parameters that ID-porten does not know are ignored", "", "",
               Audience::client, unknown_parameters_are_told},
    NamedCheck{"what_is_not_there_yet_is_told", "authorization_details and DPoP are not there yet",
               "authorization_details dpop_jkt", "", Audience::client, what_is_not_there_yet_is_told},
};

// Read before every check, so that a refusal travels as its request asks and in its language, wherever it is
// found.
void read_how_to_answer(Asked& asked) {
    if (auto const languages = asked.parameters.text("ui_locales"); languages.size() <= longest_languages)
        asked.request.ui_locales = languages;
    auto const mode = parse_response_mode(asked.parameters.text("response_mode"));
    asked.request.response_mode = mode.value_or(ResponseMode::query);
}

}  // namespace

std::span<NamedCheck const> checks() {
    return table;
}

std::string examination(http::Parameters const& parameters, store::Directory const& directory,
                        Channel channel) {
    Asked asked{parameters, directory, channel};
    oauth::Examination examined;
    for (auto const& named : table) {
        auto seen = measured(parameters, named.looks_at);
        if (examined.held(named.after))
            examined.add(named.name, named.says, std::move(seen), named.check(asked));
        else
            examined.skip(named.name, named.says, std::move(seen));
    }
    return examined.record({{"parameters", shown_parameters(parameters)}}, asked.warnings);
}

std::string measured(http::Parameters const& parameters, std::string_view names) {
    if (names.empty()) return std::to_string(parameters.end() - parameters.begin()) + " parameters";
    std::string text;
    for (auto const& name : oauth::split_scopes(names)) {
        for (auto const& [key, value] : parameters) {
            if (key != name) continue;
            text.append(text.empty() ? "" : "; ").append(name).append("=").append(shown(value));
        }
    }
    return text.empty() ? "absent" : text;
}

Json shown_parameters(http::Parameters const& parameters) {
    auto shown_ones = Json::object();
    for (auto const& [name, value] : parameters) {
        bool const open = is_authorization_parameter(name) || name == "client_assertion_type" ||
                          name == "post_logout_redirect_uri";
        auto& member = shown_ones[name];
        // Another name may be that of a secret, or a misspelled one.
        auto const text = open ? value : "(" + std::to_string(value.size()) + " characters)";
        if (member.is_null())
            member = text;
        else if (member.is_array())
            member.push_back(text);
        else
            member = Json::array({member, text});
    }
    return shown_ones;
}

Verdict judge(http::Parameters const& parameters, store::Directory const& directory, Channel channel) {
    Asked asked{parameters, directory, channel};
    read_how_to_answer(asked);
    for (auto const& named : table) {
        auto const passed = named.check(asked);
        if (passed) continue;
        auto error = oauth::with_record(passed.error(), examination(parameters, directory, channel));
        if (named.told == Audience::user) return RefuseWithPage{std::move(error)};
        return RefuseWithRedirect{std::move(error), std::move(asked.request)};
    }
    std::string record;
    if (!asked.warnings.empty()) record = examination(parameters, directory, channel);
    return Accepted{std::move(asked.request), std::move(asked.warnings), std::move(record)};
}

Error refused(ErrorCode code, std::string description, std::string rule, std::string received,
              std::string expected, std::string mend) {
    return {code,
            std::move(description),
            {std::move(rule), std::move(received), std::move(expected), std::move(mend)}};
}

std::string words(std::span<std::string const> list) {
    std::string text;
    for (auto const& word : list)
        text.append(text.empty() ? "" : ", ").append(word);
    return text.empty() ? "none" : text;
}

}  // namespace emulator::idporten
