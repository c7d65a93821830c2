#include "services/selvbetjening/agreements.h"

#include <doctest/doctest.h>

#include "support.h"

namespace emulator::selvbetjening {
namespace {

using test::World;

http::Parameters form(std::vector<std::pair<std::string, std::string>> const& fields) {
    http::Parameters parameters;
    for (auto const& [name, value] : fields)
        parameters.add(name, value);
    return parameters;
}

struct Given {
    World world;
    Agreements agreements{*world.directory, world.clock, world.entropy, seconds(0)};
    Caller etat{test::etat, ""};
    Caller leverandoer{test::leverandoer, ""};

    std::shared_ptr<store::Directory const> now() { return world.directory->now(); }
};

TEST_CASE("[maskinporten 4] an organisation delegates a scope to a supplier, and either of them ends it") {
    Given given;
    std::string const other = "314102002";
    auto const asked = form({{"supplier_orgno", other}, {"scope", "krr:global/postkasse.read"}});
    REQUIRE(given.agreements.delegate(given.etat, asked).has_value());
    model::Delegation const made{test::etat, other, "krr:global/postkasse.read", "https://tt02.altinn.no/"};
    CHECK(given.now()->delegations.contains(made));

    auto const named = form({{"consumer_orgno", test::etat},
                             {"supplier_orgno", other},
                             {"scope", made.scope},
                             {"delegation_source", made.delegation_source}});
    CHECK(given.agreements.end_delegation(given.leverandoer, named).error().code == ErrorCode::not_found);
    CHECK(given.now()->delegations.contains(made));
    CHECK(given.agreements.end_delegation({other, ""}, named).has_value());
    CHECK(!given.now()->delegations.contains(made));

    for (auto const& wrong : {form({{"supplier_orgno", "123"}, {"scope", made.scope}}),
                              form({{"supplier_orgno", test::etat}, {"scope", made.scope}}),
                              form({{"supplier_orgno", other}, {"scope", "openid"}})})
        CHECK(given.agreements.delegate(given.etat, wrong).error().code == ErrorCode::invalid_request);
}

TEST_CASE("[maskinporten 6] an organisation approves a system, and removes its own only") {
    Given given;
    auto const before = given.now()->system_users.size();
    auto const asked = form({{"system_id", "313111113_nytt"}, {"client_id", "demo-leverandoer-klient"}});
    REQUIRE(given.agreements.approve_system(given.etat, asked).has_value());
    REQUIRE(given.now()->system_users.size() == before + 1);
    auto const made = *std::find_if(given.now()->system_users.begin(), given.now()->system_users.end(),
                                    [](auto const& user) { return user.system_id == "313111113_nytt"; });
    CHECK(made.external_ref == test::etat);
    CHECK(made.owner_orgno == test::etat);
    auto const named = form({{"id", made.id}});
    CHECK(given.agreements.remove_system(given.leverandoer, named).error().code == ErrorCode::not_found);
    CHECK(given.agreements.remove_system(given.etat, named).has_value());
    CHECK(given.now()->system_users.size() == before);
    CHECK(!given.agreements.approve_system(given.etat, form({{"system_id", "a b"}})).has_value());
    CHECK(!given.agreements.approve_system(given.etat, form({{"system_id", "a"}, {"client_id", "nobody"}}))
               .has_value());
}

TEST_CASE("[maskinporten 6] a consent is given for a year, revoked, and never for a real person") {
    Given given;
    auto const before = given.now()->consents.size();
    REQUIRE(
        given.agreements
            .give_consent(given.etat,
                          form({{"pid", "28876895937"}, {"to_orgno", test::etat}, {"resource", "inntekt"}}))
            .has_value());
    auto const directory = given.now();
    REQUIRE(directory->consents.size() == before + 1);
    auto const made = std::find_if(directory->consents.begin(), directory->consents.end(),
                                   [](auto const& entry) { return entry.second.to_orgno == test::etat; });
    CHECK(made->second.from == "urn:altinn:person:identifier-no:28876895937");
    CHECK(made->second.valid_to > given.world.clock.now() + std::chrono::days(364));
    CHECK(made->second.rights->at(0)["resource"][0]["value"] == "inntekt");
    CHECK(given.agreements.revoke_consent(given.etat, form({{"id", made->first}})).has_value());
    CHECK(given.now()->consents.at(made->first).status == "Revoked");

    auto const real = given.agreements.give_consent(
        given.etat, form({{"pid", "01010012356"}, {"to_orgno", test::etat}, {"resource", "inntekt"}}));
    CHECK(real.error().description.find("01010012356") == std::string::npos);
    CHECK(given.now()->consents.size() == before + 1);
}

TEST_CASE("[minprofil 3] addresses for gotoUrl are registered and removed, those of built-in services stay") {
    Given given;
    auto const url = form({{"url", "https://tjeneste.example/side"}});
    REQUIRE(given.agreements.add_goto_url(given.etat, url).has_value());
    CHECK(given.now()->goto_urls.size() == 3);
    CHECK(given.agreements.remove_goto_url(given.etat, url).has_value());
    CHECK(given.now()->goto_urls.size() == 2);
    CHECK(!given.agreements.remove_goto_url(given.etat, url).has_value());
    CHECK(
        !given.agreements.remove_goto_url(given.etat, form({{"url", "http://localhost:4706/"}})).has_value());
    for (auto const* wrong : {"tjeneste.example", "javascript:alert(1)", "no.example.app:/a", ""})
        CHECK(!given.agreements.add_goto_url(given.etat, form({{"url", wrong}})).has_value());
    CHECK(given.now()->goto_urls.size() == 2);
}

}  // namespace
}  // namespace emulator::selvbetjening
