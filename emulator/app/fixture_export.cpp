#include "app/fixture_export.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>

#include "app/people/forms.h"
#include "base/json.h"
#include "base/times.h"
#include "store/directory.h"
#include "store/documents.h"
#include "store/generation.h"
#include "store/persons.h"
#include "store/signing_keys.h"

namespace emulator::app {
namespace {

using store::Connection;
using store::Database;
using store::Directory;

constexpr std::string_view keys_folder = "fixtures/keys";
constexpr std::string_view rotated_key = "keys/maskinporten-signing.pem";

struct Source {
    explicit Source(Database& of) : database(of) {}

    Database& database;
    // Without anything in the place of "${demotjeneste}" and the like.
    std::shared_ptr<Directory const> directory = store::DirectoryStore(database, {}).now();
};

Json objects(std::vector<std::string> const& texts) {
    Json list = Json::array();
    for (auto const& text : texts)
        list.push_back(need(parse_json(text)));
    return list;
}

Json organisations(Source const& source) {
    Json list = Json::array();
    for (auto const& [orgnr, organisation] : source.directory->organisations) {
        Json entry{{"id", organisation.id}, {"orgnr", orgnr}, {"navn", organisation.navn}};
        for (auto const& [prefix, owner] : source.directory->prefixes)
            if (owner == orgnr) entry["prefixes"].push_back(prefix);
        list.push_back(std::move(entry));
    }
    return list;
}

// An approved access is the consumer's number alone, unless it is known when it was given.
Json access_entry(model::Access const& access) {
    auto const& [created, last_updated] = access.registered;
    if (access.state == "APPROVED" && !created && !last_updated) return access.consumer_orgno;
    Json entry{{"consumer_orgno", access.consumer_orgno}, {"state", access.state}};
    if (created) entry["created"] = format_utc(*created);
    if (last_updated) entry["last_updated"] = format_utc(*last_updated);
    return entry;
}

Json scopes(Source const& source) {
    auto list = objects(source.database.read(store::scope_documents));
    auto const& accesses = source.directory->accesses;
    for (auto& scope : list) {
        auto const name = std::string(string_member(scope, "name"));
        for (auto access = accesses.lower_bound({name, ""});
             access != accesses.end() && access->first.first == name; ++access) {
            scope["access"].push_back(access_entry(access->second));
        }
    }
    return list;
}

Json clients(Source const& source) {
    return objects(source.database.read(store::client_documents));
}

Json postboxes(Source const& source) {
    Json list = Json::array();
    for (auto const& [orgnr, postbox] : source.directory->postbox_operators)
        list.push_back({{"orgnr", orgnr}, {"navn", postbox.navn}, {"sertifikat", postbox.sertifikat}});
    return list;
}

Json goto_urls(Source const& source) {
    Json list = Json::array();
    for (auto const& url : source.directory->goto_urls)
        list.push_back(url);
    return list;
}

bool is_filled(Database& database) {
    return store::Generation(database).order().has_value();
}

// The listed ones in their order, then the others; with generated ones among those, the listed ones alone.
Json persons(Source const& source) {
    std::vector<model::Person> found;
    std::set<std::int64_t> seen;
    auto const add = [&](model::Person const& person) {
        if (seen.insert(person.personidentifikator.number()).second) found.push_back(person);
    };
    store::Persons const people(source.database);
    for (auto const& person : people.listed())
        add(person);
    if (!is_filled(source.database)) people.all(add);
    Json list = Json::array();
    for (auto const& person : found)
        list.push_back(person_document(people, person));
    return list;
}

Json delegations(Source const& source) {
    Json list = Json::array();
    for (auto const& entry : source.directory->delegations) {
        list.push_back({{"consumer_orgno", entry.consumer_orgno},
                        {"supplier_orgno", entry.supplier_orgno},
                        {"scope", entry.scope},
                        {"delegation_source", entry.delegation_source}});
    }
    return list;
}

Json system_users(Source const& source) {
    Json list = Json::array();
    for (auto const& user : source.directory->system_users) {
        Json entry{{"id", user.id}, {"system_id", user.system_id}};
        if (!user.client_id.empty()) entry["client_id"] = user.client_id;
        entry["owner_orgno"] = user.owner_orgno;
        entry["external_ref"] = user.external_ref;
        list.push_back(std::move(entry));
    }
    return list;
}

Json consents(Source const& source) {
    Json list = Json::array();
    for (auto const& [id, consent] : source.directory->consents) {
        list.push_back({{"id", id},
                        {"from", consent.from},
                        {"to_orgno", consent.to_orgno},
                        {"status", consent.status},
                        {"consented", format_utc(consent.consented)},
                        {"valid_to", format_utc(consent.valid_to)},
                        {"consentRights", *consent.rights}});
    }
    return list;
}

struct Kind {
    std::string_view file;
    Json (*entries)(Source const&);
};
constexpr std::array kinds{
    Kind{"organisations.json", organisations},
    Kind{"scopes.json", scopes},
    Kind{"clients.json", clients},
    Kind{"postboxes.json", postboxes},
    Kind{"gotourls.json", goto_urls},
    Kind{"persons.json", persons},
    Kind{"delegations.json", delegations},
    Kind{"systemusers.json", system_users},
    Kind{"consents.json", consents},
};

std::string text_of(Kind const& kind, Source const& source) {
    auto const name = std::string(kind.file.substr(0, kind.file.find('.')));
    return "{\"$schema\": \"schema/" + name + ".schema.json\", \"" + name +
           "\": " + kind.entries(source).dump(2) + "}\n";
}

// The private key that Maskinporten signs with, where it is no longer that of the fixtures.
std::optional<std::string> rotated_pem(Database& database) {
    auto const rows =
        database.read([](Connection& connection) { return store::signing_keys(connection, "maskinporten"); });
    auto const current =
        std::find_if(rows.begin(), rows.end(), [](auto const& row) { return row.state == "current"; });
    return current == rows.end() ? std::nullopt : std::optional(current->pem);
}

// What tells a public key from others: the modulus, or the point's first half.
std::string identity(Json const& jwk) {
    return std::string(string_member(jwk, "n")) + std::string(string_member(jwk, "x"));
}

std::set<std::string> private_keys(Assets const& assets) {
    std::set<std::string> held;
    for (auto const& name : assets.names_below(keys_folder)) {
        if (!name.ends_with(".jwk.json")) continue;
        if (auto const jwk = parse_json(*assets.find(name))) held.insert(identity(*jwk));
    }
    return held;
}

}  // namespace

Json person_document(store::Persons const& people, model::Person const& person) {
    std::string text;
    append_person_json(text, person);
    auto document = need(parse_json(text));
    if (people.is_asked_at_login(person.personidentifikator)) document["bekreft_ved_innlogging"] = "JA";
    return document;
}

std::optional<std::string> FixtureExport::find(std::string_view name) const {
    auto const* const kind =
        std::find_if(kinds.begin(), kinds.end(), [&](Kind const& k) { return k.file == name; });
    if (kind == kinds.end()) return std::nullopt;
    return text_of(*kind, Source(database_));
}

std::vector<FixtureExport::File> FixtureExport::all() const {
    Source const source(database_);
    std::vector<File> files;
    for (auto const& kind : kinds)
        files.push_back({std::string(kind.file), text_of(kind, source)});
    for (auto const& schema : Assets().names_below("fixtures/schema"))
        files.push_back({schema.substr(schema.find('/') + 1), *Assets().find(schema)});
    auto const rotated = rotated_pem(database_);
    for (auto const& asset : assets_.names_below(keys_folder)) {
        auto const name = asset.substr(asset.find('/') + 1);
        bool const is_secret = name.ends_with(".pem") || name.ends_with(".jwk.json");
        bool const is_rotated = rotated && name == rotated_key;
        files.push_back({name, is_rotated ? *rotated : *assets_.find(asset), is_secret});
    }
    return files;
}

std::vector<std::string> FixtureExport::keys_of_others() const {
    auto const held = private_keys(assets_);
    std::vector<std::string> missing;
    Source const source(database_);
    for (auto const& [id, client] : source.directory->clients) {
        for (auto const& key : client.keys)
            if (!held.contains(identity(*key.jwk))) missing.push_back(id + ", kid " + key.kid);
    }
    return missing;
}

std::int64_t FixtureExport::people_left_out() const {
    if (!is_filled(database_)) return 0;
    return database_.read([](Connection& connection) {
        auto row = connection.query("select count(*) from person where position is null");
        row.step();
        return row.number(0);
    });
}

}  // namespace emulator::app
