#include "app/fixtures.h"

#include <array>
#include <functional>
#include <nlohmann/json.hpp>
#include <set>

#include "app/fixture_altinn.h"
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

// What is written once everything was found right.
using Write = std::function<void(store::Connection&)>;

struct Reading {
    Assets const& assets;
    Instant now;
    std::vector<Write> writes = {};
};

Error misplaced(Reading const& reading, std::string const& file, std::string const& place,
                std::string const& what) {
    return {ErrorCode::invalid_request,
            reading.assets.display_name(file) + ": " + (place.empty() ? "" : place + ": ") + what};
}

// Calls `read` for each object of an array file; its refusals get file and place in front. `name` is the
// member that tells one object from another.
Result<> each(Reading& reading, std::string const& file, char const* name,
              std::function<Result<>(Json const&, std::size_t)> const& read) {
    auto const text = reading.assets.find(file);
    if (!text) return misplaced(reading, file, "", "there is no such file; expected a JSON array");
    auto const document = parse_json(*text);
    if (!document) return misplaced(reading, file, "", document.error().description);
    if (!document->is_array()) return misplaced(reading, file, "", "expected a JSON array at the top");
    std::set<std::string> seen;
    for (std::size_t i = 0; i < document->size(); ++i) {
        auto const& entry = (*document)[i];
        auto const id = std::string(string_member(entry, name));
        auto const place = "entry " + std::to_string(i + 1) +
                           (id.empty() ? "" : " (" + std::string(name) + " " + shown(id, 60) + ")");
        if (!id.empty() && !seen.insert(id).second)
            return misplaced(reading, file, place, std::string(name) + " stands twice in the file");
        if (auto const done = read(entry, i); !done)
            return misplaced(reading, file, place, done.error().description);
    }
    return {};
}

Error wrong(std::string const& member, std::string const& received, std::string const& expected) {
    return {ErrorCode::invalid_request,
            "member '" + member + "': received \"" + shown(received, 40) + "\", expected " + expected};
}

constexpr auto right_number = "an organisation number of nine digits with a right check digit";

Result<> read_organisations(Reading& reading) {
    std::set<std::string> ids;
    std::set<std::string> owned;
    return each(
        reading, "fixtures/organisations.json", "orgnr", [&](Json const& entry, std::size_t) -> Result<> {
            model::Organisation organisation;
            model::JsonFields fields(entry);
            fields.required_text("id", organisation.id);
            fields.required_text("orgnr", organisation.orgnr);
            fields.required_text("navn", organisation.navn);
            std::vector<std::string> prefixes;
            fields.texts("prefixes", prefixes);
            EMULATOR_TRY(fields.finish());
            if (!model::is_organisation_number(organisation.orgnr))
                return wrong("orgnr", organisation.orgnr, right_number);
            if (!ids.insert(organisation.id).second)
                return wrong("id", organisation.id, "an id that no other organisation has");
            reading.writes.push_back(
                [=](store::Connection& connection) { store::put_organisation(connection, organisation); });
            for (auto const& prefix : prefixes) {
                if (!model::is_scope_prefix(prefix))
                    return wrong("prefixes", prefix, "small letters, digits, '-', '_' and '.'");
                if (!owned.insert(prefix).second)
                    return wrong("prefixes", prefix, "a prefix that no other organisation has");
                reading.writes.push_back([prefix, orgnr = organisation.orgnr](store::Connection& connection) {
                    store::put_prefix(connection, prefix, orgnr);
                });
            }
            return {};
        });
}

// The number of a consumer with an approved access, or an object that tells its state.
Result<model::Access> access_from_json(std::string const& scope, Json const& given, Instant now) {
    model::Access access{scope, ""};
    if (given.is_string()) {
        access.consumer_orgno = given.get<std::string>();
        if (model::is_organisation_number(access.consumer_orgno)) return access;
    }
    if (!given.is_object()) {
        return Error{ErrorCode::invalid_request,
                     "access: received " + shown(given.dump(), 40) + ", expected organisation numbers"};
    }
    model::JsonFields fields(given);
    fields.required_text("consumer_orgno", access.consumer_orgno);
    fields.organisation_number("consumer_orgno", access.consumer_orgno);
    fields.one_of("state", access.state, {"APPROVED", "REQUESTED", "DENIED"});
    read_time(fields, "created", now, access.registered.created);
    read_time(fields, "last_updated", now, access.registered.last_updated);
    EMULATOR_TRY(fields.finish());
    return access;
}

Result<std::set<std::string>> read_scopes(Reading& reading) {
    std::set<std::string> names;
    auto const read = [&](Json const& entry, std::size_t) -> Result<> {
        auto const scope = EMULATOR_TRY(model::scope_from_json(entry));
        names.insert(scope.name);
        auto document = entry;
        auto const access = document.contains("access") ? document["access"] : Json::array();
        document.erase("access");
        if (!access.is_array()) return wrong("access", access.dump(), "an array of organisation numbers");
        reading.writes.push_back([name = scope.name, text = document.dump()](store::Connection& connection) {
            store::put_scope(connection, name, text);
        });
        for (auto const& given : access) {
            auto const read_one = EMULATOR_TRY(access_from_json(scope.name, given, reading.now));
            reading.writes.push_back(
                [read_one](store::Connection& connection) { store::put_access(connection, read_one); });
        }
        return {};
    };
    EMULATOR_TRY(each(reading, "fixtures/scopes.json", "name", read));
    return names;
}

Result<> read_clients(Reading& reading, std::set<std::string> const& scopes) {
    return each(reading, "fixtures/clients.json", "client_id",
                [&](Json const& entry, std::size_t) -> Result<> {
                    auto const client = EMULATOR_TRY(model::client_from_json(entry));
                    for (auto const& scope : client.scopes) {
                        if (!scopes.contains(scope)) {
                            return Error{ErrorCode::invalid_request,
                                         "scopes: '" + shown(scope, 60) + "' is no scope of scopes.json"};
                        }
                    }
                    reading.writes.push_back(
                        [id = client.client_id, text = entry.dump()](store::Connection& connection) {
                            store::put_client(connection, id, text);
                        });
                    return {};
                });
}

Result<std::set<std::string>> read_postboxes(Reading& reading) {
    std::set<std::string> operators;
    auto const read = [&](Json const& entry, std::size_t) -> Result<> {
        model::PostboxOperator postbox;
        model::JsonFields fields(entry);
        fields.required_text("orgnr", postbox.orgnr);
        fields.required_text("navn", postbox.navn);
        fields.required_text("sertifikat", postbox.sertifikat);
        EMULATOR_TRY(fields.finish());
        if (!model::is_organisation_number(postbox.orgnr)) return wrong("orgnr", postbox.orgnr, right_number);
        if (!base64_decode(postbox.sertifikat))
            return wrong("sertifikat", postbox.sertifikat,
                         "a certificate as base64 of its DER, without line breaks");
        operators.insert(postbox.orgnr);
        reading.writes.push_back(
            [=](store::Connection& connection) { store::put_postbox_operator(connection, postbox); });
        return {};
    };
    EMULATOR_TRY(each(reading, "fixtures/postboxes.json", "orgnr", read));
    return operators;
}

Result<> read_goto_urls(Reading& reading) {
    return each(reading, "fixtures/gotourls.json", "", [&](Json const& entry, std::size_t) -> Result<> {
        if (!entry.is_string())
            return Error{ErrorCode::invalid_request, "expected a string, the address of a service"};
        auto const& address = entry.get_ref<std::string const&>();
        bool const absolute =
            address.starts_with("http://") || address.starts_with("https://") || address.starts_with("${");
        if (!absolute) {
            return Error{ErrorCode::invalid_request, "received \"" + shown(address, 60) +
                                                         "\", expected an address with http:// or https://"};
        }
        reading.writes.push_back([url = entry.get<std::string>()](store::Connection& connection) {
            store::put_goto_url(connection, url);
        });
        return {};
    });
}

Result<> read_persons(Reading& reading, std::set<std::string> const& operators) {
    return each(reading, "fixtures/persons.json", "personidentifikator",
                [&](Json const& entry, std::size_t index) -> Result<> {
                    auto person = EMULATOR_TRY(person_from_json(entry, reading.now));
                    auto const& postbox_operator = person.postkasseleverandoeradresse;
                    if (!postbox_operator.empty() && !operators.contains(postbox_operator)) {
                        return wrong("postkasseleverandoeradresse", postbox_operator,
                                     "the orgnr of an operator in postboxes.json");
                    }
                    reading.writes.push_back([=](store::Connection& connection) {
                        store::put_person(connection, person, static_cast<std::int64_t>(index));
                    });
                    return {};
                });
}

Result<> read_delegations(Reading& reading, std::set<std::string> const& scopes) {
    return each(reading, "fixtures/delegations.json", "", [&](Json const& entry, std::size_t) -> Result<> {
        auto const delegation = EMULATOR_TRY(delegation_from_json(entry));
        if (!scopes.contains(delegation.scope))
            return wrong("scope", delegation.scope, "a scope of scopes.json");
        reading.writes.push_back(
            [=](store::Connection& connection) { store::put_delegation(connection, delegation); });
        return {};
    });
}

Result<> read_system_users(Reading& reading) {
    return each(reading, "fixtures/systemusers.json", "id", [&](Json const& entry, std::size_t) -> Result<> {
        auto const user = EMULATOR_TRY(system_user_from_json(entry));
        reading.writes.push_back(
            [=](store::Connection& connection) { store::put_system_user(connection, user); });
        return {};
    });
}

Result<> read_consents(Reading& reading) {
    return each(reading, "fixtures/consents.json", "id", [&](Json const& entry, std::size_t) -> Result<> {
        auto const consent = EMULATOR_TRY(consent_from_json(entry, reading.now));
        reading.writes.push_back(
            [=](store::Connection& connection) { store::put_consent(connection, consent); });
        return {};
    });
}

}  // namespace

Result<> load_fixtures(Assets const& assets, store::Database& database, Instant now) {
    Reading reading{assets, now};
    EMULATOR_TRY(read_organisations(reading));
    auto const scopes = EMULATOR_TRY(read_scopes(reading));
    EMULATOR_TRY(read_clients(reading, scopes));
    auto const operators = EMULATOR_TRY(read_postboxes(reading));
    EMULATOR_TRY(read_goto_urls(reading));
    EMULATOR_TRY(read_persons(reading, operators));
    EMULATOR_TRY(read_delegations(reading, scopes));
    EMULATOR_TRY(read_system_users(reading));
    EMULATOR_TRY(read_consents(reading));
    database.write([&](store::Connection& connection) {
        for (auto const& write : reading.writes)
            write(connection);
    });
    return {};
}

bool has_data(store::Database& database) {
    return database.read([](store::Connection& connection) {
        return connection.query("select 1 from client limit 1").step();
    });
}

}  // namespace emulator::app
