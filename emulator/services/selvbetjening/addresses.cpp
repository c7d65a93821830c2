#include <algorithm>
#include <set>

#include "base/encoding.h"
#include "oauth/redirect_uri.h"
#include "services/selvbetjening/combinations.h"
#include "services/selvbetjening/rules.h"

namespace emulator::selvbetjening {
namespace {

// What is expected instead of the address; empty where it is right.
std::string_view wanted(std::string const& address, bool is_app) {
    auto const read = oauth::read_registered(address);
    if (!read)
        return "an absolute address such as https://tjeneste.example/callback, without fragment and user "
               "information";
    if (read->scheme != "http" && read->scheme != "https")
        return is_app ? "" : "http or https; other schemes are for application_type native";
    if (read->host.empty()) return "an address with a host";
    if (read->is_loopback && read->scheme == "https" && !is_app) return "http for localhost";
    return {};
}

void check_each(std::vector<std::string> const& addresses, std::string const& field, bool is_app,
                Faults& faults) {
    std::set<std::string> seen;
    for (auto const& address : addresses) {
        auto const expected = wanted(address, is_app);
        if (!expected.empty())
            faults.push_back({field, shown(address, 200), std::string(expected), "Correct the address."});
        else if (!seen.insert(address).second)
            faults.push_back({field, shown(address, 200) + " twice", "each address once", "Remove one."});
    }
}

std::string host_of(std::string const& address) {
    auto const read = oauth::read_registered(address);
    return read ? read->host : std::string();
}

void check_logout_address(model::Client const& client, std::string const& address, std::string const& field,
                          Faults& faults) {
    if (address.empty()) return;
    if (auto const expected = wanted(address, false); !expected.empty()) {
        faults.push_back({field, shown(address, 200), std::string(expected), "Correct the address."});
        return;
    }
    auto const& redirects = client.redirect_uris;
    bool const shared = std::any_of(redirects.begin(), redirects.end(), [&](auto const& redirect) {
        return host_of(redirect) == host_of(address);
    });
    if (!shared)
        faults.push_back({field, shown(address, 200), "an address on the host of one of redirect_uris",
                          "Use the host that the login comes back to."});
}

}  // namespace

Faults address_faults(model::Client const& client) {
    Faults faults;
    bool const is_app = client.application_type == "native";
    bool const login = is_for_login(client.integration_type);
    if (login && client.redirect_uris.empty())
        faults.push_back({"redirect_uris", "none", "at least one address to come back to after a login",
                          "Register where the service takes the answer."});
    if (login && client.post_logout_redirect_uris.empty())
        faults.push_back({"post_logout_redirect_uris", "none",
                          "at least one address to come back to after a logout",
                          "Register where people land after a logout."});
    check_each(client.redirect_uris, "redirect_uris", is_app, faults);
    check_each(client.post_logout_redirect_uris, "post_logout_redirect_uris", is_app, faults);
    check_logout_address(client, client.frontchannel_logout_uri, "frontchannel_logout_uri", faults);
    check_logout_address(client, client.backchannel_logout_uri, "backchannel_logout_uri", faults);
    return faults;
}

}  // namespace emulator::selvbetjening
