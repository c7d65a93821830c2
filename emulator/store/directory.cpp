#include "store/directory.h"

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "base/json.h"

namespace emulator::store {
namespace {

std::string filled_in(std::string_view text, Placeholders const& placeholders) {
    std::string out(text);
    for (auto const& [name, value] : placeholders) {
        auto const marker = "${" + name + "}";
        for (auto at = out.find(marker); at != std::string::npos; at = out.find(marker, at + value.size())) {
            out.replace(at, marker.size(), value);
        }
    }
    return out;
}

template <class T>
T understood(Result<T> result, std::string_view what) {
    if (!result) throw std::runtime_error(std::string(what) + ": " + result.error().description);
    return std::move(*result);
}

template <class Map>
auto const* find_in(Map const& map, std::string_view key) {
    auto const found = map.find(key);
    return found == map.end() ? nullptr : &found->second;
}

}  // namespace

model::Client const* Directory::client(std::string_view client_id) const {
    return find_in(clients, client_id);
}
model::Scope const* Directory::scope(std::string_view name) const {
    return find_in(scopes, name);
}
bool Directory::has_access(std::string_view scope, std::string_view consumer_orgno) const {
    auto const found = accesses.find(std::pair(std::string(scope), std::string(consumer_orgno)));
    return found != accesses.end() && found->second.state == "APPROVED";
}

DirectoryStore::DirectoryStore(Database& database, Placeholders placeholders, Clock const* clock)
    : database_(database), placeholders_(std::move(placeholders)), clock_(clock) {
    current_ = database_.read([this](Connection& connection) { return read(connection); });
}

std::shared_ptr<Directory const> DirectoryStore::now() const {
    std::lock_guard const lock(mutex_);
    while (!coming_.empty() && coming_.front().at <= clock_->now()) {
        current_ = std::move(coming_.front().directory);
        coming_.pop_front();
    }
    return current_;
}

std::shared_ptr<Directory const> DirectoryStore::latest() const {
    std::lock_guard const lock(mutex_);
    return coming_.empty() ? current_ : coming_.back().directory;
}

void DirectoryStore::change(std::function<void(Connection&)> const& work, seconds seen_after) {
    // One change at a time: otherwise an older reading could replace a newer one.
    std::lock_guard const turn(changing_);
    auto fresh = database_.write([&](Connection& connection) {
        work(connection);
        return read(connection);
    });
    std::lock_guard const lock(mutex_);
    if (seen_after > seconds(0)) {
        coming_.push_back({clock_->now() + seen_after, std::move(fresh)});
    } else {
        coming_.clear();  // the fresh one has them
        current_ = std::move(fresh);
    }
}

namespace {

void read_altinn(Connection& connection, Directory& directory) {
    auto delegations =
        connection.query("select consumer_orgno, supplier_orgno, scope, delegation_source from delegation");
    while (delegations.step()) {
        directory.delegations.insert({std::string(delegations.text(0)), std::string(delegations.text(1)),
                                      std::string(delegations.text(2)), std::string(delegations.text(3))});
    }
    auto users =
        connection.query("select id, system_id, client_id, owner_orgno, external_ref from system_user");
    while (users.step()) {
        directory.system_users.push_back({std::string(users.text(0)), std::string(users.text(1)),
                                          std::string(users.text(2)), std::string(users.text(3)),
                                          std::string(users.text(4))});
    }
    auto consents =
        connection.query("select id, sender, to_orgno, status, consented, valid_to, rights from consent");
    while (consents.step()) {
        std::string const id(consents.text(0));
        auto rights = understood(parse_json(consents.text(6)), "consent " + id);
        directory.consents.emplace(
            id, model::Consent{id, std::string(consents.text(1)), std::string(consents.text(2)),
                               std::string(consents.text(3)), Instant(seconds(consents.number(4))),
                               Instant(seconds(consents.number(5))),
                               std::make_shared<Json const>(std::move(rights))});
    }
}

}  // namespace

std::shared_ptr<Directory const> DirectoryStore::read(Connection& connection) const {
    auto directory = std::make_shared<Directory>();
    auto clients = connection.query("select client_id, document from client");
    while (clients.step()) {
        auto const what = "client " + std::string(clients.text(0));
        auto const object = understood(parse_json(filled_in(clients.text(1), placeholders_)), what);
        directory->clients.emplace(clients.text(0), understood(model::client_from_json(object), what));
    }
    auto scopes = connection.query("select name, document from scope");
    while (scopes.step()) {
        auto const what = "scope " + std::string(scopes.text(0));
        directory->scopes.emplace(
            scopes.text(0),
            understood(model::scope_from_json(understood(parse_json(scopes.text(1)), what)), what));
    }
    auto accesses =
        connection.query("select scope, consumer_orgno, state, created, last_updated from scope_access");
    while (accesses.step()) {
        model::Access access{std::string(accesses.text(0)),
                             std::string(accesses.text(1)),
                             std::string(accesses.text(2)),
                             {accesses.time(3), accesses.time(4)}};
        auto key = std::pair(access.scope, access.consumer_orgno);
        directory->accesses.emplace(std::move(key), std::move(access));
    }
    auto organisations = connection.query("select orgnr, id, navn from organisation");
    while (organisations.step()) {
        std::string const orgnr(organisations.text(0));
        directory->organisations.emplace(orgnr, model::Organisation{std::string(organisations.text(1)), orgnr,
                                                                    std::string(organisations.text(2))});
    }
    auto prefixes = connection.query("select prefix, orgnr from scope_prefix");
    while (prefixes.step())
        directory->prefixes.emplace(prefixes.text(0), prefixes.text(1));
    auto operators = connection.query("select orgnr, navn, sertifikat from postbox_operator");
    while (operators.step()) {
        std::string const orgnr(operators.text(0));
        directory->postbox_operators.emplace(
            orgnr,
            model::PostboxOperator{orgnr, std::string(operators.text(1)), std::string(operators.text(2))});
    }
    auto urls = connection.query("select url from goto_url");
    while (urls.step())
        directory->goto_urls.push_back(filled_in(urls.text(0), placeholders_));
    read_altinn(connection, *directory);
    return directory;
}

void put_client(Connection& connection, std::string_view client_id, std::string_view document) {
    connection.query("insert or replace into client (client_id, document) values (?, ?)")
        .bind(client_id)
        .bind(document)
        .run();
}
void put_scope(Connection& connection, std::string_view name, std::string_view document) {
    connection.query("insert or replace into scope (name, document) values (?, ?)")
        .bind(name)
        .bind(document)
        .run();
}
void put_access(Connection& connection, model::Access const& access) {
    connection
        .query(
            "insert or replace into scope_access (scope, consumer_orgno, state, created, last_updated) "
            "values (?, ?, ?, ?, ?)")
        .bind(access.scope)
        .bind(access.consumer_orgno)
        .bind(access.state)
        .bind(access.registered.created)
        .bind(access.registered.last_updated)
        .run();
}
void put_organisation(Connection& connection, model::Organisation const& organisation) {
    connection.query("insert or replace into organisation (orgnr, id, navn) values (?, ?, ?)")
        .bind(organisation.orgnr)
        .bind(organisation.id)
        .bind(organisation.navn)
        .run();
}
void put_prefix(Connection& connection, std::string_view prefix, std::string_view orgnr) {
    connection.query("insert or replace into scope_prefix (prefix, orgnr) values (?, ?)")
        .bind(prefix)
        .bind(orgnr)
        .run();
}
void put_postbox_operator(Connection& connection, model::PostboxOperator const& postbox_operator) {
    connection.query("insert or replace into postbox_operator (orgnr, navn, sertifikat) values (?, ?, ?)")
        .bind(postbox_operator.orgnr)
        .bind(postbox_operator.navn)
        .bind(postbox_operator.sertifikat)
        .run();
}
void put_goto_url(Connection& connection, std::string_view url) {
    connection.query("insert or replace into goto_url (url) values (?)").bind(url).run();
}
void put_delegation(Connection& connection, model::Delegation const& delegation) {
    connection
        .query(
            "insert or replace into delegation (consumer_orgno, supplier_orgno, scope, delegation_source) "
            "values (?, ?, ?, ?)")
        .bind(delegation.consumer_orgno)
        .bind(delegation.supplier_orgno)
        .bind(delegation.scope)
        .bind(delegation.delegation_source)
        .run();
}
void put_system_user(Connection& connection, model::SystemUser const& user) {
    connection
        .query(
            "insert or replace into system_user (id, system_id, client_id, owner_orgno, external_ref) "
            "values (?, ?, ?, ?, ?)")
        .bind(user.id)
        .bind(user.system_id)
        .bind(user.client_id)
        .bind(user.owner_orgno)
        .bind(user.external_ref)
        .run();
}
void put_consent(Connection& connection, model::Consent const& consent) {
    connection
        .query(
            "insert or replace into consent (id, sender, to_orgno, status, consented, valid_to, rights) "
            "values (?, ?, ?, ?, ?, ?, ?)")
        .bind(consent.id)
        .bind(consent.from)
        .bind(consent.to_orgno)
        .bind(consent.status)
        .bind(consent.consented.time_since_epoch().count())
        .bind(consent.valid_to.time_since_epoch().count())
        .bind(consent.rights->dump())
        .run();
}

}  // namespace emulator::store
