#include "services/selvbetjening/rules.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "base/encoding.h"
#include "model/identifiers.h"
#include "services/selvbetjening/combinations.h"
#include "services/selvbetjening/documents.h"

namespace emulator::selvbetjening {
namespace {

constexpr std::string_view digdir = "991825827";

std::optional<Fault> scope_fault(model::Client const& client, std::string const& name,
                                 store::Directory const& directory) {
    auto const received = shown(name, 80);
    auto const* scope = directory.scope(name);
    if (!scope || !scope->active)
        return Fault{"scopes", received, "scopes that exist and are active",
                     "See GET /scopes/all, or make the scope first."};
    if (!allows(*scope, client.integration_type))
        return Fault{"scopes", received + " for " + client.integration_type,
                     "scopes whose allowed_integration_types has the client's integration_type",
                     "Choose another integration_type, or ask the scope's owner."};
    auto const& runner = client.owner_orgno();
    bool const open = scope->accessible_for_all || !scope->delegation_source.empty() ||
                      scope->owner_orgno == runner || directory.has_access(name, runner);
    if (!open)
        return Fault{"scopes", received, "scopes that " + runner + " has access to",
                     "Let the owner " + scope->owner_orgno + " grant it: PUT /scopes/access/" + runner +
                         "?scope=" + percent_encode(name) + "."};
    return std::nullopt;
}

bool is_name_of_scope(std::string_view text) {
    constexpr std::size_t longest = 200;
    constexpr std::string_view marks = "-_./:";
    return !text.empty() && text.size() <= longest && std::all_of(text.begin(), text.end(), [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               marks.find(c) != std::string_view::npos;
    });
}

void check_prefix(std::string const& prefix, std::string_view orgno, store::Directory const& directory,
                  Faults& faults) {
    auto const owned = directory.prefixes.find(prefix);
    if (owned != directory.prefixes.end() && owned->second == orgno) return;
    std::string own;
    for (auto const& [name, owner] : directory.prefixes) {
        if (owner == orgno) own.append(own.empty() ? "" : ", ").append(name);
    }
    faults.push_back(
        {"prefix", shown(prefix, 60),
         own.empty() ? "a prefix that belongs to " + std::string(orgno) + ", which has none"
                     : "a prefix of " + std::string(orgno) + ": " + own,
         "Digdir hands out prefixes; here take one at the web pages, or in organisations.json."});
}

}  // namespace

bool allows(model::Scope const& scope, std::string_view type) {
    auto const& types = scope.allowed_integration_types;
    return types.empty() || std::find(types.begin(), types.end(), type) != types.end();
}

Faults scope_faults(model::Client const& client, store::Directory const& directory) {
    Faults faults;
    std::set<std::string> seen;
    for (auto const& name : client.scopes) {
        if (!seen.insert(name).second) {
            faults.push_back({"scopes", shown(name, 80) + " twice", "each scope once", "Remove one."});
            continue;
        }
        if (auto fault = scope_fault(client, name, directory)) faults.push_back(std::move(*fault));
    }
    return faults;
}

Faults set_owner(model::Client& client, Caller const& caller) {
    Faults faults;
    auto const given = client.client_orgno;
    if (!caller.registers_others) {
        if (!given.empty() && given != caller.orgno)
            faults.push_back({"client_orgno", given, caller.orgno + ", the organisation of the token",
                              "Leave it out, or use a token with idporten:dcr.supplier."});
        if (!client.supplier_orgno.empty())
            faults.push_back({"supplier_orgno", client.supplier_orgno,
                              "nothing without idporten:dcr.supplier", "Leave it out."});
        client.client_orgno = caller.orgno;
        client.supplier_orgno.clear();
    } else {
        if (!client.supplier_orgno.empty() && client.supplier_orgno != caller.orgno)
            faults.push_back({"supplier_orgno", client.supplier_orgno,
                              caller.orgno + ", the organisation of the token", "Leave it out."});
        client.client_orgno = given.empty() ? caller.orgno : given;
        client.supplier_orgno = client.client_orgno == caller.orgno ? "" : caller.orgno;
    }
    if (client.integration_type == "eformidling" && caller.orgno != digdir)
        faults.push_back({"integration_type", "eformidling", "another type: Digdir makes these itself",
                          "Choose maskinporten."});
    return faults;
}

Faults scope_faults(model::Scope const& scope, std::string_view orgno, store::Directory const& directory) {
    Faults faults;
    check_prefix(prefix_of(scope.name), orgno, directory, faults);
    auto const subscope = subscope_of(scope.name);
    if (!is_name_of_scope(subscope))
        faults.push_back({"subscope", shown(subscope, 80),
                          "1 to 200 letters a to z, digits and . _ - / :", "Choose another name."});
    if (scope.visibility == "INTERNAL" && orgno != digdir)
        faults.push_back(
            {"visibility", "INTERNAL", "PUBLIC or PRIVATE: INTERNAL is Digdir's own", "Choose PRIVATE."});
    for (auto const& type : scope.allowed_integration_types) {
        if (!combination_of(type, "web"))
            faults.push_back({"allowed_integration_types", shown(type, 60),
                              "maskinporten, idporten, krr, api_klient, ansattporten or eformidling",
                              "Correct the type."});
    }
    auto const& source = scope.delegation_source;
    bool const known = std::any_of(std::begin(delegation_sources), std::end(delegation_sources),
                                   [&](auto const& row) { return row.issuer == source; });
    if (!source.empty() && !known)
        faults.push_back({"delegation_source", shown(source, 80), "an issuer of GET /delegationsources",
                          "Send the issuer as it stands there."});
    return faults;
}

}  // namespace emulator::selvbetjening
