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

TEST_CASE("of edits of one client at once, one wins for each state that was read") {
    World world;
    Caller const caller{test::etat, "demo-selvbetjening"};
    ClientRegister clients(*world.directory, world.clock, world.entropy, {});
    auto const id = need(clients.create(caller, test::machine_client())).client.client_id;
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
    // Keys and attributes do not undo each other.
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
}

}  // namespace
}  // namespace emulator::selvbetjening
