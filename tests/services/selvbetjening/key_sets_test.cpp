#include <doctest/doctest.h>

#include "services/selvbetjening/rules.h"
#include "support.h"

namespace emulator::selvbetjening {
namespace {

using test::World;
using enum http::Method;

constexpr Instant now{seconds(1'800'000'000)};

TEST_CASE("[selvbetjening 3.1] what a key must have") {
    struct Row {
        char const* name;
        Json changes;
        char const* field;  // nullptr where it is right
    };
    Row const rows[] = {
        {"as documented", Json::object(), nullptr},
        {"RS512", {{"alg", "RS512"}}, nullptr},
        {"what an answer had", {{"exp", 1}, {"created", "2021-09-15T10:20:43.354+02:00"}}, nullptr},
        {"without use", {{"use", nullptr}}, "keys[0].use"},
        {"for encryption", {{"use", "enc"}}, "keys[0].use"},
        {"without alg", {{"alg", nullptr}}, "keys[0].alg"},
        {"PS256", {{"alg", "PS256"}}, "keys[0].alg"},
        {"without kid", {{"kid", nullptr}}, "keys[0].kid"},
        {"a kid with a blank", {{"kid", "a b"}}, "keys[0].kid"},
        {"a kid with every mark", {{"kid", "a.B_c-9"}}, nullptr},
        {"an elliptic curve", {{"kty", "EC"}}, "keys[0].kty"},
        {"without n", {{"n", nullptr}}, "keys[0]"},
        {"n that is no base64url", {{"n", "+++"}}, "keys[0]"},
        {"a private key", {{"d", "AQAB"}}, "keys[0]"},
        {"a part of a private key", {{"qi", "AQAB"}}, "keys[0]"},
    };
    for (auto const& row : rows) {
        CAPTURE(row.name);
        auto const key = test::with(test::public_key("a"), row.changes);
        auto const set = read_key_set({{"keys", {key}}}, now);
        if (!row.field) {
            CHECK(set.faults.empty());
            REQUIRE(set.keys.size() == 1);
            CHECK(set.keys[0].exp == Instant(seconds(1'831'536'000)));  // the same day a year later
            CHECK(!set.keys[0].jwk->contains("created"));
        } else {
            REQUIRE(set.faults.size() == 1);
            auto const told = set.faults[0].field;
            CHECK(told == std::string(row.field).substr(0, 7));
        }
    }
}

TEST_CASE("[selvbetjening 3.1] a set has one to five keys, each with a kid of its own") {
    auto const of = [](std::size_t count) {
        auto keys = Json::array();
        for (std::size_t i = 0; i < count; ++i)
            keys.push_back(test::public_key("k" + std::to_string(i)));
        return Json{{"keys", keys}};
    };
    CHECK(read_key_set(of(1), now).faults.empty());
    CHECK(read_key_set(of(5), now).faults.empty());
    CHECK(read_key_set(of(0), now).faults.at(0).mend.find("DELETE") != std::string::npos);
    CHECK(read_key_set(of(6), now).faults.at(0).field == "keys");
    CHECK(read_key_set(Json::object(), now).faults.at(0).field == "keys");
    CHECK(read_key_set({{"keys", "text"}}, now).faults.at(0).field == "keys");
    CHECK(read_key_set({{"keys", {1, 2}}}, now).faults.size() == 2);
    auto twice = of(2);
    twice["keys"][1]["kid"] = "k0";
    CHECK(read_key_set(twice, now).faults.at(0).field == "keys[1].kid");
}

TEST_CASE("[selvbetjening 3.1] the whole set is replaced, renewed by sending it again, and removed") {
    World world;
    auto token = world.token(test::all_of_dcr);
    auto const made = world.create();
    auto const path = "/clients/" + made["client_id"].get<std::string>() + "/jwks";
    CHECK(world.expect(200, get, path, {token})["keys"].empty());

    auto const first = world.expect(200, post, path, {token, {{"keys", {test::public_key("a")}}}});
    CHECK(first["keys"][0]["kid"] == "a");
    auto const exp = first["keys"][0]["exp"].get<std::int64_t>();
    CHECK(exp > (world.clock.now() + std::chrono::days(364)).time_since_epoch().count());

    world.clock.advance(std::chrono::days(30));
    token = world.token(test::all_of_dcr);
    // As okdata does it: what GET told, with one more, comes back.
    auto keys = world.expect(200, get, path, {token})["keys"];
    keys.push_back(test::public_key("b"));
    auto const second = world.expect(200, put, path, {token, {{"keys", keys}}});
    REQUIRE(second["keys"].size() == 2);
    CHECK(second["keys"][0]["exp"].get<std::int64_t>() > exp);
    CHECK(second["created"] == first["created"]);
    CHECK(second["last_updated"] != first["last_updated"]);

    world.expect(400, post, path, {token, {{"keys", Json::array()}}});
    CHECK(world.expect(200, get, path, {token}) == second);
    world.expect(200, delete_, path, {token});
    CHECK(world.expect(200, get, path, {token})["keys"].empty());
}

}  // namespace
}  // namespace emulator::selvbetjening
