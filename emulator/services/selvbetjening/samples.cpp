#include "services/selvbetjening/samples.h"

#include <array>

#include "oauth/scopes.h"

namespace emulator::selvbetjening {
namespace {

struct Language {
    std::string_view file;
    std::string_view name;
};
constexpr std::array languages{Language{"curl", "curl"},     Language{"node", "Node.js"},
                               Language{"python", "Python"}, Language{"java", "Java"},
                               Language{"csharp", "C#"},     Language{"go", "Go"}};

using Facts = std::vector<std::pair<std::string, std::string>>;

std::string filled_in(std::string text, Facts const& facts) {
    for (auto const& [name, value] : facts) {
        auto const marker = "@" + name + "@";
        for (auto at = text.find(marker); at != std::string::npos; at = text.find(marker, at + value.size()))
            text.replace(at, marker.size(), value);
    }
    return text;
}

bool is_machine(model::Client const& client) {
    return client.has_grant_type(model::jwt_bearer_grant);
}

// One address of a program has one value; where any port is registered, a usual one.
std::string redirect_uri(model::Client const& client) {
    if (client.redirect_uris.empty()) return {};
    auto uri = client.redirect_uris.front();
    if (auto const any = uri.find(":*"); any != std::string::npos) uri.replace(any, 2, ":3000");
    return uri;
}

std::string kid(model::Client const& client) {
    return client.keys.empty() ? "min-nokkel" : client.keys.front().kid;
}

Facts facts_of(Addresses const& addresses, model::Client const& client) {
    return {{"CLIENT_ID", client.client_id},
            {"KID", kid(client)},
            {"SCOPE", oauth::join_scopes(client.scopes)},
            {"REDIRECT_URI", redirect_uri(client)},
            {"MASKINPORTEN", addresses.maskinporten},
            {"IDPORTEN", addresses.idporten}};
}

}  // namespace

std::string settings(Addresses const& addresses, model::Client const& client) {
    bool const machine = is_machine(client);
    std::string const prefix = machine ? "MASKINPORTEN" : "IDPORTEN";
    auto const well_known = machine ? addresses.maskinporten + "/.well-known/oauth-authorization-server"
                                    : addresses.idporten + "/.well-known/openid-configuration";
    std::string text = prefix + "_WELL_KNOWN_URL=" + well_known + "\n";
    text += prefix + "_CLIENT_ID=" + client.client_id + "\n";
    if (!client.keys.empty()) text += prefix + "_KID=" + kid(client) + "\n";
    text += prefix + "_SCOPES=" + oauth::join_scopes(client.scopes);
    if (auto const uri = redirect_uri(client); !uri.empty()) text += "\n" + prefix + "_REDIRECT_URI=" + uri;
    return text;
}

std::vector<Sample> samples(Assets const& assets, Addresses const& addresses, model::Client const& client) {
    std::vector<Sample> list;
    auto const facts = facts_of(addresses, client);
    std::string const kind = is_machine(client) ? "machine" : "login";
    for (auto const& language : languages) {
        auto const text = assets.find("web/samples/" + kind + "." + std::string(language.file) + ".txt");
        if (text) list.push_back({std::string(language.name), filled_in(*text, facts)});
    }
    return list;
}

}  // namespace emulator::selvbetjening
