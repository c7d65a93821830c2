// The clients of ID-porten that Demotjeneste can be: its own, and those of the data set that may be sent back
// here and whose secret or key the emulator has. Testers choose among them.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "jose/certificate.h"
#include "jose/key.h"
#include "rp/relying_party.h"
#include "store/directory.h"

namespace emulator::demo {

// What a client signs assertions with; a certificate where it has one.
struct KeyAtHand {
    jose::PrivateKey key;
    std::vector<jose::Certificate> chain = {};
};
// By client_id; nothing where the emulator has no key of that client.
using KeySource = std::function<std::optional<KeyAtHand>(std::string const& client_id)>;

struct ClientChoice {
    std::string id;
    std::string name;
    std::string method;  // of authentication
    std::string scopes;  // all that are registered
    std::string usual_scope;
    std::vector<std::string> customers;  // values of onbehalfof
};

// Safe from any thread. Everything referred to outlives it.
class Clients {
public:
    Clients(rp::RelyingParty& own, store::DirectoryStore const& directory, KeySource keys,
            http::Client& client, Clock const& clock, Entropy& entropy)
        : own_(own),
          directory_(directory),
          keys_(std::move(keys)),
          client_(client),
          clock_(clock),
          entropy_(entropy) {}

    // As the data set is now, Demotjeneste's own first.
    std::vector<ClientChoice> all() const;

    // One of them, the own one without a name. Refused with invalid_request.
    Result<std::shared_ptr<rp::RelyingParty>> find(std::string_view client_id) const;

    // Who may look a token with these scopes up: `client_id`, or another whose key or secret is at hand
    // (docs.digdir.no, oidc_protocol_tokenintrospect). Where nobody may it is `client_id`, as far as it is
    // one of all().
    rp::Registration introspector(std::string_view scopes, std::string_view client_id) const;

private:
    std::optional<rp::Registration> registration(model::Client const& client) const;
    std::optional<rp::Registration> usable(model::Client const& client) const;

    rp::RelyingParty& own_;
    store::DirectoryStore const& directory_;
    KeySource keys_;
    http::Client& client_;
    Clock const& clock_;
    Entropy& entropy_;
};

}  // namespace emulator::demo
