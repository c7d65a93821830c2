#include "services/selvbetjening/combinations.h"

#include <algorithm>

#include "base/encoding.h"

namespace emulator::selvbetjening {
namespace {

using Words3 = std::array<std::string_view, 3>;
using Words2 = std::array<std::string_view, 2>;

constexpr Words3 web_methods{"client_secret_basic", "client_secret_post", "private_key_jwt"};
constexpr Words3 no_method{"none"};
constexpr Words3 key_only{"private_key_jwt"};
constexpr Words2 login_grants{"authorization_code", "refresh_token"};
constexpr Words2 machine_grant{model::jwt_bearer_grant};
constexpr Words2 login_scopes{"openid", "profile"};
constexpr Words2 krr_scopes{"krr:global/kontaktinformasjon.read", "krr:global/digitalpost.read"};

// Nothing is published of ansattporten and eformidling: the one is like api_klient, the other like
// maskinporten.
constexpr std::array table{
    Combination{"idporten", "web", web_methods, login_grants, login_scopes},
    Combination{"idporten", "browser", no_method, login_grants, login_scopes},
    Combination{"idporten", "native", no_method, login_grants, login_scopes},
    Combination{"api_klient", "web", web_methods, login_grants, {}},
    Combination{"api_klient", "browser", no_method, login_grants, {}},
    Combination{"api_klient", "native", no_method, login_grants, {}},
    Combination{"ansattporten", "web", web_methods, login_grants, {"openid"}},
    Combination{"ansattporten", "browser", no_method, login_grants, {"openid"}},
    Combination{"ansattporten", "native", no_method, login_grants, {"openid"}},
    Combination{"maskinporten", "web", key_only, machine_grant, {}},
    Combination{"eformidling", "web", key_only, machine_grant, {}},
    Combination{"krr", "web", key_only, machine_grant, krr_scopes, false},
};

bool is_among(std::span<std::string_view const> words, std::string_view word) {
    return !word.empty() && std::find(words.begin(), words.end(), word) != words.end();
}

std::string listed(std::span<std::string_view const> words) {
    std::string text;
    for (auto const word : words) {
        if (!word.empty()) text.append(text.empty() ? "" : " or ").append(word);
    }
    return text;
}

std::string applications_of(std::string_view integration_type) {
    std::string text;
    for (auto const& row : table) {
        if (row.integration_type == integration_type)
            text.append(text.empty() ? "" : " or ").append(row.application_type);
    }
    return text;
}

void check_grants(model::Client const& client, Combination const& row, Faults& faults) {
    if (client.grant_types.empty())
        faults.push_back({"grant_types", "none", listed(row.grants), "Name at least one grant."});
    for (auto const& grant : client.grant_types) {
        if (!is_among(row.grants, grant))
            faults.push_back({"grant_types", shown(grant, 80),
                              listed(row.grants) + " for " + client.integration_type,
                              "Remove the grant, or choose another integration_type."});
    }
}

// Where the type does not say which.
void check_grants(model::Client const& client, Faults& faults) {
    for (auto const& grant : client.grant_types) {
        if (!is_among(login_grants, grant) && !is_among(machine_grant, grant))
            faults.push_back({"grant_types", shown(grant, 80),
                              listed(login_grants) + " or " + listed(machine_grant), "Remove the grant."});
    }
}

}  // namespace

std::span<Combination const> combinations() {
    return table;
}

Combination const* combination_of(std::string_view integration_type, std::string_view application_type) {
    auto const found = std::find_if(table.begin(), table.end(), [&](auto const& row) {
        return row.integration_type == integration_type && row.application_type == application_type;
    });
    return found == table.end() ? nullptr : &*found;
}

bool is_for_login(std::string_view integration_type) {
    auto const* row = combination_of(integration_type, "web");
    return row && row->grants == login_grants;
}

Faults combination_faults(model::Client const& client) {
    Faults faults;
    auto const applications = applications_of(client.integration_type);
    if (applications.empty()) {  // who reads the client has told that the type is none
        check_grants(client, faults);
        return faults;
    }
    auto const* row = combination_of(client.integration_type, client.application_type);
    if (!row) {
        faults.push_back({"application_type", client.application_type,
                          applications + " for " + client.integration_type,
                          "Choose another application_type."});
        return faults;
    }
    auto const method = model::auth_method_name(client.token_endpoint_auth_method);
    if (!is_among(row->auth_methods, method))
        faults.push_back({"token_endpoint_auth_method", std::string(method),
                          listed(row->auth_methods) + " for " + client.integration_type + " and " +
                              client.application_type,
                          "Choose another method, or another application_type."});
    check_grants(client, *row, faults);
    // Of api_klient are resource servers as well, which log nobody in.
    bool const logs_in = is_for_login(client.integration_type) && client.integration_type != "api_klient";
    if (logs_in && !client.has_scope("openid"))
        faults.push_back(
            {"scopes", "no openid", "openid for " + client.integration_type, "Add openid to scopes."});
    for (auto const& scope : client.scopes) {
        if (!row->more_scopes && !is_among(row->default_scopes, scope))
            faults.push_back({"scopes", shown(scope, 80),
                              listed(row->default_scopes) + " for " + client.integration_type,
                              "Use integration_type maskinporten for other scopes."});
    }
    return faults;
}

}  // namespace emulator::selvbetjening
