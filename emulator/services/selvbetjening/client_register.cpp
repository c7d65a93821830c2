#include "services/selvbetjening/client_register.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "base/uuid.h"
#include "services/selvbetjening/combinations.h"
#include "services/selvbetjening/documents.h"
#include "services/selvbetjening/replacement.h"
#include "services/selvbetjening/rules.h"
#include "store/documents.h"

namespace emulator::selvbetjening {
namespace {

constexpr std::size_t secret_bytes = 32;

Error unknown_client(Caller const& caller, std::string_view client_id) {
    return {ErrorCode::not_found,
            "Client not found",
            {"An organisation reads its own clients, and those that it runs for others", shown(client_id, 80),
             "a client of " + caller.orgno, "List them with GET /clients?inactive=true."}};
}

Error not_your_client(Caller const& caller, std::string_view client_id) {
    return {ErrorCode::forbidden,
            "The client is not one that the organisation may change",
            {"Only the organisation that runs a client changes it; unknown ones are refused in the same way",
             shown(client_id, 80), "a client that " + caller.orgno + " runs",
             "List them with GET /clients?inactive=true."}};
}

Error is_deactivated(model::Client const& client) {
    return {ErrorCode::conflict,
            "The client is deactivated",
            {"What is deactivated takes nothing new", client.client_id + " is not active", "an active client",
             "PUT the client first: that makes it active again."}};
}

// As it is kept.
Json kept_document(model::Client const& client) {
    auto document = client_document(client);
    if (!client.client_secret.empty()) document["client_secret"] = client.client_secret;
    if (!client.keys.empty()) document["jwks"] = key_set_document(client);
    return document;
}

// The document of `after`, where what did not change stays as it was written: it may hold placeholders.
Json merged(Json const& written, model::Client const& before, model::Client const& after) {
    auto const old = kept_document(before);
    auto document = kept_document(after);
    for (auto& [name, value] : document.items()) {
        if (written.contains(name) && old.contains(name) && old[name] == value) value = written[name];
    }
    return document;
}

void put(store::Connection& connection, model::Client const& client, Json const& document) {
    store::put_client(connection, client.client_id, json_text(document));
}

void add(Faults& to, Faults from) {
    to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

auto find_customer_in(model::Client& client, std::string_view id) {
    return std::find_if(client.on_behalf_of.begin(), client.on_behalf_of.end(),
                        [&](auto const& entry) { return entry.id == id; });
}

Error unknown_customer(std::string_view id) {
    return {ErrorCode::not_found,
            "The client has no such onbehalfof",
            {"onbehalfof is registered on the client", shown(id, 80), "a registered one",
             "List them with GET /clients/{client_id}/onbehalfof."}};
}

}  // namespace

std::string version_of(model::Client const& client) {
    return version_of(kept_document(client));
}

std::vector<model::Client> ClientRegister::list(Caller const& caller, bool with_inactive) const {
    std::vector<model::Client> found;
    for (auto const& [id, client] : directory_.latest()->clients) {
        if (may_read(caller, client) && (client.active || with_inactive)) found.push_back(client);
    }
    return found;
}

Result<model::Client> ClientRegister::find(Caller const& caller, std::string_view client_id) const {
    auto const directory = directory_.latest();
    auto const* client = directory->client(client_id);
    if (!client || !may_read(caller, *client)) return unknown_client(caller, client_id);
    return *client;
}

Result<> ClientRegister::judge(ChangedClient& changed, Faults faults,
                               store::Directory const& directory) const {
    auto const& client = changed.client;
    auto combinations = combination_faults(client);
    if (policy_.lenient) {
        for (auto const& fault : combinations)
            changed.warnings.push_back(fault.field + ": expected " + fault.expected + ", received " +
                                       fault.received);
    } else {
        add(faults, std::move(combinations));
    }
    add(faults, address_faults(client));
    add(faults, scope_faults(client, directory));
    if (faults.empty()) return {};
    return refused("Client", faults);
}

Result<ChangedClient> ClientRegister::create(Caller const& caller, Json const& body,
                                             Json const& key_set) try {
    auto input = read_client(body);
    ChangedClient changed{std::move(input.value), std::move(input.warnings)};
    auto& client = changed.client;
    add(input.faults, set_owner(client, caller));
    if (!key_set.is_null()) {
        auto set = read_key_set(key_set, clock_.now());
        add(input.faults, std::move(set.faults));
        client.keys = std::move(set.keys);
        touch(client.keys_registered, clock_.now());
    }
    client.client_id = new_uuid(entropy_);
    client.active = true;
    touch(client.registered, clock_.now());
    if (uses_secret(client)) {
        client.client_secret = entropy_.token(secret_bytes);
        changed.has_new_secret = true;
    }
    directory_.change(
        [&](store::Connection& connection) {
            need(judge(changed, std::move(input.faults), *directory_.latest()));
            put(connection, client, kept_document(client));
        },
        policy_.seen_after);
    return changed;
} catch (Problem const& problem) {
    return problem.error();
}

Result<ChangedClient> ClientRegister::change(Caller const& caller, std::string_view client_id,
                                             Version const& version, Inactive inactive,
                                             Edit const& edit) try {
    ChangedClient changed;
    directory_.change(
        [&](store::Connection& connection) {
            auto const directory = directory_.latest();
            auto const* before = directory->client(client_id);
            if (!before || !may_change(caller, *before)) throw Problem(not_your_client(caller, client_id));
            need(check_version("client", version, version_of(*before)));
            if (!before->active && inactive == Inactive::refused) throw Problem(is_deactivated(*before));
            changed.client = *before;
            need(edit(changed, *directory));
            put(connection, changed.client,
                merged(store::client_document(connection, client_id), *before, changed.client));
        },
        policy_.seen_after);
    return changed;
} catch (Problem const& problem) {
    return problem.error();
}

Result<ChangedClient> ClientRegister::replace(Caller const& caller, std::string_view client_id,
                                              Json const& body, Version const& version) {
    auto const edit = [&](ChangedClient& changed, store::Directory const& directory) -> Result<> {
        EMULATOR_TRY(check_last_updated("client", body, client_document(changed.client)));
        auto input = replacement(changed.client, body, clock_.now());
        changed.client = std::move(input.value);
        changed.warnings = std::move(input.warnings);
        if (uses_secret(changed.client) && changed.client.client_secret.empty()) {
            changed.client.client_secret = entropy_.token(secret_bytes);
            changed.has_new_secret = true;
        }
        return judge(changed, std::move(input.faults), directory);
    };
    return change(caller, client_id, version, Inactive::accepted, edit);
}

Result<ChangedClient> ClientRegister::deactivate(Caller const& caller, std::string_view client_id,
                                                 Version const& version) {
    return change(caller, client_id, version, Inactive::accepted,
                  [&](ChangedClient& changed, store::Directory const&) -> Result<> {
                      changed.client.active = false;
                      touch(changed.client.registered, clock_.now());
                      return {};
                  });
}

Result<ChangedClient> ClientRegister::renew_secret(Caller const& caller, std::string_view client_id,
                                                   Version const& version) {
    return change(
        caller, client_id, version, Inactive::refused,
        [&](ChangedClient& changed, store::Directory const&) -> Result<> {
            if (!uses_secret(changed.client)) {
                std::string const method(model::auth_method_name(changed.client.token_endpoint_auth_method));
                return refused("Client", {{"token_endpoint_auth_method", method,
                                           "client_secret_basic or client_secret_post: others have no secret",
                                           "Change the method first, or register keys."}});
            }
            changed.client.client_secret = entropy_.token(secret_bytes);
            changed.has_new_secret = true;
            touch(changed.client.registered, clock_.now());
            return {};
        });
}

Result<ChangedClient> ClientRegister::change_keys(Caller const& caller, std::string_view client_id,
                                                  Version const& version, Inactive inactive,
                                                  NewKeys const& keys) {
    auto const edit = [&](ChangedClient& changed, store::Directory const&) -> Result<> {
        auto set = EMULATOR_TRY(keys(changed.client));
        changed.client.keys = std::move(set);
        touch(changed.client.keys_registered, clock_.now());
        return {};
    };
    return change(caller, client_id, version, inactive, edit);
}

Result<std::vector<model::ClientKey>> ClientRegister::read_keys(Json const& body) const {
    auto set = read_key_set(body, clock_.now());
    if (!set.faults.empty()) return refused("Jwks", set.faults);
    return std::move(set.keys);
}

Result<ChangedClient> ClientRegister::replace_keys(Caller const& caller, std::string_view client_id,
                                                   Json const& body, Version const& version) {
    return change_keys(caller, client_id, version, Inactive::refused,
                       [&](model::Client const&) { return read_keys(body); });
}

Result<ChangedClient> ClientRegister::add_key(Caller const& caller, std::string_view client_id,
                                              Json const& jwk) {
    return change_keys(caller, client_id, {}, Inactive::refused, [&](model::Client const& client) {
        auto set = key_set_document(client);
        set["keys"].push_back(jwk);
        return read_keys(set);
    });
}

Result<ChangedClient> ClientRegister::remove_keys(Caller const& caller, std::string_view client_id,
                                                  Version const& version) {
    return change_keys(caller, client_id, version, Inactive::accepted,
                       [](model::Client const&) { return std::vector<model::ClientKey>(); });
}

Result<model::OnBehalfOf> ClientRegister::find_customer(Caller const& caller, std::string_view client_id,
                                                        std::string_view id) const {
    auto const client = EMULATOR_TRY(find(caller, client_id));
    auto const* customer = client.customer(id);
    if (!customer) return unknown_customer(id);
    return *customer;
}

Result<model::OnBehalfOf> ClientRegister::add_customer(Caller const& caller, std::string_view client_id,
                                                       Json const& body) {
    auto input = read_customer(body);
    auto& customer = input.value;
    EMULATOR_TRY(change(caller, client_id, {}, Inactive::refused,
                        [&](ChangedClient& changed, store::Directory const&) -> Result<> {
                            auto& client = changed.client;
                            if (!is_for_login(client.integration_type))
                                input.faults.push_back({"", client.integration_type,
                                                        "a client that logs people in",
                                                        "Maskinporten has consumer_org instead."});
                            if (!input.faults.empty()) return refused("OnBehalfOf", input.faults);
                            if (client.customer(customer.id)) {
                                return refused("OnBehalfOf",
                                               {{"onbehalfof", shown(customer.id, 80) + " again",
                                                 "one that is not registered", "Change it with PUT."}},
                                               ErrorCode::conflict);
                            }
                            touch(customer.registered, clock_.now());
                            client.on_behalf_of.push_back(customer);
                            return {};
                        }));
    return customer;
}

Result<model::OnBehalfOf> ClientRegister::replace_customer(Caller const& caller, std::string_view client_id,
                                                           std::string_view id, Json const& body) {
    auto input = read_customer(body);
    auto& customer = input.value;
    EMULATOR_TRY(change(caller, client_id, {}, Inactive::refused,
                        [&](ChangedClient& changed, store::Directory const&) -> Result<> {
                            auto const found = find_customer_in(changed.client, id);
                            if (found == changed.client.on_behalf_of.end()) return unknown_customer(id);
                            if (customer.id != id)
                                input.faults.push_back({"onbehalfof", shown(customer.id, 80), std::string(id),
                                                        "The value is its name: it does not change."});
                            if (!input.faults.empty()) return refused("OnBehalfOf", input.faults);
                            customer.registered = found->registered;
                            touch(customer.registered, clock_.now());
                            *found = customer;
                            return {};
                        }));
    return customer;
}

Result<ChangedClient> ClientRegister::remove_customer(Caller const& caller, std::string_view client_id,
                                                      std::string_view id) {
    return change(caller, client_id, {}, Inactive::refused,
                  [&](ChangedClient& changed, store::Directory const&) -> Result<> {
                      auto const found = find_customer_in(changed.client, id);
                      if (found == changed.client.on_behalf_of.end()) return unknown_customer(id);
                      changed.client.on_behalf_of.erase(found);
                      return {};
                  });
}

}  // namespace emulator::selvbetjening
