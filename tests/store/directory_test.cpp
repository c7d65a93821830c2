#include "store/directory.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "store/support.h"

namespace emulator::store {
namespace {

std::string client_document(std::string const& id, std::string const& more = "") {
    return R"({"client_id":")" + id + "\"" + more + "}";
}

std::string message_of(std::function<void()> const& work) {
    try {
        work();
    } catch (std::runtime_error const& failure) {
        return failure.what();
    }
    return "no failure";
}

TEST_CASE("what was put is found under its name, and nothing else") {
    on_each([](Database& database) {
        DirectoryStore store(database, {});
        CHECK(store.now()->clients.empty());
        store.change([](Connection& connection) {
            put_client(connection, "a", client_document("a", R"(,"scopes":["x:y"])"));
            put_scope(connection, "x:y", R"({"name":"x:y","owner_orgno":"991825827"})");
            put_access(connection, {"x:y", "310222224"});
            put_organisation(connection, {"demo-etat", "310222224", "Demo etat"});
            put_postbox_operator(connection, {"984661185", "Digipost", "MIID"});
            put_goto_url(connection, "http://localhost:*/");
            put_delegation(connection, {"310222224", "313111113", "x:y", "https://tt02.altinn.no/"});
            put_system_user(connection, {"s", "313111113_a", "a", "310222224", "ref"});
            put_consent(connection, {"c", "urn:x", "313111113", "Revoked", Instant(seconds(5)),
                                     Instant(seconds(9)), std::make_shared<Json const>(Json::array({1}))});
        });
        auto const directory = store.now();
        REQUIRE(directory->client("a"));
        CHECK(directory->client("a")->has_scope("x:y"));
        CHECK_FALSE(directory->client("A"));
        CHECK_FALSE(directory->client(""));
        REQUIRE(directory->scope("x:y"));
        CHECK(directory->scope("x:y")->owner_orgno == "991825827");
        CHECK_FALSE(directory->scope("x:"));
        CHECK(directory->has_access("x:y", "310222224"));
        CHECK_FALSE(directory->has_access("x:y", "313111113"));
        CHECK_FALSE(directory->has_access("310222224", "x:y"));
        CHECK(directory->organisations.at("310222224").navn == "Demo etat");
        CHECK(directory->organisations.at("310222224").id == "demo-etat");
        CHECK(directory->postbox_operators.at("984661185").sertifikat == "MIID");
        CHECK(directory->goto_urls == std::vector<std::string>{"http://localhost:*/"});

        CHECK(directory->delegations ==
              std::set<model::Delegation>{{"310222224", "313111113", "x:y", "https://tt02.altinn.no/"}});
        REQUIRE(directory->system_users.size() == 1);
        auto const& user = directory->system_users[0];
        CHECK(std::tie(user.id, user.system_id, user.client_id, user.owner_orgno, user.external_ref) ==
              std::tuple("s", "313111113_a", "a", "310222224", "ref"));
        auto const& consent = directory->consents.at("c");
        CHECK(std::tie(consent.from, consent.to_orgno, consent.status) ==
              std::tuple("urn:x", "313111113", "Revoked"));
        CHECK(consent.consented == Instant(seconds(5)));
        CHECK(consent.valid_to == Instant(seconds(9)));
        CHECK(*consent.rights == Json::array({1}));

        // The same rows for a second start.
        CHECK(DirectoryStore(database, {}).now()->clients.size() == 1);
    });
}

TEST_CASE("putting under a name replaces what was there") {
    on_each([](Database& database) {
        DirectoryStore store(database, {});
        for (auto const* name : {"old", "new"}) {
            store.change([&](Connection& connection) {
                put_client(connection, "a",
                           client_document("a", R"(,"client_name":")" + std::string(name) + "\""));
                put_access(connection, {"x:y", "310222224"});
                put_goto_url(connection, "http://localhost:1/");
            });
        }
        CHECK(store.now()->clients.size() == 1);
        CHECK(store.now()->client("a")->client_name == "new");
        CHECK(store.now()->accesses.size() == 1);
        CHECK(store.now()->goto_urls.size() == 1);
    });
}

TEST_CASE("whoever holds a directory keeps it as it was") {
    auto const database = open_memory();
    DirectoryStore store(*database, {});
    store.change([](Connection& connection) { put_client(connection, "a", client_document("a")); });
    auto const before = store.now();
    auto const* client = before->client("a");
    store.change([](Connection& connection) { connection.execute("delete from client"); });
    CHECK(before->client("a") == client);
    CHECK(client->client_id == "a");
    CHECK_FALSE(store.now()->client("a"));
}

TEST_CASE("placeholders stand for public origins in clients and in return addresses") {
    auto const database = open_memory();
    database->write([](Connection& connection) {
        put_client(
            connection, "a",
            client_document("a", R"(,"redirect_uris":["${demo}/callback","${demo}${demo}/","${other}/",)"
                                 R"("$demo/","${demo2}/"])"));
        put_goto_url(connection, "${demo}/");
    });
    struct Row {
        std::string name;
        std::string value;
    };
    // The last one holds its own marker: what was filled in is not looked at again.
    for (auto const& row :
         {Row{"an origin", "http://localhost:4706"}, Row{"nothing", ""}, Row{"itself", "${demo}"}}) {
        CAPTURE(row.name);
        DirectoryStore const store(*database, {{"demo", row.value}, {"demo2", "second"}});
        CHECK(store.now()->client("a")->redirect_uris ==
              std::vector<std::string>{row.value + "/callback", row.value + row.value + "/", "${other}/",
                                       "$demo/", "second/"});
        CHECK(store.now()->goto_urls == std::vector{row.value + "/"});
    }
}

TEST_CASE("a row that cannot be understood stops the start and is named") {
    struct Row {
        std::string name;
        std::function<void(Connection&)> put;
        std::vector<std::string> told;
    };
    for (auto const& row : {
             Row{"a client that is no JSON",
                 [](Connection& connection) { put_client(connection, "broken-one", "{"); },
                 {"client broken-one", "malformed JSON"}},
             Row{"a client with an unknown member",
                 [](Connection& connection) {
                     put_client(connection, "a", client_document("a", R"(,"colour":1)"));
                 },
                 {"client a", "colour"}},
             Row{"a scope of the wrong kind",
                 [](Connection& connection) {
                     put_scope(connection, "x:y", R"({"name":"x:y","active":"yes"})");
                 },
                 {"scope x:y", "active"}},
         }) {
        CAPTURE(row.name);
        auto const database = open_memory();
        database->write(row.put);
        auto const message = message_of([&] { DirectoryStore(*database, {}); });
        CAPTURE(message);
        for (auto const& words : row.told)
            CHECK(message.find(words) != std::string::npos);
    }
}

TEST_CASE("a change that fails, or that cannot be understood, leaves everything as it was") {
    on_each([](Database& database) {
        DirectoryStore store(database, {});
        store.change([](Connection& connection) { put_client(connection, "a", client_document("a")); });
        auto const before = store.now();

        auto const broken = [&] {
            store.change([](Connection& connection) {
                put_client(connection, "b", client_document("b"));
                put_client(connection, "c", "[]");
            });
        };
        CHECK(message_of(broken).find("client c") != std::string::npos);
        auto const throwing = [&] {
            store.change([](Connection& connection) {
                connection.execute("delete from client");
                throw std::runtime_error("changed its mind");
            });
        };
        CHECK(message_of(throwing) == "changed its mind");
        CHECK(store.now() == before);
        CHECK(number(database, "select count(*) from client") == 1);

        store.change([](Connection& connection) { put_client(connection, "d", client_document("d")); });
        CHECK(store.now()->clients.size() == 2);
    });
}

TEST_CASE("a change is visible when it returns, whoever else changes at the same time") {
    on_each([](Database& database) {
        DirectoryStore store(database, {});
        std::atomic<int> unseen{0};
        on_threads(8, [&](int thread) {
            for (int i = 0; i < 20; ++i) {
                auto const url = "http://localhost:" + std::to_string(thread * 100 + i) + "/";
                store.change([&](Connection& connection) { put_goto_url(connection, url); });
                auto const directory = store.now();
                auto const& urls = directory->goto_urls;
                unseen += std::find(urls.begin(), urls.end(), url) == urls.end();
            }
        });
        CHECK(unseen == 0);
        CHECK(store.now()->goto_urls.size() == 160);
    });
}

}  // namespace
}  // namespace emulator::store
