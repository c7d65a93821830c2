// A grant is used once, and only by being exchanged.
#include <atomic>
#include <thread>

#include "services/maskinporten/world.h"

namespace emulator::maskinporten {
namespace {

bool is_replay(World& world, http::Response const& response) {
    return response.status == 400 && refusal(world, response).error_uri == issuer + "errors/MP-012";
}

TEST_SUITE("maskinporten/replay") {
    TEST_CASE("[maskinporten 4.2] a jti is used once by its client, whatever else the grant says") {
        World world;
        auto claims = world.claims();
        CHECK(world.ask(claims).status == 200);
        claims["scope"] = post_scope;
        claims["exp"] = world.now() + 50;
        CHECK(is_replay(world, world.ask(claims)));
        CHECK(world.journal.newest(1).at(0).error.explanation.received == "jti grant-1 again");
        claims["jti"] = "another";
        CHECK(world.ask(claims).status == 200);
    }

    TEST_CASE("another client may use the same jti") {
        World world;
        auto const mine = world.claims();
        CHECK(world.ask(mine).status == 200);
        auto theirs = world.claims("demo-leverandoer-klient");
        theirs["jti"] = mine["jti"];
        theirs["scope"] = "krr:global/kontaktinfo.read";
        CHECK(
            world.ask(World::sign(theirs, {{"kid", "demo-leverandoer-klient-1"}}, "demo-leverandoer-klient"))
                .status == 200);
    }

    TEST_CASE("[maskinporten 4.2] a grant without jti is taken with a warning, and the same JWT once") {
        World world;
        auto claims = world.claims();
        claims.erase("jti");
        CHECK(world.ask(claims).status == 200);
        CHECK(world.log.mentions("the grant has no jti"));
        CHECK(is_replay(world, world.ask(claims)));
        CHECK(world.journal.newest(1).at(0).error.explanation.received ==
              "the same JWT again; it has no jti");
        claims["jti"] = "";
        CHECK(world.ask(claims).status == 200);  // another JWT, and an empty jti is none
        CHECK(is_replay(world, world.ask(claims)));
        claims.erase("jti");
        claims["exp"] = world.now() + 99;
        CHECK(world.ask(claims).status == 200);
    }

    TEST_CASE("a grant is remembered for as long as it would be accepted") {
        World world;
        auto const grant = World::sign(world.claims());  // exp in 100 s
        CHECK(world.ask(grant).status == 200);
        // A first grant in each second, so that the memory is swept too.
        for (int second = 1; second <= 110; ++second) {
            world.clock.advance(seconds(1));
            CAPTURE(second);
            CHECK(world.ask(world.claims()).status == 200);
            CHECK(is_replay(world, world.ask(grant)));
        }
        world.clock.advance(seconds(1));
        CHECK(refusal(world, world.ask(grant)).error_uri == issuer + "errors/MP-130");
    }

    TEST_CASE("of fifty threads with one grant exactly one gets a token") {
        World world;
        auto const grant = World::sign(world.claims());
        std::atomic<int> tokens = 0;
        std::atomic<int> replays = 0;
        auto const ask = [&] {
            auto const response = world.ask(grant);
            if (response.status == 200) ++tokens;
            if (response.body.find("Grant is used before") != std::string::npos) ++replays;
        };
        std::vector<std::thread> threads;
        for (int i = 0; i < 50; ++i)
            threads.emplace_back(ask);
        for (auto& thread : threads)
            thread.join();
        CHECK(tokens == 1);
        CHECK(replays == 49);
    }

    TEST_CASE("a refused grant spends nothing: the same jti works when the cause is mended") {
        struct Row {
            std::string name;
            std::function<void(World&, Json&)> spoil;
            std::function<void(World&, Json&)> mend;
        };
        auto const nothing = [](World&, Json&) {};
        for (auto const &row :
             {Row{"aud", [](World&, Json&c) { c["aud"] = "x"; }, [](World&, Json&c) { c["aud"] = issuer; }},
              Row{"scope", [](World&, Json&c) { c["scope"] = "x"; },
                  [](World&, Json&c) { c["scope"] = contact_scope; }},
              Row{"an unknown claim", [](World&, Json&c) { c["x"] = 1; },
                  [](World&, Json&c) { c.erase("x"); }},
              Row{"an issue time ahead", [](World&w, Json&c) { c["iat"] = w.now() + 60; },
                  [](World&w, Json&) { w.clock.advance(seconds(60)); }},
              Row{"a client that is made active",
                  [](World&w, Json&) {
                      w.registrations.client("demo-etat-nokkel", [](Json& c) { c["active"] = false; });
                  },
                  [](World&w, Json&) { w.registrations.client("demo-etat-nokkel", [](Json&) {}); }},
              Row{"an access that is given",
                  [](World&w, Json&c) {
                      w.registrations.client("demo-etat-nokkel",
                                             [](Json& k) { k["client_orgno"] = "313111113"; });
                      static_cast<void>(c);
                  },
                  [](World&w, Json&) { w.registrations.client("demo-etat-nokkel", [](Json&) {}); }},
              Row{"nothing, as the counter-check", nothing, nothing}}) {
            CAPTURE(row.name);
            World world;
            auto claims = world.claims();
            row.spoil(world, claims);
            bool const refused = world.ask(claims).status != 200;
            CHECK(refused == (row.name.find("nothing") == std::string::npos));
            row.mend(world, claims);
            CHECK((world.ask(claims).status == 200) == refused);
        }
    }

    TEST_CASE("a grant with a broken signature spends nothing") {
        World world;
        auto const claims = world.claims();
        auto const forged = World::sign(claims, {{"kid", "demo-etat-nokkel-1"}}, "demo-leverandoer-klient");
        CHECK(refusal(world, world.ask(forged)).error_uri == issuer + "errors/MP-124");
        CHECK(world.ask(claims).status == 200);
    }
}

}  // namespace
}  // namespace emulator::maskinporten
