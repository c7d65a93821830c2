#include "store/protocol_state.h"

#include <stdexcept>

#include "store/spent_assertions.h"
#include "store/support.h"
#include "support/world.h"

namespace emulator::store {
namespace {

using emulator::test::FixedClock;

struct World {
    explicit World(Database& database) : state(database, clock) {}
    FixedClock clock;
    ProtocolState state;
    Instant in(int after) const { return clock.now() + seconds(after); }
};

TEST_CASE("[RFC 7523 3] an assertion is spent once, until it has expired") {
    on_each([](Database& database) {
        World world(database);
        auto& state = world.state;
        auto const expires = world.in(120);
        CHECK(state.spend_assertion("client-a", "jti-1", expires));
        CHECK_FALSE(state.spend_assertion("client-a", "jti-1", expires));
        CHECK_FALSE(state.spend_assertion("client-a", "jti-1", world.in(999)));

        // The pair counts, not its parts, and not how they run together.
        CHECK(state.spend_assertion("client-b", "jti-1", expires));
        CHECK(state.spend_assertion("client-a", "jti-2", expires));
        CHECK(state.spend_assertion("client-aj", "ti-1", expires));
        CHECK(state.spend_assertion("CLIENT-A", "jti-1", expires));

        world.clock.set(expires - seconds(1));
        CHECK_FALSE(state.spend_assertion("client-a", "jti-1", world.in(120)));
        world.clock.set(expires);
        CHECK(state.spend_assertion("client-a", "jti-1", world.in(120)));
        CHECK_FALSE(state.spend_assertion("client-a", "jti-1", world.in(120)));
    });
}

TEST_CASE("an assertion is remembered longer where the clock is moved ahead") {
    on_each([](Database& database) {
        World world(database);
        CHECK(world.state.spend_assertion("client", "1", world.clock.now() + seconds(100)));
        world.clock.advance(seconds(3600));
        keep_spent_assertions_longer(database, seconds(3600));
        CHECK_FALSE(world.state.spend_assertion("client", "1", world.clock.now() + seconds(100)));
        world.clock.advance(seconds(100));
        CHECK(world.state.spend_assertion("client", "1", world.clock.now() + seconds(100)));
    });
}

TEST_CASE("of fifty threads with the same assertion one wins") {
    on_each([](Database& database) {
        World world(database);
        for (int round = 0; round < 5; ++round) {
            CAPTURE(round);
            auto const jti = "jti-" + std::to_string(round);
            std::atomic<int> winners{0};
            on_threads(50,
                       [&](int) { winners += world.state.spend_assertion("client", jti, world.in(120)); });
            CHECK(winners == 1);
            // The sweep runs inside the same write and must not be taken for a win.
            world.clock.advance(seconds(61));
            CHECK_FALSE(world.state.spend_assertion("client", jti, world.in(120)));
        }
    });
}

TEST_CASE("a document is kept under its kind and id until it expires") {
    on_each([](Database& database) {
        World world(database);
        auto& state = world.state;
        std::string const document("{\"a\":\"\0ø\"}", 11);
        state.put({"session", "1"}, document, world.in(60));
        CHECK(state.get({"session", "1"}) == document);
        CHECK(state.get({"code", "1"}) == std::nullopt);
        CHECK(state.get({"session", "2"}) == std::nullopt);
        CHECK(state.get({"session", ""}) == std::nullopt);

        state.put({"session", "1"}, "new", world.in(30));
        CHECK(state.get({"session", "1"}) == "new");
        world.clock.advance(seconds(29));
        CHECK(state.get({"session", "1"}) == "new");
        world.clock.advance(seconds(1));
        CHECK(state.get({"session", "1"}) == std::nullopt);
        CHECK(state.take({"session", "1"}) == std::nullopt);
    });
}

TEST_CASE("time that is moved back gives no taken document back") {
    on_each([](Database& database) {
        World world(database);
        world.state.put({"code", "1"}, "document", world.in(60));
        CHECK(world.state.take({"code", "1"}) == "document");
        world.clock.advance(seconds(-3600));
        CHECK(world.state.take({"code", "1"}) == std::nullopt);
        CHECK(world.state.get({"code", "1"}) == std::nullopt);
    });
}

TEST_CASE("a removed document is gone; removing nothing is no fault") {
    on_each([](Database& database) {
        World world(database);
        world.state.put({"session", "1"}, "one", world.in(60));
        world.state.put({"session", "2"}, "two", world.in(60));
        world.state.remove({"session", "1"});
        world.state.remove({"session", "1"});
        CHECK(world.state.get({"session", "1"}) == std::nullopt);
        CHECK(world.state.get({"session", "2"}) == "two");
    });
}

TEST_CASE("of documents that anyone can make some are kept, and those that end first make room") {
    on_each([](Database& database) {
        World world(database);
        auto const name = [](int i) { return std::to_string(i); };
        for (int i = 0; i < 200; ++i)
            world.state.put_bounded({"login", name(i)}, "document", world.in(100 + i), 50);
        world.state.put({"session", "1"}, "session", world.in(1));
        int kept = 0;
        for (int i = 0; i < 200; ++i)
            kept += world.state.get({"login", name(i)}).has_value();
        CHECK(kept >= 50);
        CHECK(kept <= 55);
        CHECK(world.state.get({"login", "199"}));
        CHECK(!world.state.get({"login", "0"}));
        CHECK(world.state.get({"session", "1"}));  // of another kind, though it ends first
    });
}

TEST_CASE("of eight threads that take a document one gets it") {
    on_each([](Database& database) {
        World world(database);
        for (int round = 0; round < 50; ++round) {
            CAPTURE(round);
            world.state.put({"code", "1"}, "document", world.in(60));
            std::atomic<int> winners{0};
            on_threads(8, [&](int) { winners += world.state.take({"code", "1"}) == "document"; });
            CHECK(winners == 1);
        }
    });
}

TEST_CASE("a document is replaced by what is made of it, under another name") {
    on_each([](Database& database) {
        World world(database);
        auto& state = world.state;
        auto const longer = [&](std::optional<std::string> const& kept) {
            return Document{kept.value_or("new") + "+", world.in(100)};
        };
        state.put({"session", "1"}, "a", world.in(10));
        state.replace({"session", "1"}, {"session", "2"}, longer);
        CHECK(state.get({"session", "1"}) == std::nullopt);
        CHECK(state.get({"session", "2"}) == "a+");
        state.replace({"session", "2"}, {"session", "2"}, longer);
        CHECK(state.get({"session", "2"}) == "a++");
        // Where there is nothing, and where it has expired, something new is made.
        state.replace({"session", "none"}, {"session", "3"}, longer);
        CHECK(state.get({"session", "3"}) == "new+");
        world.clock.advance(seconds(100));
        state.replace({"session", "3"}, {"session", "4"}, longer);
        CHECK(state.get({"session", "4"}) == "new+");
        world.clock.advance(seconds(99));
        CHECK(state.get({"session", "4"}) == "new+");
        // What throws changes nothing.
        auto const broken = [](std::optional<std::string> const&) -> Document {
            throw std::runtime_error("x");
        };
        CHECK_THROWS(state.replace({"session", "4"}, {"session", "5"}, broken));
        CHECK(state.get({"session", "4"}) == "new+");
        CHECK(state.get({"session", "5"}) == std::nullopt);
    });
}

TEST_CASE("of eight threads that replace a document all add to it, one after the other") {
    on_each([](Database& database) {
        World world(database);
        world.state.put({"session", "1"}, "", world.in(10));
        on_threads(8, [&](int) {
            world.state.replace({"session", "1"}, {"session", "1"}, [&](auto const& kept) {
                return Document{*kept + "x", world.in(10)};
            });
        });
        CHECK(world.state.get({"session", "1"}) == "xxxxxxxx");
    });
}

TEST_CASE("an edit reads and writes as one step") {
    on_each([](Database& database) {
        World world(database);
        world.state.put({"session", "1"}, "0", world.in(60));
        on_threads(8, [&](int) {
            for (int i = 0; i < 20; ++i) {
                world.state.edit({"session", "1"}, [](std::string& document, Instant&) {
                    document = std::to_string(std::stoi(document) + 1);
                    return true;
                });
            }
        });
        CHECK(world.state.get({"session", "1"}) == "160");
    });
}

TEST_CASE("an edit may move the end, decline, or throw") {
    on_each([](Database& database) {
        World world(database);
        auto& state = world.state;
        Key const key{"session", "1"};
        state.put(key, "before", world.in(60));

        CHECK(state.edit(key, [](std::string& document, Instant&) {
            document = "declined";
            return false;
        }));
        CHECK(state.get(key) == "before");

        auto const throwing = [](std::string& document, Instant&) -> bool {
            document = "thrown";
            throw std::logic_error("no");
        };
        CHECK_THROWS_AS(state.edit(key, throwing), std::logic_error);
        CHECK(state.get(key) == "before");

        CHECK(state.edit(key, [&](std::string&, Instant& expires) {
            CHECK(expires == world.in(60));
            expires += seconds(60);
            return true;
        }));
        world.clock.advance(seconds(119));
        CHECK(state.get(key) == "before");
        world.clock.advance(seconds(1));
        CHECK_FALSE(state.edit(key, [](std::string&, Instant&) { return true; }));
        CHECK_FALSE(state.edit({"session", "2"}, [](std::string&, Instant&) { return true; }));
    });
}

TEST_CASE("what has expired is swept away as new rows come") {
    on_each([](Database& database) {
        World world(database);
        auto& state = world.state;
        for (int i = 0; i < 10; ++i) {
            auto const id = std::to_string(i);
            state.put({"session", id}, "document", world.in(30));
            state.spend_assertion("client", id, world.in(30));
        }
        state.put({"session", "long"}, "document", world.in(3600));
        world.clock.advance(seconds(61));
        state.put({"session", "new"}, "document", world.in(30));
        CHECK(number(database, "select count(*) from kept_document") == 2);
        CHECK(number(database, "select count(*) from spent_assertion") == 0);
    });
}

}  // namespace
}  // namespace emulator::store
