#include <doctest/doctest.h>

#include "support.h"

namespace emulator::selvbetjening {
namespace {

using test::World;
using enum http::Method;

TEST_CASE("[selvbetjening 3] a change is told at once, and seen by the other products after the delay") {
    World world(Policy{false, seconds(120)});
    auto const token = world.token(test::all_of_dcr);
    auto const made = world.create();
    auto const id = made["client_id"].get<std::string>();
    world.clock.advance(seconds(60));
    world.expect(200, put, "/clients/" + id,
                 {token, test::with(test::machine_client(), {{"client_name", "Ny"}})});
    CHECK(world.expect(200, get, "/clients/" + id, {token})["client_name"] == "Ny");
    CHECK(!world.directory->now()->client(id));
    world.clock.advance(seconds(60));
    REQUIRE(world.directory->now()->client(id));
    CHECK(world.directory->now()->client(id)->client_name == "Origo");
    world.clock.advance(seconds(60));
    CHECK(world.directory->now()->client(id)->client_name == "Ny");
}

TEST_CASE("a change from elsewhere takes those that wait with it") {
    World world(Policy{false, seconds(120)});
    auto const id = world.create()["client_id"].get<std::string>();
    world.directory->change(
        [](store::Connection& connection) { store::put_goto_url(connection, "https://ny.example/"); });
    CHECK(world.directory->now()->client(id));
    CHECK(world.directory->latest() == world.directory->now());
}

}  // namespace
}  // namespace emulator::selvbetjening
