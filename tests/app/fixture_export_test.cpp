#include "app/fixture_export.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/fixtures.h"
#include "app/people/generate.h"
#include "base/json.h"
#include "store/directory.h"
#include "store/persons.h"
#include "store/signing_keys.h"
#include "support/temporary_folder.h"

namespace emulator::app {
namespace {

constexpr Instant now{seconds(1795348800)};
constexpr Instant a_year_later = now + std::chrono::days(365);

using Files = std::map<std::string, std::string>;

std::unique_ptr<store::Database> loaded(Assets const& assets, Instant at) {
    auto database = need(store::Database::open(std::nullopt, Assets()));
    need(load_fixtures(assets, *database, at));
    return database;
}

Files written(store::Database& database, Assets const& assets = {}) {
    Files files;
    for (auto const& file : FixtureExport(database, assets).all())
        files[file.name] = file.content;
    return files;
}

// The files as a folder that a data set starts from.
class Folder {
public:
    explicit Folder(Files const& files) {
        for (auto const& [name, content] : files)
            test::write_file(folder_ / name, content);
        assets_.read_from_disk("fixtures", folder_.path());
    }
    Assets const& assets() const { return assets_; }

private:
    test::TemporaryFolder folder_;
    Assets assets_;
};

// Everything that the directory holds, in a form that can be compared.
std::string directory_text(store::Database& database) {
    std::string text;
    database.read([&](store::Connection& connection) {
        for (auto const* const table : {"select client_id || document from client order by 1",
                                        "select name || document from scope order by 1",
                                        "select scope || consumer_orgno || state || coalesce(created, '-') "
                                        "|| coalesce(last_updated, '-') from "
                                        "scope_access order by 1",
                                        "select prefix || orgnr from scope_prefix order by 1",
                                        "select orgnr || id || navn from organisation order by 1",
                                        "select url from goto_url order by 1",
                                        "select cast(personidentifikator as text) from asked_at_login "
                                        "order by 1",
                                        "select orgnr || navn || sertifikat from postbox_operator order by 1",
                                        "select consumer_orgno || supplier_orgno || scope || "
                                        "delegation_source from delegation order by 1",
                                        "select id || system_id || client_id || owner_orgno || external_ref "
                                        "from system_user order by 1",
                                        "select id || sender || to_orgno || status || consented || valid_to "
                                        "|| rights from consent order by 1"}) {
            auto rows = connection.query(table);
            while (rows.step())
                text.append(rows.text(0)).append("\n");
        }
    });
    return text;
}

TEST_CASE("a data set that is loaded from its own export is the same, and exports the same bytes") {
    auto const first = loaded(Assets(), now);
    auto const files = written(*first);
    CHECK(files.at("persons.json").find("\"bekreft_ved_innlogging\": \"JA\"") != std::string::npos);
    Folder const folder(files);
    auto const second = loaded(folder.assets(), a_year_later);
    CHECK(directory_text(*second) == directory_text(*first));
    CHECK(store::Persons(*second).listed() == store::Persons(*first).listed());
    CHECK(written(*second, folder.assets()) == files);
}

TEST_CASE("what was edited since the start is exported") {
    auto const database = loaded(Assets(), now);
    store::DirectoryStore directory(*database, {});
    directory.change([](store::Connection& connection) {
        store::put_client(connection, "ny-klient",
                          R"({"client_id":"ny-klient","redirect_uris":["${minprofil}/x"]})");
        store::put_access(connection,
                          {"krr:global/kontaktinformasjon.read", "313111113", "DENIED", {now, now}});
        store::put_prefix(connection, "ny", "313111113");
    });
    auto const stranger = need(model::PersonNumber::parse("16828397668"));
    store::Persons(*database).edit(stranger, [](model::Person& person) {
        person.status = model::Registration::AKTIV;
        person.epostadresse = {"ny@example.no", now, now};
    });
    Folder const folder(written(*database));
    auto const again = loaded(folder.assets(), a_year_later);
    CHECK(directory_text(*again) == directory_text(*database));
    auto const person = store::Persons(*again).find(stranger);
    REQUIRE(person.has_value());
    CHECK(person->epostadresse.value == "ny@example.no");
    CHECK(person->epostadresse.oppdatert == now);
}

TEST_CASE("one file has the content that the whole export gives it") {
    auto const database = loaded(Assets(), now);
    Assets const assets;
    FixtureExport const fixtures(*database, assets);
    for (auto const& file : fixtures.all()) {
        CAPTURE(file.name);
        if (file.name.find('/') == std::string::npos) CHECK(fixtures.find(file.name) == file.content);
    }
    for (auto const* const name : {"", "clients", "keys/ca-root.pem", "../clients.json"})
        CHECK(fixtures.find(name) == std::nullopt);
}

TEST_CASE("the private keys come along, secret ones marked; a rotated one in the place of the first") {
    auto const database = loaded(Assets(), now);
    Assets const assets;
    auto const pem = *assets.find("fixtures/keys/minprofil.pem");
    std::vector<store::SigningKeyRow> const rows{{"kid", "current", pem}};
    database->write(
        [&](store::Connection& connection) { store::put_signing_keys(connection, "maskinporten", rows); });
    auto const files = FixtureExport(*database, assets).all();
    auto const file = [&](std::string_view name) {
        auto const found =
            std::find_if(files.begin(), files.end(), [&](auto const& f) { return f.name == name; });
        REQUIRE(found != files.end());
        return *found;
    };
    CHECK(file("keys/maskinporten-signing.pem").content == pem);
    CHECK(file("keys/maskinporten-signing.pem").is_secret);
    CHECK(file("keys/idporten-signing.pem").content == *assets.find("fixtures/keys/idporten-signing.pem"));
    CHECK_FALSE(file("keys/idporten-signing.crt").is_secret);
}

TEST_CASE("keys whose private part is elsewhere are told by client and kid") {
    auto const database = loaded(Assets(), now);
    Assets const assets;
    CHECK(FixtureExport(*database, assets).keys_of_others().empty());
    store::DirectoryStore(*database, {}).change([](store::Connection& connection) {
        store::put_client(
            connection, "ny-klient",
            R"({"client_id":"ny-klient","jwks":{"keys":[{"kty":"RSA","kid":"a","n":"AQAB","e":"AQAB"}]}})");
    });
    CHECK(FixtureExport(*database, assets).keys_of_others() == std::vector<std::string>{"ny-klient, kid a"});
}

TEST_CASE("generated people are left out, and counted") {
    auto const database = loaded(Assets(), now);
    auto const before = written(*database);
    need(fill(*database, {100, 1, now}, {}));
    CHECK(written(*database) == before);
    Assets const assets;
    CHECK(FixtureExport(*database, assets).people_left_out() == 100);
}

}  // namespace
}  // namespace emulator::app
