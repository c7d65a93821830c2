#include "services/selvbetjening/samples.h"

#include <algorithm>
#include <array>

#include "base/encoding.h"
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

// Lines that begin with "@if method method@" are for clients that authenticate by one of these.
std::string fitting_lines(std::string_view text, std::string_view method) {
    constexpr std::string_view mark = "@if ";
    std::string out;
    while (!text.empty()) {
        auto line = text.substr(0, std::min(text.find('\n'), text.size() - 1) + 1);
        text.remove_prefix(line.size());
        if (line.starts_with(mark)) {
            auto const end = line.find('@', mark.size());
            if (!oauth::has_scope(line.substr(mark.size(), end - mark.size()), method)) continue;
            line.remove_prefix(end + 1);
        }
        out += line;
    }
    return out;
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
            {"SCOPE_ESCAPED", percent_encode(oauth::join_scopes(client.scopes))},
            {"REDIRECT_URI", redirect_uri(client)},
            {"REDIRECT_URI_ESCAPED", percent_encode(redirect_uri(client))},
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
    auto const method = model::auth_method_name(client.token_endpoint_auth_method);
    for (auto const& language : languages) {
        auto const text = assets.find("web/samples/" + kind + "." + std::string(language.file) + ".txt");
        if (!text) continue;
        list.push_back({std::string(language.name), filled_in(fitting_lines(*text, method), facts)});
    }
    return list;
}

}  // namespace emulator::selvbetjening
