#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "services/selvbetjening/client_register.h"
#include "support.h"

namespace emulator::selvbetjening {
namespace {

using test::World;
using enum http::Method;

http::Headers if_match(std::string const& version) {
    http::Headers headers;
    headers.add("If-Match", version);
    return headers;
}

TEST_CASE("a change on top of another that was not read is refused") {
    World world;
    auto const token = world.token(test::all_of_dcr);
    auto const made = world.create();
    auto const path = "/clients/" + made["client_id"].get<std::string>();
    auto const read = world.call(get, path, {token});
    std::string const version(read.headers.find("ETag").value());
    world.clock.advance(seconds(1));
    auto const mine = test::with(test::machine_client(), {{"client_name", "Min"}});
    auto const theirs = test::with(test::machine_client(), {{"client_name", "Deres"}});
    auto const first = world.call(put, path, {token, theirs, if_match(version)});
    CHECK(first.status == 200);
    CHECK(first.headers.find("ETag") != version);

    SUBCASE("told by If-Match") {
        world.expect(412, put, path, {token, mine, if_match(version)});
    }
    SUBCASE("told by last_updated sent back") {
        world.expect(409, put, path, {token, test::with(mine, {{"last_updated", made["last_updated"]}})});
    }
    CHECK(world.expect(200, get, path, {token})["client_name"] == "Deres");
    SUBCASE("but a change that says nothing of what was read is made") {
        CHECK(world.expect(200, put, path, {token, mine})["client_name"] == "Min");
    }
}

TEST_CASE("[RFC 9110 13.1.1] every change of a client and its keys keeps to If-Match") {
    World world;
    auto const token = world.token(test::all_of_dcr);
    auto const login =
        test::with(test::login_client(), {{"token_endpoint_auth_method", "client_secret_post"}});
    auto const made = world.expect(201, post, "/clients", {token, login});
    auto const path = "/clients/" + made["client_id"].get<std::string>();
    std::string const read(world.call(get, path + "/jwks", {token}).headers.find("ETag").value());
    CHECK(world.call(get, path, {token}).headers.find("ETag") == read);
    world.expect(200, put, path, {token, login});
    struct Row {
        http::Method method;
        char const* of;
        Json body;
    };
    Row const rows[] = {{put, "", login},
                        {post, "/jwks", {{"keys", {test::public_key("a")}}}},
                        {put, "/jwks", {{"keys", {test::public_key("a")}}}},
                        {delete_, "/jwks", {}},
                        {post, "/secret", {}},
                        {delete_, "", {}}};
    for (auto const& row : rows) {
        CAPTURE(row.of);
        world.expect(412, row.method, path + row.of, {token, row.body, if_match(read)});
    }
    for (auto const& row : rows) {
        CAPTURE(row.of);
        std::string const newest(world.call(get, path, {token}).headers.find("ETag").value());
        world.expect(200, row.method, path + row.of, {token, row.body, if_match(newest)});
    }
}

TEST_CASE("of two changes within a second, the one that read before the other is told by last_updated") {
    World world;
    auto const token = world.token(test::all_of_dcr);
    auto const made = world.create();
    auto const path = "/clients/" + made["client_id"].get<std::string>();
    auto const body = test::with(test::machine_client(), {{"last_updated", made["last_updated"]}});
    world.expect(200, put, path, {token, body});
    world.expect(409, put, path, {token, body});
}

TEST_CASE("of edits of one client at once, one wins for each state that was read") {
    World world;
    Caller const caller{test::etat, "demo-selvbetjening"};
    ClientRegister clients(*world.directory, world.clock, world.entropy, {});
    auto const id = need(clients.create(caller, test::machine_client())).client.client_id;
    auto const login = need(clients.create(caller, test::login_client())).client.client_id;
    constexpr int writers = 4;
    constexpr int edits = 25;
    std::atomic<int> lost{0};
    std::vector<std::thread> threads;
    for (int writer = 0; writer < writers; ++writer) {
        threads.emplace_back([&] {
            for (int done = 0; done < edits;) {
                auto const read = need(clients.find(caller, id));
                auto const count =
                    read.description == "cluster:namespace:app" ? 0 : std::stoi(read.description);
                auto const body =
                    test::with(test::machine_client(), {{"description", std::to_string(count + 1)}});
                auto const changed = clients.replace(caller, id, body, version_of(read));
                if (changed)
                    ++done;
                else
                    lost += changed.error().code == ErrorCode::precondition_failed ? 1 : 1000;
            }
        });
    }
    // Customers, keys and attributes do not undo each other.
    auto const add_customers = [&](std::string const& name) {
        for (int i = 0; i < edits; ++i) {
            Json const body{{"onbehalfof", name + std::to_string(i)}, {"name", "Kunden"}};
            static_cast<void>(need(clients.add_customer(caller, login, body)));
        }
    };
    for (auto const* name : {"a", "b"})
        threads.emplace_back(add_customers, name);
    threads.emplace_back([&] {
        for (int i = 0; i < edits; ++i)
            static_cast<void>(need(
                clients.replace_keys(caller, id, {{"keys", {test::public_key("k" + std::to_string(i))}}})));
    });
    for (auto& thread : threads)
        thread.join();
    auto const end = need(clients.find(caller, id));
    CHECK(end.description == std::to_string(writers * edits));
    REQUIRE(end.keys.size() == 1);
    CHECK(end.keys[0].kid == "k24");
    CHECK(lost < 1000);
    CHECK(need(clients.find(caller, login)).on_behalf_of.size() == 2 * edits);
}

}  // namespace
}  // namespace emulator::selvbetjening
