#include "rp/jwks_source.h"

#include "rp/support.h"

namespace emulator::rp {
namespace {

std::string const uri = "http://localhost:4701/jwk";

struct World {
    test::FixedClock clock;
    test::RecordingClient client;
    Answers answers;
    JwksSource source{client, clock, uri};
    jose::PrivateKey first = private_key("maskinporten-signing");
    jose::PrivateKey second = private_key("idporten-signing");

    World() {
        answer_from(client, answers);
        publish(key_set("first", first));
    }
    void publish(Json const& keys) { answers.by_url[uri] = http::json(200, keys); }
    Result<jose::PublicKey> key(std::string const& kid) { return test::run(source.key(kid)); }
    // How often the keys were fetched.
    std::size_t fetched() const { return client.calls.size(); }
};

TEST_CASE("keys are fetched at the first call, and kept") {
    World world;
    CHECK(world.fetched() == 0);
    for (int i = 0; i < 3; ++i)
        CHECK(need(world.key("first")) == world.first.public_key());
    REQUIRE(world.fetched() == 1);
    CHECK(world.client.calls[0].url == uri);
    CHECK(world.client.calls[0].method == http::Method::get);
}

TEST_CASE("keys are fetched anew after a day, and where the clock was moved back before them") {
    World world;
    CHECK(world.key("first").has_value());
    world.clock.advance(std::chrono::hours(24) - seconds(1));
    CHECK(world.key("first").has_value());
    CHECK(world.fetched() == 1);
    world.clock.advance(seconds(1));
    world.publish(key_set("second", world.second));
    CHECK(world.key("first").error().code == ErrorCode::invalid_token);
    CHECK(world.key("second").has_value());
    CHECK(world.fetched() == 2);
    world.clock.advance(-std::chrono::hours(24 * 365));
    CHECK(world.key("second").has_value());
    CHECK(world.fetched() == 3);
}

TEST_CASE("[RFC 9111 5.2.2.1] keys are kept no longer than the issuer's max-age, five seconds at least") {
    struct Row {
        std::string name;
        std::string header;
        seconds lasts;
    };
    constexpr seconds day = std::chrono::hours(24);
    for (auto const& row : {
             Row{"a minute", "public, max-age=60", seconds(60)},
             Row{"a day", "public, max-age=86400", day},
             Row{"a year", "max-age=31536000", day},
             Row{"nothing", "max-age=0", seconds(5)},
             Row{"no number", "max-age=soon", day},
             Row{"a negative number", "max-age=-1", day},
             Row{"too many digits", "max-age=99999999999999999999", day},
             Row{"another directive", "no-cache", day},
         }) {
        CAPTURE(row.name);
        World world;
        world.answers.by_url[uri].headers.set("Cache-Control", row.header);
        CHECK(world.key("first").has_value());
        world.publish(key_set("second", world.second));
        world.clock.advance(row.lasts - seconds(1));
        CHECK(world.key("first").has_value());
        CHECK(world.fetched() == 1);
        world.clock.advance(seconds(1));
        CHECK(world.key("first").error().code == ErrorCode::invalid_token);
        CHECK(world.fetched() == 2);
    }
}

TEST_CASE("[OpenID Connect Core 10.1.1] an unknown kid is asked for again, once in five seconds") {
    World world;
    CHECK(world.key("first").has_value());
    // Just fetched: what is not there now is unknown.
    CHECK(world.key("second").error().code == ErrorCode::invalid_token);
    CHECK(world.fetched() == 1);
    world.clock.advance(seconds(5));
    world.publish(key_set("second", world.second));
    CHECK(need(world.key("second")) == world.second.public_key());
    CHECK(world.fetched() == 2);
    for (int i = 0; i < 20; ++i)
        CHECK_FALSE(world.key("forged-" + std::to_string(i)).has_value());
    CHECK(world.fetched() == 2);
    world.clock.advance(seconds(4));
    CHECK_FALSE(world.key("forged").has_value());
    CHECK(world.fetched() == 2);
    world.clock.advance(seconds(1));
    CHECK_FALSE(world.key("forged").has_value());
    CHECK_FALSE(world.key("forged").has_value());
    CHECK(world.fetched() == 3);
}

TEST_CASE("forged tokens cause no storm while the issuer does not answer, and known keys go on being known") {
    World world;
    CHECK(world.key("first").has_value());
    world.clock.advance(seconds(60));
    world.answers.by_url.clear();
    CHECK(world.key("forged").error().code == ErrorCode::bad_gateway);
    for (int i = 0; i < 20; ++i)
        CHECK(world.key("forged").error().code == ErrorCode::invalid_token);
    CHECK(world.fetched() == 2);
    CHECK(world.key("first").has_value());
    world.clock.advance(seconds(5));
    CHECK(world.key("forged").error().code == ErrorCode::bad_gateway);
    CHECK(world.fetched() == 3);
    // A clock that was moved back does not silence it for as long.
    world.clock.advance(seconds(-30));
    CHECK(world.key("forged").error().code == ErrorCode::bad_gateway);
    CHECK(world.fetched() == 4);
}

TEST_CASE("an issuer that cannot be asked, or answers with no key set, is told with its address") {
    struct Row {
        std::string name;
        std::optional<http::Response> answer;
    };
    for (auto const& row : {
             Row{"no answer", std::nullopt},
             Row{"another status", http::json(500, {{"keys", Json::array()}})},
             Row{"a page", http::html(200, "<html>")},
             Row{"no keys", http::json(200, Json::object())},
             Row{"an array", http::json(200, Json::array())},
             Row{"keys that are no array", http::json(200, {{"keys", {{"kid", "first"}}}})},
             Row{"keys that are a text", http::json(200, {{"keys", "first"}})},
         }) {
        CAPTURE(row.name);
        World world;
        world.answers.by_url.clear();
        if (row.answer) world.answers.by_url[uri] = *row.answer;
        auto const key = world.key("first");
        REQUIRE_FALSE(key.has_value());
        CHECK(key.error().code == ErrorCode::bad_gateway);
        CHECK(key.error().description.find(uri) != std::string::npos);
        // The next call asks again.
        world.publish(key_set("first", world.first));
        CHECK(world.key("first").has_value());
    }
}

TEST_CASE("[RFC 7517 5] keys of other kinds, and entries that are none, are left aside") {
    World world;
    auto keys = key_set("first", world.first);
    keys["keys"].insert(keys["keys"].begin(), Json{{"kty", "EC"}, {"kid", "ec"}, {"crv", "P-256"}});
    keys["keys"].push_back("text");
    keys["keys"].push_back({{"kty", "RSA"}, {"kid", "broken"}});
    keys["keys"].push_back(nullptr);
    world.publish(keys);
    CHECK(world.key("first").has_value());
    for (auto const* kid : {"ec", "broken", "", "First", "first "}) {
        CAPTURE(kid);
        CHECK(world.key(kid).error().code == ErrorCode::invalid_token);
    }
}

}  // namespace
}  // namespace emulator::rp
