#include "app/fixtures.h"

#include <doctest/doctest.h>

#include <functional>
#include <nlohmann/json.hpp>

#include "base/json.h"
#include "base/times.h"
#include "store/directory.h"
#include "store/persons.h"
#include "support/temporary_folder.h"

namespace emulator::app {
namespace {

constexpr Instant now{seconds(1795348800)};

std::unique_ptr<store::Database> memory() {
    return need(store::Database::open(std::nullopt, Assets()));
}

store::Placeholders const origins{{"demotjeneste", "http://localhost:4706"},
                                  {"minprofil", "http://localhost:4704"}};

TEST_CASE("the data set that everyone starts with loads whole") {
    auto const database = memory();
    CHECK_FALSE(has_data(*database));
    REQUIRE(load_fixtures(Assets(), *database, now).has_value());
    CHECK(has_data(*database));

    store::DirectoryStore const store(*database, origins);
    auto const directory = store.now();
    for (auto const* id :
         {"demo-etat-nokkel", "demo-etat-sertifikat", "demo-leverandoer-klient", "demo-selvbetjening",
          "demo-leverandoer-selvbetjening", "demotjeneste", "minprofil", "min-tjeneste",
          "min-tjeneste-nokkel", "min-tjeneste-post", "min-tjeneste-sertifikat", "min-spa", "min-api"}) {
        CAPTURE(id);
        REQUIRE(directory->client(id));
        CHECK(directory->client(id)->active);
        CHECK(directory->organisations.contains(directory->client(id)->client_orgno));
        for (auto const& scope : directory->client(id)->scopes)
            CHECK(directory->scope(scope));
    }
    CHECK(directory->client("demotjeneste")->redirect_uris ==
          std::vector<std::string>{"http://localhost:4706/callback"});
    CHECK(directory->client("min-tjeneste")->client_secret == "min-tjeneste-hemmelighet");
    CHECK(directory->client("min-spa")->pkce_required);
    CHECK(directory->has_access("krr:global/kontaktinformasjon.read", "310222224"));
    CHECK_FALSE(directory->has_access("krr:global/kontaktinformasjon.read", "313111113"));
    CHECK(directory->postbox_operators.size() == 2);
    CHECK(directory->delegations.contains(
        {"310222224", "313111113", "krr:global/postkasse.read", "https://tt02.altinn.no/"}));
    REQUIRE(directory->system_users.size() == 1);
    CHECK(directory->system_users[0].external_ref == "310222224");
    auto const& consent = directory->consents.at("b94e2d07-61c5-4f3a-8e20-1d7a9c5f4e86");
    CHECK(consent.consented == now - std::chrono::days(30));
    CHECK(consent.rights->at(0).at("metadata").at("tilogmed") == "2024-12");
    CHECK(directory->goto_urls == std::vector<std::string>{"http://localhost:4706/", "http://localhost:*/"});
}

TEST_CASE("the people come in the order of the file, each with a story and a name") {
    auto const database = memory();
    need(load_fixtures(Assets(), *database, now));
    auto const people = store::Persons(*database).listed();
    CHECK(people.size() >= 12);
    auto const document = need(parse_json(*Assets().find("fixtures/persons.json")));
    auto const& file = document.at("persons");
    REQUIRE(file.size() == people.size());
    for (std::size_t i = 0; i < people.size(); ++i) {
        CAPTURE(i);
        CHECK(people[i].personidentifikator.digits() == string_member(file[i], "personidentifikator"));
        CHECK(model::person_number_fault(people[i].personidentifikator.digits()).empty());
        CHECK_FALSE(people[i].beskrivelse.empty());
        CHECK(people[i].name().size() > 3);
    }
    auto const& first = people.front();
    CHECK(first.personidentifikator.digits() == "28876895937");
    CHECK(first.status == model::Registration::AKTIV);
    CHECK(first.spraak == "nb");
    CHECK_FALSE(first.reservasjon);
    CHECK(first.epostadresse.value == "stodig.vindmolle@example.no");
    CHECK(first.epostadresse.oppdatert == plus_months(now, -3));
    CHECK(first.epostadresse.sist_verifisert == now - std::chrono::days(3) - std::chrono::hours(2));
    CHECK(first.mobiltelefonnummer.value == "+4799999901");
    CHECK(first.postkasseadresse == "stodig.vindmolle#7K2D");
    CHECK(first.postkasseleverandoeradresse == "984661185");
}

TEST_CASE("durations count from the moment of loading") {
    for (auto const at : {now, now + std::chrono::days(3000)}) {
        auto const database = memory();
        need(load_fixtures(Assets(), *database, at));
        auto const person = store::Persons(*database).find(need(model::PersonNumber::parse("28876895937")));
        REQUIRE(person.has_value());
        CHECK(person->epostadresse.oppdatert == plus_months(at, -3));
    }
}

// A copy of the fixtures in which one file is changed.
class Copy {
public:
    Copy() {
        for (auto const& name : Assets().names_below("fixtures"))
            test::write_file(folder_ / name.substr(9), *Assets().find(name));
        assets_.read_from_disk("fixtures", folder_.path());
    }
    void replace(std::string const& file, std::string const& text) const {
        test::write_file(folder_ / file, text);
    }
    void remove(std::string const& file) const { std::filesystem::remove(folder_ / file); }
    void change(std::string const& file, std::function<void(Json&)> const& edit) const {
        auto document = need(parse_json(test::file_bytes(folder_ / file)));
        edit(document.at(file.substr(0, file.find('.'))));
        replace(file, document.dump(2));
    }
    std::string path(std::string const& file) const { return (folder_ / file).string(); }
    Assets const& assets() const { return assets_; }

private:
    test::TemporaryFolder folder_;
    Assets assets_;
};

// Nothing is left of a data set that was refused.
void check_empty(store::Database& database) {
    CHECK_FALSE(has_data(database));
    store::DirectoryStore const store(database, {});
    CHECK(store.now()->scopes.empty());
    CHECK(store.now()->accesses.empty());
    CHECK(store.now()->organisations.empty());
    CHECK(store.now()->postbox_operators.empty());
    CHECK(store.now()->goto_urls.empty());
    CHECK(store.now()->delegations.empty());
    CHECK(store.now()->system_users.empty());
    CHECK(store.now()->consents.empty());
    CHECK(store::Persons(database).listed().empty());
}

TEST_CASE("an unchanged copy on disk loads as the carried one does") {
    Copy const copy;
    auto const database = memory();
    REQUIRE(load_fixtures(copy.assets(), *database, now).has_value());
    CHECK(store::Persons(*database).listed().size() >= 12);
}

TEST_CASE("a mistake in any file is told with file, place, what stands there and what would be valid") {
    auto const set = [](std::size_t entry, std::string name, Json value) {
        return [=](Json& document) { document[entry][name] = value; };
    };
    auto const erase = [](std::size_t entry, std::string name) {
        return [=](Json& document) { document[entry].erase(name); };
    };
    auto const in_contact = [](std::string name, Json value) {
        return [=](Json& document) { document[0]["kontaktinformasjon"][name] = value; };
    };
    auto const again = [](Json& document) { document.push_back(document[0]); };
    struct Row {
        std::string name;
        std::string file;
        std::function<void(Json&)> edit;
        std::vector<std::string> told;
    };
    for (auto const& row : {
             Row{"an organisation number",
                 "organisations.json",
                 set(1, "orgnr", "313111114"),
                 {"entry 2 (orgnr 313111114)", "'orgnr'", "313111114", "check digit"}},
             Row{"an organisation twice",
                 "organisations.json",
                 again,
                 {"entry 4 (orgnr 310222224)", "twice"}},
             Row{"an organisation's id twice",
                 "organisations.json",
                 set(1, "id", "demo-etat"),
                 {"entry 2 (orgnr 313111113)", "'id'", "demo-etat"}},
             Row{"an organisation without a name",
                 "organisations.json",
                 erase(0, "navn"),
                 {"entry 1", "'navn'"}},
             Row{"an unknown member",
                 "organisations.json",
                 set(0, "Navn", "x"),
                 {"entry 1", "unknown member 'Navn'", "navn"}},
             Row{"no object",
                 "organisations.json",
                 [](Json& document) { document[1] = "demo-etat"; },
                 {"entry 2", "expected a JSON object"}},
             Row{"no array",
                 "organisations.json",
                 [](Json& document) { document = Json::object(); },
                 {"expected a JSON array at the top"}},
             Row{"a scope's owner",
                 "scopes.json",
                 set(0, "owner_orgno", "991825828"),
                 {"entry 1 (name krr:global/kontaktinformasjon.read)", "'owner_orgno'", "991825828"}},
             Row{"a scope twice",
                 "scopes.json",
                 again,
                 {"(name krr:global/kontaktinformasjon.read)", "twice"}},
             Row{"a scope's flag",
                 "scopes.json",
                 set(0, "active", "yes"),
                 {"entry 1", "'active'", "true or false"}},
             Row{"an access that is no number",
                 "scopes.json",
                 set(0, "access", {"demo-etat"}),
                 {"entry 1", "access", "demo-etat", "organisation numbers"}},
             Row{"a delegation to nobody",
                 "delegations.json",
                 erase(0, "supplier_orgno"),
                 {"entry 1", "'supplier_orgno'", "nothing", "an organisation number"}},
             Row{"a delegation of an unknown scope",
                 "delegations.json",
                 set(1, "scope", "krr:none"),
                 {"entry 2", "'scope'", "krr:none", "a scope of scopes.json"}},
             Row{"a system user's owner",
                 "systemusers.json",
                 set(0, "owner_orgno", "310222225"),
                 {"entry 1 (id ", "'owner_orgno'", "310222225", "check digit"}},
             Row{"a consent of nobody",
                 "consents.json",
                 set(0, "from", "28876895937"),
                 {"entry 1 (id ", "'from'", "28876895937", "urn:altinn:person:identifier-no:"}},
             Row{"a consent of a real person number",
                 "consents.json",
                 set(0, "from", "urn:altinn:person:identifier-no:28076895937"),
                 {"entry 1 (id ", "'from'", "28076895937"}},
             Row{"a consent's time",
                 "consents.json",
                 set(0, "valid_to", "next year"),
                 {"entry 1 (id ", "'valid_to'", "next year", "P19M"}},
             Row{"a consent without rights",
                 "consents.json",
                 set(0, "consentRights", Json::array()),
                 {"entry 1 (id ", "'consentRights'", "an array of rights"}},
             Row{"a consent's status",
                 "consents.json",
                 set(0, "status", "given"),
                 {"entry 1 (id ", "'status'", "given", "Accepted"}},
             Row{"an access that is no list",
                 "scopes.json",
                 set(0, "access", "310222224"),
                 {"entry 1", "'access'", "an array of organisation numbers"}},
             Row{"a client's scope",
                 "clients.json",
                 set(0, "scopes", {"krr:globl/x"}),
                 {"entry 1 (client_id demo-etat-nokkel)", "'krr:globl/x'", "scopes.json"}},
             Row{"a client's method",
                 "clients.json",
                 set(0, "token_endpoint_auth_method", "jwt"),
                 {"entry 1 (client_id demo-etat-nokkel)", "'token_endpoint_auth_method'", "private_key_jwt"}},
             Row{"a client's grant",
                 "clients.json",
                 set(0, "grant_types", Json::array({"refresh_token", "jwt_bearer"})),
                 {"grant_types: received \"jwt_bearer\"", "authorization_code, refresh_token or urn:"}},
             Row{"a client twice", "clients.json", again, {"(client_id demo-etat-nokkel)", "twice"}},
             Row{"a client without a name",
                 "clients.json",
                 erase(0, "client_id"),
                 {"entry 1", "'client_id'"}},
             Row{"a private key",
                 "clients.json",
                 [](Json& document) { document[0]["jwks"]["keys"][0]["d"] = "AQAB"; },
                 {"entry 1 (client_id demo-etat-nokkel)", "'jwks'", "private key"}},
             Row{"an operator's number",
                 "postboxes.json",
                 set(0, "orgnr", "984661186"),
                 {"entry 1 (orgnr 984661186)", "'orgnr'", "check digit"}},
             Row{"an operator's certificate",
                 "postboxes.json",
                 set(0, "sertifikat", "-----BEGIN CERTIFICATE-----"),
                 {"entry 1 (orgnr 984661185)", "'sertifikat'", "base64"}},
             Row{"a return address that is none",
                 "gotourls.json",
                 [](Json& document) { document[1] = 7; },
                 {"entry 2", "expected a string"}},
             Row{"a return address without a scheme",
                 "gotourls.json",
                 [](Json& document) { document[0] = "localhost:4706"; },
                 {"entry 1", "localhost:4706", "http://"}},
             Row{"a return address that is a script",
                 "gotourls.json",
                 [](Json& document) { document[0] = "javascript:alert(1)"; },
                 {"entry 1", "javascript:alert(1)"}},
             Row{"a real-looking person number",
                 "persons.json",
                 set(2, "personidentifikator", "12345678901"),
                 {"entry 3 (personidentifikator 12345678901)", "synthetic"}},
             Row{"a person number as a number",
                 "persons.json",
                 set(0, "personidentifikator", 28876895937),
                 {"entry 1", "'personidentifikator'", "a string"}},
             Row{"a person twice", "persons.json", again, {"(personidentifikator 28876895937)", "twice"}},
             Row{"a person's status",
                 "persons.json",
                 set(0, "status", "aktiv"),
                 {"entry 1", "'status'", "AKTIV, SLETTET"}},
             Row{"a person without status",
                 "persons.json",
                 erase(0, "status"),
                 {"entry 1", "'status'", "AKTIV, SLETTET"}},
             Row{"a person's reservation",
                 "persons.json",
                 set(0, "reservasjon", true),
                 {"entry 1", "'reservasjon'"}},
             Row{"a person's language",
                 "persons.json",
                 set(0, "spraak", "no"),
                 {"entry 1", "'spraak'", "nb, nn, en, se"}},
             Row{"a person's time",
                 "persons.json",
                 set(0, "spraak_oppdatert", "last year"),
                 {"entry 1", "'spraak_oppdatert'", "last year", "-P19M"}},
             Row{"a person's duration",
                 "persons.json",
                 in_contact("epostadresse_oppdatert", "-P3Months"),
                 {"entry 1", "'epostadresse_oppdatert'", "-P3Months"}},
             Row{"contact data without a time",
                 "persons.json",
                 [](Json& document) {
                     document[0]["kontaktinformasjon"] = {{"epostadresse", "a@example.no"}};
                 },
                 {"entry 1", "'epostadresse_oppdatert'", "when epostadresse was set"}},
             Row{"an unknown kind of contact data",
                 "persons.json",
                 in_contact("telefon", "1"),
                 {"entry 1", "unknown member 'telefon'"}},
             Row{"contact data that is no object",
                 "persons.json",
                 set(0, "kontaktinformasjon", "a@example.no"),
                 {"entry 1", "expected a JSON object"}},
             Row{"an unknown operator",
                 "persons.json",
                 [](Json& document) {
                     document[0]["digital_post"]["postkasseleverandoeradresse"] = "310222224";
                 },
                 {"entry 1", "'postkasseleverandoeradresse'", "310222224", "postboxes.json"}},
             Row{"half a postbox",
                 "persons.json",
                 [](Json& document) { document[0]["digital_post"].erase("postkasseadresse"); },
                 {"entry 1", "'postkasseadresse'"}},
         }) {
        CAPTURE(row.name);
        Copy const copy;
        copy.change(row.file, row.edit);
        auto const database = memory();
        auto const loaded = load_fixtures(copy.assets(), *database, now);
        REQUIRE_FALSE(loaded.has_value());
        auto const& description = loaded.error().description;
        CAPTURE(description);
        CHECK(description.find(copy.path(row.file) + ":") == 0);
        for (auto const& words : row.told)
            CHECK(description.find(words) != std::string::npos);
        check_empty(*database);
    }
}

TEST_CASE("a file that is missing or no JSON is told by its path, with line and column") {
    for (auto const* file : {"organisations.json", "scopes.json", "clients.json", "postboxes.json",
                             "gotourls.json", "persons.json"}) {
        CAPTURE(file);
        struct Row {
            std::string name;
            std::function<void(Copy const&)> spoil;
            std::string told;
        };
        for (auto const& row : {
                 Row{"missing", [&](Copy const& copy) { copy.remove(file); }, "there is no such file"},
                 Row{"empty", [&](Copy const& copy) { copy.replace(file, ""); }, "line 1, column 1"},
                 Row{"cut off", [&](Copy const& copy) { copy.replace(file, "[\n  {"); }, "line 2, column 4"},
                 Row{"a member twice",
                     [&](Copy const& copy) { copy.replace(file, "[\n{\"a\":1,\n\"a\":2}]"); },
                     "line 3, column 3"},
             }) {
            CAPTURE(row.name);
            Copy const copy;
            row.spoil(copy);
            auto const database = memory();
            auto const loaded = load_fixtures(copy.assets(), *database, now);
            REQUIRE_FALSE(loaded.has_value());
            CAPTURE(loaded.error().description);
            CHECK(loaded.error().description.find(copy.path(file) + ":") == 0);
            CHECK(loaded.error().description.find(row.told) != std::string::npos);
            check_empty(*database);
        }
    }
}

TEST_CASE("a file may be an object that names its schema and has the entries under the file's name") {
    Copy const copy;
    for (auto const* const kind : {"organisations", "scopes", "clients", "postboxes", "gotourls", "persons",
                                   "delegations", "systemusers", "consents"}) {
        auto const file = std::string(kind) + ".json";
        auto const document = need(parse_json(test::file_bytes(copy.path(file))));
        auto const entries = document.is_array() ? document : document.at(kind);
        copy.replace(file, entries.dump());
        CHECK(check_fixtures(copy.assets(), now).faults.empty());
        copy.replace(file, Json{{"$schema", "x.json"}, {kind, entries}}.dump());
        CHECK(check_fixtures(copy.assets(), now).faults.empty());
        for (auto const& other :
             {Json{{"entries", entries}}, Json{{kind, "x"}}, Json("x"), Json{{kind, entries}, {"more", 1}}}) {
            copy.replace(file, other.dump());
            auto const faults = check_fixtures(copy.assets(), now).faults;
            REQUIRE_FALSE(faults.empty());
            CHECK(text_of(faults.front()).find(copy.path(file) + ":1:") == 0);
        }
        copy.replace(file, entries.dump());
    }
}

TEST_CASE("a fault at the start tells line and column, and how many more there are") {
    Copy const copy;
    copy.replace("gotourls.json", "[\n  \"http://x/\",\n  7,\n  8]");
    auto const loaded = load_fixtures(copy.assets(), *memory(), now);
    REQUIRE_FALSE(loaded.has_value());
    CHECK(loaded.error().description ==
          copy.path("gotourls.json") +
              ":3:3: entry 2: expected a string, the address of a service; and 1 more: "
              "digdir-emulator fixtures check tells them all");
}

TEST_CASE("a file may be empty of entries, and the people unlisted nowhere") {
    Copy const copy;
    copy.replace("persons.json", "[]");
    auto const database = memory();
    REQUIRE(load_fixtures(copy.assets(), *database, now).has_value());
    CHECK(store::Persons(*database).listed().empty());
}

TEST_CASE("a data set that cannot be written is not written in part") {
    auto const database = memory();
    database->write([](store::Connection& connection) { connection.execute("drop table person"); });
    CHECK_THROWS_AS(static_cast<void>(load_fixtures(Assets(), *database, now)), std::runtime_error);
    CHECK_FALSE(has_data(*database));
}

}  // namespace
}  // namespace emulator::app
