#include <doctest/doctest.h>

#include "services/selvbetjening/rules.h"
#include "support.h"

namespace emulator::selvbetjening {
namespace {

TEST_CASE("[selvbetjening 4] the addresses of a client") {
    struct Row {
        char const* address;
        char const* application_type;
        bool right;
    };
    Row const rows[] = {
        {"https://tjeneste.example/callback", "web", true},
        {"http://tjeneste.example/callback", "web", true},
        {"http://localhost:3000/callback", "web", true},
        {"http://localhost:*/callback", "web", true},
        {"http://127.0.0.1:*/callback", "native", true},
        {"no.example.app:/callback", "native", true},
        {"no.example.app:/callback", "web", false},
        {"https://localhost/callback", "web", false},
        {"https://tjeneste.example:*/callback", "web", false},
        {"https://tjeneste.example/callback#a", "web", false},
        {"https://user@tjeneste.example/callback", "web", false},
        {"/callback", "web", false},
        {"tjeneste.example", "web", false},
        {"javascript:alert(1)", "native", false},
        {"https:///callback", "web", false},
        {"", "web", false},
    };
    for (auto const& row : rows) {
        CAPTURE(row.address);
        CAPTURE(row.application_type);
        model::Client client;
        client.integration_type = "idporten";
        client.application_type = row.application_type;
        client.redirect_uris = {row.address};
        client.post_logout_redirect_uris = {"https://tjeneste.example/"};
        auto const faults = address_faults(client);
        CHECK(faults.empty() == row.right);
        if (!row.right) CHECK(faults.front().field == "redirect_uris");
    }
}

TEST_CASE("[selvbetjening 4] a client for logins needs addresses, and a machine none") {
    model::Client client;
    client.integration_type = "api_klient";
    auto const faults = address_faults(client);
    REQUIRE(faults.size() == 2);
    CHECK(faults[0].field == "redirect_uris");
    CHECK(faults[1].field == "post_logout_redirect_uris");
    client.integration_type = "maskinporten";
    CHECK(address_faults(client).empty());
}

TEST_CASE("[selvbetjening 4] logout addresses lie on the host of a redirect URI") {
    struct Row {
        char const* address;
        bool right;
    };
    for (auto const& row :
         {Row{"https://tjeneste.example/logout", true}, Row{"https://tjeneste.example:8443/logout", true},
          Row{"https://annen.example/logout", false}, Row{"no.example.app:/logout", false},
          Row{"logout", false}}) {
        CAPTURE(row.address);
        model::Client client;
        client.integration_type = "idporten";
        client.redirect_uris = {"https://tjeneste.example/callback"};
        client.post_logout_redirect_uris = {"https://annen.example/"};
        client.frontchannel_logout_uri = row.address;
        client.backchannel_logout_uri = row.address;
        auto const faults = address_faults(client);
        CHECK(faults.empty() == row.right);
        if (!row.right) {
            REQUIRE(faults.size() == 2);
            CHECK(faults[0].field == "frontchannel_logout_uri");
            CHECK(faults[1].field == "backchannel_logout_uri");
        }
    }
}

}  // namespace
}  // namespace emulator::selvbetjening
