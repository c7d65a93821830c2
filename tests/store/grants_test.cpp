#include "store/grants.h"

#include <array>
#include <stdexcept>

#include "store/support.h"
#include "support/world.h"

namespace emulator::store {
namespace {

using emulator::test::FixedClock;

struct World {
    explicit World(Database& opened) : database(opened), grants(opened, clock) {}
    FixedClock clock;
    Database& database;
    Grants grants;

    Instant in(int after) const { return clock.now() + seconds(after); }
    // A grant of ten minutes, with a code of one minute that is named after it.
    void begin(std::string const& id, std::string const& session = "", bool login_only = false) {
        grants.begin(
            {id, "client", in(600), session, login_only, "{\"of\":\"" + id + "\"}", "code-" + id, in(60)});
    }
    Spent redeem(std::string const& id, NewTokens const& tokens) {
        return grants.spend(Credential::code, "code-" + id, tokens);
    }
    // Tokens named alike: an access token of two minutes, a refresh token of five.
    NewTokens tokens(std::string const& name) const { return {name, in(120), "", "r-" + name, in(300)}; }
    bool active(std::string const& token) const { return grants.access_token(token).has_value(); }
    std::int64_t rows(char const* sql) const { return number(database, sql); }
};

TEST_CASE("[RFC 6749 4.1.2] a code is spent once, and its second use ends the grant") {
    on_each([](Database& database) {
        World world(database);
        world.begin("one");
        world.begin("other");
        auto const found = world.grants.find(Credential::code, "code-one");
        REQUIRE(found.has_value());
        CHECK(found->grant.id == "one");
        CHECK(found->grant.client_id == "client");
        CHECK(found->grant.document == R"({"of":"one"})");
        CHECK(found->grant.expires == world.in(600));
        CHECK(found->expires == world.in(60));
        CHECK_FALSE(found->used);
        // A code is no refresh token, whatever its id.
        CHECK_FALSE(world.grants.find(Credential::refresh_token, "code-one"));
        CHECK_FALSE(world.grants.find(Credential::code, "code-none"));

        CHECK(world.redeem("one", world.tokens("a")) == Spent::won);
        CHECK(world.active("a"));
        CHECK(world.grants.find(Credential::code, "code-one")->used);
        CHECK(world.redeem("one", world.tokens("b")) == Spent::used_before);
        CHECK_FALSE(world.active("a"));
        CHECK_FALSE(world.active("b"));
        auto const ended = world.grants.find(Credential::refresh_token, "r-a");
        CHECK(ended->grant.revoked);
        CHECK(ended->grant.ended_by == "its code was used twice");
        CHECK(world.redeem("other", world.tokens("c")) == Spent::won);
        CHECK(world.active("c"));
    });
}

TEST_CASE("[RFC 9700 4.14.2] a refresh token that was replaced and comes again ends the grant") {
    on_each([](Database& database) {
        World world(database);
        world.begin("one");
        world.redeem("one", world.tokens("a"));
        CHECK(world.grants.spend(Credential::refresh_token, "r-a", world.tokens("b")) == Spent::won);
        CHECK(world.active("a"));
        CHECK(world.active("b"));
        CHECK(world.grants.spend(Credential::refresh_token, "r-a", world.tokens("c")) == Spent::used_before);
        CHECK_FALSE(world.active("a"));
        CHECK_FALSE(world.active("b"));
        CHECK_FALSE(world.active("c"));
        CHECK(world.grants.spend(Credential::refresh_token, "r-b", world.tokens("d")) == Spent::grant_ended);
        CHECK(world.grants.find(Credential::refresh_token, "r-b")->grant.ended_by ==
              "one of its refresh tokens was used twice");
        CHECK_FALSE(world.grants.find(Credential::refresh_token, "r-c"));
    });
}

TEST_CASE("a refresh token that stays is used many times, and each use moves its end") {
    on_each([](Database& database) {
        World world(database);
        world.begin("one");
        world.redeem("one", world.tokens("a"));
        auto const again = [&](std::string const& name) {
            NewTokens tokens = world.tokens(name);
            tokens.refresh_token = "r-a";
            return world.grants.reuse("r-a", tokens);
        };
        world.clock.advance(seconds(299));
        CHECK(again("b") == Spent::won);
        CHECK(world.active("b"));
        CHECK(world.grants.find(Credential::refresh_token, "r-a")->expires == world.in(300));
        world.clock.advance(seconds(300));
        CHECK(again("c") == Spent::grant_ended);
        CHECK_FALSE(world.active("c"));

        // A client that kept its token while it was replaced has two holders of it, too.
        world.begin("two");
        world.redeem("two", world.tokens("x"));
        world.grants.spend(Credential::refresh_token, "r-x", world.tokens("y"));
        CHECK(world.grants.reuse("r-x", world.tokens("z")) == Spent::used_before);
        CHECK_FALSE(world.active("y"));
    });
}

TEST_CASE("what has expired or was revoked makes no tokens") {
    on_each([](Database& database) {
        World world(database);
        world.begin("late");
        world.begin("revoked");
        world.grants.revoke("revoked", "a reason");
        world.grants.revoke("revoked", "another reason");
        world.grants.revoke("no such grant", "a reason");
        CHECK(world.redeem("revoked", world.tokens("a")) == Spent::grant_ended);
        CHECK(world.grants.find(Credential::code, "code-revoked")->grant.ended_by == "a reason");
        CHECK_FALSE(world.grants.find(Credential::code, "code-revoked")->used);
        world.clock.advance(seconds(60));
        CHECK(world.redeem("late", world.tokens("b")) == Spent::grant_ended);
        CHECK(world.redeem("no such grant", world.tokens("c")) == Spent::grant_ended);
        CHECK(world.rows("select count(*) from access_token") == 0);
        CHECK(world.rows("select count(*) from grant_credential where kind = 'refresh_token'") == 0);
        world.clock.advance(seconds(540));
        CHECK_FALSE(world.grants.find(Credential::code, "code-late"));
    });
}

TEST_CASE("[RFC 7662 2.2] an access token is active until it or its grant ends") {
    on_each([](Database& database) {
        World world(database);
        world.begin("one");
        auto tokens = world.tokens("a");
        tokens.claims = "{}";
        world.redeem("one", tokens);
        tokens = world.tokens("b");
        tokens.access_token_expires = world.in(1200);
        world.grants.spend(Credential::refresh_token, "r-a", tokens);
        REQUIRE(world.active("a"));
        auto const found = *world.grants.access_token("a");
        CHECK(found.claims == "{}");
        CHECK(found.grant.id == "one");
        CHECK(found.expires == world.in(120));
        CHECK(world.grants.access_token("b")->claims.empty());
        CHECK_FALSE(world.active(""));
        CHECK_FALSE(world.active("c"));
        world.clock.advance(seconds(120));
        CHECK_FALSE(world.active("a"));
        CHECK(world.active("b"));
        world.clock.advance(seconds(480));
        CHECK_FALSE(world.active("b"));
    });
}

TEST_CASE("[RFC 7009 2.1] every token of a revoked grant ends with it, and no other") {
    on_each([](Database& database) {
        World world(database);
        for (auto const* id : {"one", "other"}) {
            world.begin(id);
            world.redeem(id, world.tokens(id));
        }
        world.grants.revoke("one", "a reason");
        CHECK_FALSE(world.active("one"));
        CHECK(world.active("other"));
        CHECK(world.grants.find(Credential::refresh_token, "r-one")->grant.revoked);
        CHECK_FALSE(world.grants.find(Credential::refresh_token, "r-other")->grant.revoked);
    });
}

TEST_CASE("the end of a session revokes its logins, and the codes that were not redeemed") {
    on_each([](Database& database) {
        World world(database);
        struct Row {
            std::string id;
            std::string session;
            bool login_only;
            bool redeemed;
            bool stands;
        };
        std::array const rows{
            Row{"login", "s-1", true, true, false},        Row{"login under way", "s-1", true, false, false},
            Row{"api", "s-1", false, true, true},          Row{"api under way", "s-1", false, false, false},
            Row{"other session", "s-2", true, true, true}, Row{"none", "", true, true, true}};
        for (auto const& row : rows) {
            world.begin(row.id, row.session, row.login_only);
            if (row.redeemed) world.redeem(row.id, world.tokens(row.id));
        }
        world.grants.revoke_of_session("", "a reason");
        CHECK(world.rows("select count(*) from authorization_grant where revoked = 1") == 0);
        world.grants.revoke_of_session("s-1", "a reason");
        for (auto const& row : rows) {
            CAPTURE(row.id);
            CHECK(world.grants.find(Credential::code, "code-" + row.id)->grant.revoked != row.stands);
            CHECK(world.active(row.id) == (row.stands && row.redeemed));
        }
    });
}

TEST_CASE("[RFC 9700 4.14.2] of fifty uses at once one wins, and the others end what it won") {
    on_each([](Database& database) {
        World world(database);
        for (auto const kind : {Credential::code, Credential::refresh_token}) {
            std::string const id = kind == Credential::code ? "codes" : "refreshes";
            world.begin(id);
            if (kind == Credential::refresh_token) world.redeem(id, world.tokens(id));
            auto const credential = (kind == Credential::code ? "code-" : "r-") + id;
            std::atomic<int> winners{0};
            std::atomic<int> caught{0};
            on_threads(50, [&](int i) {
                auto const outcome =
                    world.grants.spend(kind, credential, world.tokens(id + std::to_string(i)));
                winners += outcome == Spent::won;
                caught += outcome == Spent::used_before;
            });
            CHECK(winners == 1);
            CHECK(caught == 49);
            for (int i = 0; i < 50; ++i)
                CHECK_FALSE(world.active(id + std::to_string(i)));
        }
        CHECK(world.rows("select count(*) from access_token") == 3);
    });
}

TEST_CASE("an identifier cannot be given to two grants, codes or tokens") {
    on_each([](Database& database) {
        World world(database);
        world.begin("one");
        CHECK_THROWS_AS(world.begin("one"), std::runtime_error);
        CHECK_THROWS_AS(
            world.grants.begin({"two", "client", world.in(600), "", false, "", "code-one", world.in(60)}),
            std::runtime_error);
        world.redeem("one", world.tokens("a"));
        world.begin("three");
        CHECK_THROWS_AS(world.redeem("three", world.tokens("a")), std::runtime_error);
        // All or nothing: the code was not spent by what failed.
        CHECK(world.redeem("three", world.tokens("b")) == Spent::won);
    });
}

TEST_CASE("what has expired is swept away as new rows come, and what stands is kept") {
    on_each([](Database& database) {
        World world(database);
        for (int i = 0; i < 10; ++i) {
            auto const id = std::to_string(i);
            world.begin(id);
            world.redeem(id, world.tokens(id));
        }
        world.clock.advance(seconds(400));
        world.begin("young");
        world.redeem("young", world.tokens("young"));
        world.clock.advance(seconds(200));
        world.begin("new");
        CHECK(world.rows("select count(*) from authorization_grant") == 2);
        CHECK(world.rows("select count(*) from grant_credential") == 3);
        CHECK(world.rows("select count(*) from access_token") == 0);
        CHECK(world.grants.find(Credential::refresh_token, "r-young").has_value());
    });
}

}  // namespace
}  // namespace emulator::store
