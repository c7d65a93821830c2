#include <doctest/doctest.h>

#include "support.h"

namespace emulator::selvbetjening {
namespace {

using test::World;
using enum http::Method;

TEST_CASE("[selvbetjening 3.2] the customers of a client, by both spellings of path, scope and members") {
    World world;
    auto const made =
        world.expect(201, post, "/clients", {world.token(test::all_of_dcr), test::login_client()});
    auto const client = "/clients/" + made["client_id"].get<std::string>();
    Json const customer{{"onbehalfof", "kommunen"}, {"name", "Kommunen"}, {"orgno", test::leverandoer}};
    struct Row {
        std::string path;
        std::string scope;
    };
    for (auto const& [path, scope] : {Row{"/onbehalfof", "idporten:dcr/onbehalfof:write"},
                                      Row{"/onbehalof", "idporten:dcr/onbehalfof.write"}}) {
        CAPTURE(path);
        auto const token = world.token(scope);
        auto const all = client + path;
        auto const added = world.expect(201, post, all, {token, customer});
        CHECK(added["name"] == "Kommunen");
        CHECK(world.expect(200, get, all, {token}) == Json::array({added}));
        CHECK(world.expect(200, get, all + "/kommunen", {token}) == added);
        world.expect(409, post, all, {token, customer});
        auto const renamed = world.expect(
            200, put, all + "/kommunen",
            {token, {{"onbehalfof", "kommunen"}, {"display_name", "Ny"}, {"url", "https://ny.example"}}});
        CHECK(renamed["name"] == "Ny");
        CHECK(renamed["client_uri"] == "https://ny.example");
        CHECK(world.expect(200, delete_, all + "/kommunen", {token}).is_null());
        world.expect(404, get, all + "/kommunen", {token});
        world.expect(404, put, all + "/kommunen", {token, customer});
        world.expect(404, delete_, all + "/kommunen", {token});
    }
    auto const token = world.token("idporten:dcr/onbehalfof:write");
    CHECK(test::fields_of(world.expect(400, post, client + "/onbehalfof", {token, {{"orgno", "1"}}})) ==
          std::vector<std::string>{"onbehalfof", "orgno", "name"});
    world.expect(403, post, client + "/onbehalfof", {world.token(test::all_of_dcr), customer});
}

TEST_CASE("[selvbetjening 3.2] Maskinporten has no customers of this kind") {
    World world;
    auto const made = world.create();
    auto const path = "/clients/" + made["client_id"].get<std::string>() + "/onbehalfof";
    world.expect(400, post, path,
                 {world.token("idporten:dcr/onbehalfof:write"), {{"onbehalfof", "a"}, {"name", "A"}}});
}

}  // namespace
}  // namespace emulator::selvbetjening
