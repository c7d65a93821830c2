// Who may do what: clients, scopes, accesses, organisations. Small, read by every request and seldom changed,
// so it is held in memory as one value that is replaced as a whole.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/altinn.h"
#include "model/client.h"
#include "model/person.h"
#include "store/database.h"

namespace emulator::store {

struct Directory {
    std::map<std::string, model::Client, std::less<>> clients;
    std::map<std::string, model::Scope, std::less<>> scopes;
    std::map<std::pair<std::string, std::string>, model::Access> accesses;  // by scope and consumer's orgnr
    std::map<std::string, model::Organisation, std::less<>> organisations;
    std::map<std::string, std::string, std::less<>> prefixes;  // of scope names, to the owner's orgnr
    std::map<std::string, model::PostboxOperator, std::less<>> postbox_operators;
    std::vector<std::string> goto_urls;
    std::set<model::Delegation> delegations;
    std::vector<model::SystemUser> system_users;
    std::map<std::string, model::Consent, std::less<>> consents;

    // Nothing where there is none of that name. The pointer lives as long as the directory.
    model::Client const* client(std::string_view client_id) const;
    model::Scope const* scope(std::string_view name) const;
    // Whether the owner of the scope has approved the consumer.
    bool has_access(std::string_view scope, std::string_view consumer_orgno) const;
};

// What "${demotjeneste}" and the like stand for in registered URLs, without a slash at the end.
using Placeholders = std::map<std::string, std::string>;

// The rows behind it. Safe from any thread.
class DirectoryStore {
public:
    // Reads the directory. A row that cannot be understood is a std::runtime_error naming it. `clock` tells
    // when a change that is seen later has come.
    DirectoryStore(Database& database, Placeholders placeholders, Clock const* clock = nullptr);

    // The directory as it is now; a caller keeps a consistent one for as long as it holds the pointer.
    std::shared_ptr<Directory const> now() const;
    // With the changes that now() does not show yet.
    std::shared_ptr<Directory const> latest() const;

    // Runs `work` as one write and reads the directory anew; latest() has it afterwards, now() after that
    // time by the clock. What `work` throws, and a row that cannot be understood (std::runtime_error naming
    // it), leaves everything as it was. REQUIRES: a clock, where `seen_after` is not 0.
    void change(std::function<void(Connection&)> const& work, seconds seen_after = seconds(0));

private:
    struct Coming {
        Instant at;
        std::shared_ptr<Directory const> directory;
    };
    std::shared_ptr<Directory const> read(Connection& connection) const;

    Database& database_;
    Placeholders placeholders_;
    Clock const* clock_;
    std::mutex changing_;
    mutable std::mutex mutex_;
    mutable std::shared_ptr<Directory const> current_;
    mutable std::deque<Coming> coming_;  // the oldest first
};

// The rows, for fixtures and Selvbetjening; each replaces what was there under the same name.
void put_client(Connection& connection, std::string_view client_id, std::string_view document);
void put_scope(Connection& connection, std::string_view name, std::string_view document);
void put_access(Connection& connection, model::Access const& access);
void put_organisation(Connection& connection, model::Organisation const& organisation);
void put_prefix(Connection& connection, std::string_view prefix, std::string_view orgnr);
void put_postbox_operator(Connection& connection, model::PostboxOperator const& postbox_operator);
void put_goto_url(Connection& connection, std::string_view url);
void put_delegation(Connection& connection, model::Delegation const& delegation);
void put_system_user(Connection& connection, model::SystemUser const& user);
void put_consent(Connection& connection, model::Consent const& consent);

}  // namespace emulator::store
