// Who may do what: clients, scopes, accesses, organisations. Small, read by every request and seldom changed,
// so it is held in memory as one value that is replaced as a whole.
#pragma once

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
    std::set<std::pair<std::string, std::string>, std::less<>> accesses;  // scope, consumer's orgnr
    std::map<std::string, model::Organisation, std::less<>> organisations;
    std::map<std::string, model::PostboxOperator, std::less<>> postbox_operators;
    std::vector<std::string> goto_urls;
    std::set<model::Delegation> delegations;
    std::vector<model::SystemUser> system_users;
    std::map<std::string, model::Consent, std::less<>> consents;

    // Nothing where there is none of that name. The pointer lives as long as the directory.
    model::Client const* client(std::string_view client_id) const;
    model::Scope const* scope(std::string_view name) const;
    bool has_access(std::string_view scope, std::string_view consumer_orgno) const;
};

// What "${demotjeneste}" and the like stand for in registered URLs, without a slash at the end.
using Placeholders = std::map<std::string, std::string>;

// The rows behind it. Safe from any thread.
class DirectoryStore {
public:
    // Reads the directory. A row that cannot be understood is a std::runtime_error naming it.
    DirectoryStore(Database& database, Placeholders placeholders);

    // The directory as it is now; a caller keeps a consistent one for as long as it holds the pointer.
    std::shared_ptr<Directory const> now() const;

    // Runs `work` as one write and reads the directory anew; now() has it afterwards. What `work` throws, and
    // a row that cannot be understood (std::runtime_error naming it), leaves everything as it was.
    void change(std::function<void(Connection&)> const& work);

private:
    std::shared_ptr<Directory const> read(Connection& connection) const;

    Database& database_;
    Placeholders placeholders_;
    std::mutex changing_;
    mutable std::mutex mutex_;
    std::shared_ptr<Directory const> current_;
};

// The rows, for fixtures and Selvbetjening; each replaces what was there under the same name.
void put_client(Connection& connection, std::string_view client_id, std::string_view document);
void put_scope(Connection& connection, std::string_view name, std::string_view document);
void put_access(Connection& connection, std::string_view scope, std::string_view consumer_orgno);
void put_organisation(Connection& connection, model::Organisation const& organisation);
void put_postbox_operator(Connection& connection, model::PostboxOperator const& postbox_operator);
void put_goto_url(Connection& connection, std::string_view url);
void put_delegation(Connection& connection, model::Delegation const& delegation);
void put_system_user(Connection& connection, model::SystemUser const& user);
void put_consent(Connection& connection, model::Consent const& consent);

}  // namespace emulator::store
