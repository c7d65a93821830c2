#include "store/session_index.h"

#include "store/support.h"
#include "support/world.h"

namespace emulator::store {
namespace {

struct World {
    explicit World(Database& database) : state(database, clock), index(state, clock, "session") {}
    test::FixedClock clock;
    ProtocolState state;
    SessionIndex index;

    void put(std::string const& id, std::vector<std::string> const& owners) {
        index.put(id, "document of " + id, clock.now() + seconds(1800), owners, seconds(7200));
    }
    bool lives(std::string const& id) const { return state.get({"session", id}).has_value(); }
};

TEST_CASE("every session of an owner ends with it, once, and no other") {
    on_each([](Database& database) {
        World world(database);
        world.put("a", {"sid 1", "sub x"});
        world.put("b", {"sid 1", "sub x"});
        world.put("c", {"sid 2", "sub x"});
        world.put("d", {});
        CHECK(world.state.get({"session", "a"}) == "document of a");
        CHECK(world.index.end_all("sid 3") == 0);
        CHECK(world.index.end_all("sid 1") == 2);
        CHECK_FALSE(world.lives("a"));
        CHECK_FALSE(world.lives("b"));
        CHECK(world.lives("c"));
        CHECK(world.index.end_all("sid 1") == 0);
        CHECK(world.index.end_all("sub x") == 1);
        CHECK_FALSE(world.lives("c"));
        CHECK(world.lives("d"));
    });
}

TEST_CASE("a session that was prolonged still ends with its owner, one that ended by itself is not counted") {
    auto const database = open_memory();
    World kept(*database);
    kept.put("long", {"owner"});
    kept.put("short", {"owner"});
    kept.state.edit({"session", "long"}, [&](std::string&, Instant& expires) {
        expires = kept.clock.now() + seconds(7200);
        return true;
    });
    kept.clock.advance(seconds(7199));
    CHECK(kept.lives("long"));
    CHECK_FALSE(kept.lives("short"));
    CHECK(kept.index.end_all("owner") == 1);
    CHECK_FALSE(kept.lives("long"));
}

TEST_CASE("of logins and logouts at once every session is either ended or begun after the end") {
    auto const database = open_memory();
    World world(*database);
    std::atomic<std::size_t> ended{0};
    on_threads(8, [&](int i) {
        for (int n = 0; n < 20; ++n) {
            if (i % 2 == 0)
                world.put(std::to_string(i) + "-" + std::to_string(n), {"owner"});
            else
                ended += world.index.end_all("owner");
        }
    });
    ended += world.index.end_all("owner");
    CHECK(ended == 80);
}

}  // namespace
}  // namespace emulator::store
