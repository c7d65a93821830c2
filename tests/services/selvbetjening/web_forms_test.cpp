#include "services/selvbetjening/web_forms.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <regex>

#include "services/selvbetjening/documents.h"
#include "services/selvbetjening/replacement.h"
#include "services/selvbetjening/samples.h"
#include "support.h"

namespace emulator::selvbetjening {
namespace {

using test::World;

TEST_CASE("a form filled with a client is the client again") {
    World world;
    for (auto const& [id, client] : world.directory->now()->clients) {
        CAPTURE(id);
        auto const body = client_body(client_fields(client));
        auto const document = client_document(client);
        for (auto const& [name, value] : body.items()) {
            CAPTURE(name);
            if (name == "sso_disabled" || document.contains(name)) CHECK(document[name] == value);
        }
        CHECK(body["scopes"] == document["scopes"]);
    }
}

TEST_CASE("a client that is opened and saved is the same, with what its form does not show") {
    World world;
    auto const now = world.clock.now();
    auto without_times = [](model::Client const& client) {
        return test::with(client_document(client), {{"created", nullptr}, {"last_updated", nullptr}});
    };
    for (auto [id, client] : world.directory->now()->clients) {
        CAPTURE(id);
        client.logo_uri = "https://tjeneste.example/logo.png";
        auto const form = client_fields(client);
        CHECK(differences(client, form).empty());
        auto const saved = replacement(client, edited_body(client, form), now);
        CHECK(saved.faults.empty());
        CHECK(without_times(saved.value) == without_times(client));
    }
}

TEST_CASE("a scope that is opened and saved is the same, with what its form does not show") {
    World world;
    for (auto [name, scope] : world.directory->now()->scopes) {
        CAPTURE(name);
        scope.enforced_aud_for_introspection = {"min-api"};
        auto const form = scope_fields(scope);
        CHECK(differences(scope, form).empty());
        auto const document = scope_document(scope);
        auto const body = edited_body(scope, form);
        for (auto const& [member, value] : body.items()) {
            CAPTURE(member);
            CHECK(document[member] == value);
        }
    }
}

TEST_CASE("what was emptied is empty, and what differs from what is registered is named") {
    World world;
    auto client = *world.directory->now()->client("min-tjeneste");
    client.client_uri = "https://tjeneste.example/";
    http::Parameters form;
    for (auto const& [name, value] : client_fields(client)) {
        if (name == "redirect_uris")
            form.add(name, "http://localhost:3000/callback\r\n");
        else if (name != "client_uri" && value != "profile")
            form.add(name, value);
    }
    auto const body = edited_body(client, form);
    CHECK(!body.contains("client_uri"));
    using Rows = std::vector<std::pair<std::string, std::string>>;
    CHECK(differences(client, form) ==
          Rows{{"client_uri", "https://tjeneste.example/"},
               {"redirect_uris", "http://localhost:*/callback\nhttp://127.0.0.1:*/callback"},
               {"scopes", shown_value(Json(client.scopes))}});
}

TEST_CASE("lines lose their blanks, and empty ones count for nothing") {
    CHECK(lines_of(" a \r\n\r\n\tb\n") == std::vector<std::string>{"a", "b"});
    CHECK(lines_of("").empty());
    CHECK(lines_of("a") == std::vector<std::string>{"a"});
}

TEST_CASE("a number that is none is told as it was typed") {
    http::Parameters form;
    form.add("integration_type", "idporten");
    form.add("access_token_lifetime", "ti");
    form.add("authorization_lifetime", "60");
    auto const body = client_body(form);
    CHECK(body["access_token_lifetime"] == "ti");
    CHECK(body["authorization_lifetime"] == 60);
    CHECK(!body.contains("refresh_token_lifetime"));
}

TEST_CASE("there is code in six languages for each kind of client, with nothing left to fill in") {
    World world;
    Addresses const addresses{"http://localhost:4701", "http://localhost:4702"};
    for (auto const* id :
         {"demo-etat-nokkel", "min-tjeneste", "min-tjeneste-post", "min-tjeneste-nokkel", "min-spa"}) {
        CAPTURE(id);
        auto const& client = *world.directory->now()->client(id);
        auto const list = samples(world.assets, addresses, client);
        REQUIRE(list.size() == 6);
        for (auto const& sample : list) {
            CAPTURE(sample.language);
            bool const names_client = sample.code.find(id) != std::string::npos;
            CHECK(names_client);
            static std::regex const marker("@if |@[A-Z_]+@");
            CHECK(!std::regex_search(sample.code, marker));
            bool const has_secret = !client.client_secret.empty();
            CHECK((sample.code.find("CLIENT_SECRET") != std::string::npos) == has_secret);
        }
    }
    CHECK(settings(addresses, *world.directory->now()->client("min-tjeneste"))
              .find("http://localhost:3000/callback") != std::string::npos);
}

}  // namespace
}  // namespace emulator::selvbetjening
