#include "services/selvbetjening/replacement.h"

#include <doctest/doctest.h>

#include "services/selvbetjening/documents.h"
#include "support.h"

namespace emulator::selvbetjening {
namespace {

Instant const now{seconds(1795348800)};

model::Client supplied() {
    model::Client client;
    client.client_id = "kundens";
    client.client_orgno = test::etat;
    client.supplier_orgno = test::leverandoer;
    client.integration_type = "idporten";
    client.token_endpoint_auth_method = model::AuthMethod::client_secret_basic;
    client.client_secret = "hemmelig";
    client.active = false;
    client.keys = {{"k1", std::make_shared<Json const>(test::public_key("k1")), now}};
    client.on_behalf_of = {{"kunden", "Kunden", "", "", "", {}}};
    client.registered = {now - seconds(100), now - seconds(50)};
    return client;
}

Json right_body() {
    return test::with(test::login_client(), {{"token_endpoint_auth_method", "client_secret_post"}});
}

TEST_CASE("[selvbetjening 3] what never changes is a fault where the body says otherwise") {
    struct Row {
        char const* name;
        Json changes;
        std::vector<std::string> faults;
    };
    Row const rows[] = {
        {"nothing said of it", Json::object(), {}},
        {"said as it is",
         {{"client_id", "kundens"}, {"client_orgno", test::etat}, {"supplier_orgno", test::leverandoer}},
         {}},
        {"another client_id", {{"client_id", "en-annens"}}, {"client_id"}},
        {"another type", {{"integration_type", "api_klient"}}, {"integration_type"}},
        {"another organisation", {{"client_orgno", test::digdir}}, {"client_orgno"}},
        {"another supplier", {{"supplier_orgno", test::digdir}}, {"supplier_orgno"}},
        {"what only answers have",
         {{"created", "2001-01-01T00:00:00Z"}, {"active", false}, {"jwks_uri", "/x"}, {"client_secret", "y"}},
         {}},
        {"two at once",
         {{"client_id", "en-annens"}, {"integration_type", "krr"}},
         {"client_id", "integration_type"}},
    };
    for (auto const& row : rows) {
        CAPTURE(row.name);
        auto const input = replacement(supplied(), test::with(right_body(), row.changes), now);
        std::vector<std::string> fields;
        for (auto const& fault : input.faults)
            fields.push_back(fault.field);
        CHECK(fields == row.faults);
        CHECK(input.value.client_id == "kundens");
        CHECK(input.value.client_orgno == test::etat);
        CHECK(input.value.supplier_orgno == test::leverandoer);
    }
}

TEST_CASE("[selvbetjening 3] keys, customers and beginning stay, and it is active again") {
    auto const before = supplied();
    auto const after = replacement(before, right_body(), now).value;
    CHECK(after.active);
    CHECK(after.client_name == "Tjenesten");
    REQUIRE(after.keys.size() == 1);
    CHECK(after.keys[0].exp == before.keys[0].exp);
    CHECK(after.customer("kunden"));
    CHECK(after.registered.created == before.registered.created);
    CHECK(after.registered.last_updated == now);
}

TEST_CASE("[selvbetjening 3] the secret stays while the method has one") {
    struct Row {
        char const* method;
        char const* secret;
    };
    for (auto const& row : {Row{"client_secret_basic", "hemmelig"}, Row{"client_secret_post", "hemmelig"},
                            Row{"private_key_jwt", ""}, Row{"none", ""}}) {
        CAPTURE(row.method);
        auto const body = test::with(right_body(), {{"token_endpoint_auth_method", row.method}});
        CHECK(replacement(supplied(), body, now).value.client_secret == row.secret);
    }
}

TEST_CASE("each change has a later time than the one before") {
    model::Registered registered;
    touch(registered, now);
    CHECK(registered.created == now);
    CHECK(registered.last_updated == now);
    touch(registered, now);
    CHECK(registered.last_updated == now + seconds(1));
    touch(registered, now + seconds(60));
    CHECK(registered.last_updated == now + seconds(60));
    CHECK(registered.created == now);
}

}  // namespace
}  // namespace emulator::selvbetjening
