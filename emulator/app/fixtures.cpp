#include "app/fixtures.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "app/fixture_altinn.h"
#include "app/fixture_faults.h"
#include "app/fixture_persons.h"
#include "app/fixture_times.h"
#include "base/encoding.h"
#include "base/json.h"
#include "model/client.h"
#include "model/identifiers.h"
#include "model/json_fields.h"
#include "store/directory.h"
#include "store/persons.h"

namespace emulator::app {
namespace {

using store::Connection;

// Names that other files refer to; nothing where the file that has them could not be read.
using Names = std::optional<std::set<std::string>>;

struct Reading {
    Assets const& assets;
    Instant now;
    CheckedFixtures result = {};
    Names scopes = {}, operators = {};

    void write(std::function<void(Connection&)> work) {
        result.kinds.back().writes.push_back(std::move(work));
    }
};

class File {
public:
    File(Reading& reading, std::string kind) : reading_(reading), kind_(std::move(kind)) {
        reading.result.kinds.push_back({kind_});
        auto const name = "fixtures/" + kind_ + ".json";
        shown_name_ = reading.assets.display_name(name);
        read(reading.assets.find(name));
    }

    // Nothing where the file cannot be read.
    Json const* entries() const { return document_ ? entries_of(*document_, kind_) : nullptr; }

    void add(JsonPath const& path, std::string what) {
        reading_.result.faults.push_back({shown_name_, place_of(text_, path), std::move(what)});
    }
    // About an entry, or what is in it. `id` is the member that tells one entry from another.
    void add(std::size_t entry, char const* id, EntryFaults const& faults) {
        auto const name = string_member((*entries())[entry], id);
        auto const told = "entry " + std::to_string(entry + 1) +
                          (name.empty() ? "" : " (" + std::string(id) + " " + shown(name, 60) + ")") + ": ";
        for (auto const& [path, what] : faults.all()) {
            auto whole = document_->is_array() ? JsonPath{} : JsonPath{kind_};
            whole.push_back(std::to_string(entry));
            whole.insert(whole.end(), path.begin(), path.end());
            add(whole, told + what);
        }
    }

private:
    void read(std::optional<std::string> text) {
        if (!text) return unreadable({}, "there is no such file; expected a JSON array");
        text_ = std::move(*text);
        auto document = parse_json(text_);
        if (!document) {
            auto const& description = document.error().description;
            return unreadable(place_told(description), description);
        }
        document_ = std::move(*document);
        if (!entries()) {
            add({}, "expected a JSON array at the top, or an object with the array as its member '" + kind_ +
                        "'");
        } else if (document_->is_object()) {
            model::JsonFields fields(*document_);
            fields.ignore(kind_);
            EntryFaults faults;
            faults.add(fields);
            for (auto const& [path, what] : faults.all())
                add(path, what);
        }
    }
    void unreadable(TextPlace place, std::string what) {
        reading_.result.faults.push_back({shown_name_, place, std::move(what)});
    }

    Reading& reading_;
    std::string kind_;
    std::string shown_name_;
    std::string text_;
    std::optional<Json> document_;
};

// Calls `read` for each entry of a file. False where there is nothing to read.
bool each(Reading& reading, std::string const& kind, char const* id,
          std::function<void(Json const&, std::size_t, EntryFaults&)> const& read) {
    File file(reading, kind);
    auto const* const entries = file.entries();
    if (!entries) return false;
    reading.result.kinds.back().entries = entries->size();
    std::set<std::string> seen;
    for (std::size_t i = 0; i < entries->size(); ++i) {
        auto const& entry = (*entries)[i];
        EntryFaults faults;
        auto const name = std::string(string_member(entry, id));
        if (!name.empty() && !seen.insert(name).second)
            faults.add({id}, std::string(id) + " stands twice in the file");
        read(entry, i, faults);
        file.add(i, id, faults);
    }
    return true;
}

std::string wrong(std::string const& member, std::string const& received, std::string const& expected) {
    return "member '" + member + "': received \"" + shown(received, 40) + "\", expected " + expected;
}

void require_organisation_number(model::JsonFields& fields, std::string_view name, std::string& into) {
    fields.organisation_number(name, into);
    if (into.empty()) fields.fault(name, "nothing", "an organisation number");
}

// The prefixes of scope names that the organisation owns.
void read_prefixes(Reading& reading, std::vector<std::string> const& prefixes, std::string const& orgnr,
                   std::set<std::string>& owned, EntryFaults& faults) {
    for (std::size_t i = 0; i < prefixes.size(); ++i) {
        auto const& prefix = prefixes[i];
        JsonPath const path{"prefixes", std::to_string(i)};
        if (!model::is_scope_prefix(prefix))
            faults.add(path, wrong("prefixes", prefix, "small letters, digits, '-', '_' and '.'"));
        else if (!owned.insert(prefix).second)
            faults.add(path, wrong("prefixes", prefix, "a prefix that no other organisation has"));
        reading.write([=](Connection& connection) { store::put_prefix(connection, prefix, orgnr); });
    }
}

void read_organisations(Reading& reading) {
    std::set<std::string> ids, owned;
    each(reading, "organisations", "orgnr", [&](Json const& entry, std::size_t, EntryFaults& faults) {
        model::Organisation organisation;
        std::vector<std::string> prefixes;
        model::JsonFields fields(entry);
        fields.required_text("id", organisation.id);
        require_organisation_number(fields, "orgnr", organisation.orgnr);
        fields.required_text("navn", organisation.navn);
        fields.texts("prefixes", prefixes);
        faults.add(fields);
        if (!organisation.id.empty() && !ids.insert(organisation.id).second)
            faults.add({"id"}, wrong("id", organisation.id, "an id that no other organisation has"));
        reading.write([=](Connection& connection) { store::put_organisation(connection, organisation); });
        read_prefixes(reading, prefixes, organisation.orgnr, owned, faults);
    });
}

// The number of a consumer with an approved access, or an object that tells its state.
model::Access read_access(std::string const& scope, Json const& given, Instant now, JsonPath const& path,
                          EntryFaults& faults) {
    model::Access access{scope, ""};
    if (given.is_object()) {
        model::JsonFields fields(given);
        require_organisation_number(fields, "consumer_orgno", access.consumer_orgno);
        fields.one_of("state", access.state, {"APPROVED", "REQUESTED", "DENIED"});
        read_time(fields, "created", now, access.registered.created);
        read_time(fields, "last_updated", now, access.registered.last_updated);
        faults.add(fields, path);
        return access;
    }
    if (given.is_string()) access.consumer_orgno = given.get<std::string>();
    if (!model::is_organisation_number(access.consumer_orgno))
        faults.add(path, "access: received " + shown(given.dump(), 40) + ", expected organisation numbers");
    return access;
}

void read_scopes(Reading& reading) {
    std::set<std::string> names;
    bool const is_read =
        each(reading, "scopes", "name", [&](Json const& entry, std::size_t, EntryFaults& faults) {
            model::JsonFields fields(entry);
            auto const scope = model::read_scope(fields);
            faults.add(fields);
            names.insert(scope.name);
            if (!entry.is_object()) return;
            auto document = entry;
            auto const access = document.contains("access") ? document["access"] : Json::array();
            document.erase("access");
            reading.write([name = scope.name, text = document.dump()](Connection& connection) {
                store::put_scope(connection, name, text);
            });
            if (!access.is_array())
                return faults.add({"access"},
                                  wrong("access", access.dump(), "an array of organisation numbers"));
            for (std::size_t i = 0; i < access.size(); ++i) {
                reading.write([one = read_access(scope.name, access[i], reading.now,
                                                 {"access", std::to_string(i)}, faults)](
                                  Connection& connection) { store::put_access(connection, one); });
            }
        });
    if (is_read) reading.scopes = std::move(names);
}

void check_grant_types(std::vector<std::string> const& given, EntryFaults& faults) {
    constexpr std::array<std::string_view, 3> known{"authorization_code", "refresh_token",
                                                    model::jwt_bearer_grant};
    for (std::size_t i = 0; i < given.size(); ++i) {
        if (std::find(known.begin(), known.end(), given[i]) == known.end())
            faults.add({"grant_types", std::to_string(i)},
                       "grant_types: received \"" + shown(given[i], 60) +
                           "\", expected authorization_code, refresh_token or " + std::string(known.back()));
    }
}

void read_clients(Reading& reading) {
    each(reading, "clients", "client_id", [&](Json const& entry, std::size_t, EntryFaults& faults) {
        model::JsonFields fields(entry);
        auto const client = model::read_client(fields);
        faults.add(fields);
        check_grant_types(client.grant_types, faults);
        for (std::size_t i = 0; i < client.scopes.size(); ++i) {
            if (reading.scopes && !reading.scopes->contains(client.scopes[i]))
                faults.add({"scopes", std::to_string(i)},
                           "scopes: '" + shown(client.scopes[i], 60) + "' is no scope of scopes.json");
        }
        reading.write([id = client.client_id, text = entry.dump()](Connection& connection) {
            store::put_client(connection, id, text);
        });
    });
}

void read_postboxes(Reading& reading) {
    std::set<std::string> operators;
    auto const read = [&](Json const& entry, std::size_t, EntryFaults& faults) {
        model::PostboxOperator postbox;
        model::JsonFields fields(entry);
        require_organisation_number(fields, "orgnr", postbox.orgnr);
        fields.required_text("navn", postbox.navn);
        fields.required_text("sertifikat", postbox.sertifikat);
        if (!base64_decode(postbox.sertifikat))
            fields.fault("sertifikat", "\"" + shown(postbox.sertifikat, 40) + "\"",
                         "a certificate as base64 of its DER, without line breaks");
        faults.add(fields);
        operators.insert(postbox.orgnr);
        reading.write([=](Connection& connection) { store::put_postbox_operator(connection, postbox); });
    };
    if (each(reading, "postboxes", "orgnr", read)) reading.operators = std::move(operators);
}

void read_goto_urls(Reading& reading) {
    each(reading, "gotourls", "", [&](Json const& entry, std::size_t, EntryFaults& faults) {
        if (!entry.is_string()) return faults.add({}, "expected a string, the address of a service");
        auto const& address = entry.get_ref<std::string const&>();
        bool const absolute =
            address.starts_with("http://") || address.starts_with("https://") || address.starts_with("${");
        if (!absolute)
            faults.add(
                {}, "received \"" + shown(address, 60) + "\", expected an address with http:// or https://");
        reading.write([address](Connection& connection) { store::put_goto_url(connection, address); });
    });
}

void read_persons(Reading& reading) {
    auto const knows_operator = [&](std::string const& orgnr) {
        return !reading.operators || reading.operators->contains(orgnr);
    };
    each(reading, "persons", "personidentifikator",
         [&](Json const& entry, std::size_t index, EntryFaults& faults) {
             auto const person = read_person(entry, reading.now, knows_operator, faults);
             reading.write([=, asked = asked_at_login(entry)](Connection& connection) {
                 store::put_person(connection, person, static_cast<std::int64_t>(index));
                 if (asked) store::put_asked_at_login(connection, person.personidentifikator, *asked);
             });
         });
}

void read_delegations(Reading& reading) {
    each(reading, "delegations", "", [&](Json const& entry, std::size_t, EntryFaults& faults) {
        model::JsonFields fields(entry);
        auto const delegation = read_delegation(fields);
        faults.add(fields);
        if (reading.scopes && !delegation.scope.empty() && !reading.scopes->contains(delegation.scope))
            faults.add({"scope"}, wrong("scope", delegation.scope, "a scope of scopes.json"));
        reading.write([=](Connection& connection) { store::put_delegation(connection, delegation); });
    });
}

void read_system_users(Reading& reading) {
    each(reading, "systemusers", "id", [&](Json const& entry, std::size_t, EntryFaults& faults) {
        model::JsonFields fields(entry);
        auto const user = read_system_user(fields);
        faults.add(fields);
        reading.write([=](Connection& connection) { store::put_system_user(connection, user); });
    });
}

void read_consents(Reading& reading) {
    each(reading, "consents", "id", [&](Json const& entry, std::size_t, EntryFaults& faults) {
        model::JsonFields fields(entry);
        auto const consent = read_consent(fields, reading.now);
        faults.add(fields);
        reading.write([=](Connection& connection) { store::put_consent(connection, consent); });
    });
}

}  // namespace

Json const* entries_of(Json const& document, std::string_view kind) {
    if (document.is_array()) return &document;
    if (!document.is_object()) return nullptr;
    auto const found = document.find(kind);
    return found != document.end() && found->is_array() ? &*found : nullptr;
}

std::string text_of(FixtureFault const& fault) {
    auto const place = fault.place.line == 0 ? std::string()
                                             : ":" + std::to_string(fault.place.line) + ":" +
                                                   std::to_string(fault.place.column);
    return fault.file + place + ": " + fault.what;
}

CheckedFixtures check_fixtures(Assets const& assets, Instant now) {
    Reading reading{assets, now};
    for (auto* const read : {read_organisations, read_scopes, read_clients, read_postboxes, read_goto_urls,
                             read_persons, read_delegations, read_system_users, read_consents}) {
        read(reading);
    }
    return std::move(reading.result);
}

Result<> load_fixtures(Assets const& assets, store::Database& database, Instant now) {
    auto const checked = check_fixtures(assets, now);
    if (!checked.faults.empty()) {
        auto const more = checked.faults.size() - 1;
        return Error{ErrorCode::invalid_request,
                     text_of(checked.faults.front()) +
                         (more == 0 ? ""
                                    : "; and " + std::to_string(more) +
                                          " more: digdir-emulator fixtures check tells them all")};
    }
    database.write([&](Connection& connection) {
        for (auto const& kind : checked.kinds)
            for (auto const& write : kind.writes)
                write(connection);
    });
    return {};
}

bool has_data(store::Database& database) {
    return database.read(
        [](Connection& connection) { return connection.query("select 1 from client limit 1").step(); });
}

}  // namespace emulator::app
