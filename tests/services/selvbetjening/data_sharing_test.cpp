#include <doctest/doctest.h>

#include "support.h"

namespace emulator::selvbetjening {
namespace {

using test::World;
using enum http::Method;

TEST_CASE("[selvbetjening 5.1] an organisation is taken aboard by Digdir's simplified onboarding") {
    World world;
    auto const token = world.token("idporten:dcr.datasharing");
    auto const accesses = world.expect(200, get, "/datasharing/consumer/scope/access", {token});
    REQUIRE(!accesses.empty());
    for (auto const* member : {"scope", "state", "consumer_orgno", "owner_orgno", "description", "created"})
        CHECK(accesses[0].contains(member));

    Json const asked{{"description", "Ny integrasjon"},
                     {"scopes", {accesses[0]["scope"]}},
                     {"keys", {test::public_key("min-nokkel")}}};
    auto const made = world.expect(201, post, "/datasharing/consumer/client", {token, asked});
    CHECK(made["consumerOrgnr"] == test::etat);
    CHECK(made["keys"][0]["kid"] == "min-nokkel");
    auto const listed = world.expect(200, get, "/datasharing/consumer/client", {token});
    CHECK(std::find(listed.begin(), listed.end(), made) != listed.end());
    auto const* kept = world.directory->now()->client(made["clientId"].get<std::string>());
    CHECK(kept->integration_type == "maskinporten");
    CHECK(kept->keys.size() == 1);

    auto bad = asked;
    bad["keys"][0].erase("use");
    auto const before = world.directory->now()->clients.size();
    world.expect(400, post, "/datasharing/consumer/client", {token, bad});
    CHECK(world.directory->now()->clients.size() == before);

    auto const target = "/datasharing/consumer/client?client_id=" + made["clientId"].get<std::string>();
    world.expect(200, delete_, target, {token});
    CHECK(!world.directory->now()->client(made["clientId"].get<std::string>())->active);
    world.expect(400, delete_, "/datasharing/consumer/client", {token});
}

}  // namespace
}  // namespace emulator::selvbetjening
