// The clients of organisations: what API and web pages do with them. Each change is one step: what was read,
// judged and written belongs together, and a refusal leaves no trace. Safe from any thread.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/entropy.h"
#include "base/json.h"
#include "base/result.h"
#include "model/client.h"
#include "services/selvbetjening/caller.h"
#include "services/selvbetjening/input.h"
#include "services/selvbetjening/versions.h"
#include "store/directory.h"

namespace emulator::selvbetjening {

struct Policy {
    bool lenient = false;             // what breaks the table of combinations is a warning
    seconds seen_after = seconds(0);  // by Maskinporten and ID-porten
};

// A client after a change, with what is worth a warning.
struct ChangedClient {
    model::Client client;
    std::vector<std::string> warnings = {};
    bool has_new_secret = false;
};

// A word that changes with every attribute of the client, for If-Match (RFC 9110 13.1.1) and for forms.
std::string version_of(model::Client const& client);

// Refusals: not_found where a client cannot be read and forbidden where it cannot be changed, whether it
// exists or not, as the live service answers; invalid_request with every fault; precondition_failed and
// conflict where it was changed meanwhile, and conflict where it is deactivated.
class ClientRegister {
public:
    // All outlive it.
    ClientRegister(store::DirectoryStore& directory, Clock const& clock, Entropy& entropy, Policy policy)
        : directory_(directory), clock_(clock), entropy_(entropy), policy_(policy) {}

    std::vector<model::Client> list(Caller const& caller, bool with_inactive) const;
    Result<model::Client> find(Caller const& caller, std::string_view client_id) const;

    // `body` as the API takes it; with the key set {"keys":[…]} that it begins with, or null.
    Result<ChangedClient> create(Caller const& caller, Json const& body, Json const& key_set = {});
    // As of replacement.h, with a new secret where the method needs one.
    Result<ChangedClient> replace(Caller const& caller, std::string_view client_id, Json const& body,
                                  Version const& version = {});
    Result<ChangedClient> deactivate(Caller const& caller, std::string_view client_id,
                                     Version const& version = {});
    Result<ChangedClient> renew_secret(Caller const& caller, std::string_view client_id,
                                       Version const& version = {});

    // {"keys":[…]}; the whole set at once.
    Result<ChangedClient> replace_keys(Caller const& caller, std::string_view client_id, Json const& body,
                                       Version const& version = {});
    // To those that are there.
    Result<ChangedClient> add_key(Caller const& caller, std::string_view client_id, Json const& jwk);
    Result<ChangedClient> remove_keys(Caller const& caller, std::string_view client_id,
                                      Version const& version = {});

    // The customers that the client logs people in for (onbehalfof).
    Result<model::OnBehalfOf> find_customer(Caller const& caller, std::string_view client_id,
                                            std::string_view id) const;
    Result<model::OnBehalfOf> add_customer(Caller const& caller, std::string_view client_id,
                                           Json const& body);
    Result<model::OnBehalfOf> replace_customer(Caller const& caller, std::string_view client_id,
                                               std::string_view id, Json const& body);
    Result<ChangedClient> remove_customer(Caller const& caller, std::string_view client_id,
                                          std::string_view id);

private:
    using Edit = std::function<Result<>(ChangedClient&, store::Directory const&)>;
    enum class Inactive { refused, accepted };
    Result<ChangedClient> change(Caller const& caller, std::string_view client_id, Version const& version,
                                 Inactive inactive, Edit const& edit);
    using NewKeys = std::function<Result<std::vector<model::ClientKey>>(model::Client const&)>;
    Result<ChangedClient> change_keys(Caller const& caller, std::string_view client_id,
                                      Version const& version, Inactive inactive, NewKeys const& keys);
    Result<std::vector<model::ClientKey>> read_keys(Json const& body) const;
    Result<> judge(ChangedClient& changed, Faults faults, store::Directory const& directory) const;
    Result<Input<model::OnBehalfOf>> customer_of(Json const& body) const;

    store::DirectoryStore& directory_;
    Clock const& clock_;
    Entropy& entropy_;
    Policy policy_;
};

}  // namespace emulator::selvbetjening
