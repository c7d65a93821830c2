#include "services/selvbetjening/replacement.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "services/selvbetjening/rules.h"

namespace emulator::selvbetjening {
namespace {

void check_identity(model::Client const& before, model::Client const& after, Json const& body,
                    Faults& faults) {
    auto const named = string_member(body, "client_id");
    if (!named.empty() && named != before.client_id)
        faults.push_back({"client_id", shown(named, 80), before.client_id, "Leave it out."});
    if (after.integration_type != before.integration_type)
        faults.push_back({"integration_type", after.integration_type,
                          before.integration_type + ", which never changes", "Register another client."});
    if (!after.client_orgno.empty() && after.client_orgno != before.client_orgno)
        faults.push_back({"client_orgno", after.client_orgno, before.client_orgno + ", which never changes",
                          "Leave it out."});
}

}  // namespace

bool uses_secret(model::Client const& client) {
    using enum model::AuthMethod;
    return client.token_endpoint_auth_method == client_secret_basic ||
           client.token_endpoint_auth_method == client_secret_post;
}

void touch(model::Registered& registered, Instant now) {
    if (registered.last_updated) now = std::max(now, *registered.last_updated + seconds(1));
    if (!registered.created) registered.created = now;
    registered.last_updated = now;
}

Input<model::Client> replacement(model::Client const& before, Json const& body, Instant now) {
    auto input = read_client(body);
    auto& client = input.value;
    check_identity(before, client, body, input.faults);
    client.client_orgno = before.client_orgno;
    // By its owner, whoever asks.
    auto owner_faults = set_owner(client, {before.owner_orgno(), "", !before.supplier_orgno.empty()});
    std::move(owner_faults.begin(), owner_faults.end(), std::back_inserter(input.faults));
    client.client_id = before.client_id;
    client.keys = before.keys;
    client.keys_registered = before.keys_registered;
    client.on_behalf_of = before.on_behalf_of;
    client.registered = before.registered;
    touch(client.registered, now);
    if (uses_secret(client)) client.client_secret = before.client_secret;
    return input;
}

}  // namespace emulator::selvbetjening
