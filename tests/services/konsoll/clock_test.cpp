// The emulator's clock, moved by people and by scripts.
#include <nlohmann/json.hpp>

#include "base/times.h"
#include "services/konsoll/world.h"
#include "support/run.h"

namespace emulator::konsoll {
namespace {

using test::has_mark;
using test::location;

http::Response send(World& world, http::Method method, std::string const& body = {},
                    std::string const& origin = {}) {
    http::Request request;
    request.method = method;
    REQUIRE(http::set_target(request, "/clock"));
    request.headers.add("Host", "localhost:4700");
    request.headers.add("Accept", "application/json");
    request.headers.add("Content-Type", "application/x-www-form-urlencoded");
    if (!origin.empty()) request.headers.add("Origin", origin);
    request.body = body;
    return test::run(world.router.answer(request));
}

TEST_SUITE("konsoll/clock") {
    TEST_CASE("a script reads the time and moves it") {
        World world;
        auto const before = send(world, http::Method::get);
        CHECK(before.body == R"({"now":"2026-11-22T12:00:00Z","offset_seconds":0})");
        CHECK(before.headers.find("Cache-Control") == "no-store");
        auto const moved = send(world, http::Method::post, "move=PT31M");
        CHECK(moved.status == 200);
        CHECK(moved.body == R"({"now":"2026-11-22T12:31:00Z","offset_seconds":1860})");
        CHECK(send(world, http::Method::get).body == moved.body);
        CHECK(world.log.mentions("clock moved"));
        CHECK(send(world, http::Method::post, "move=machine").body == before.body);
    }

    TEST_CASE("how far the clock went ahead is told, and nothing of a clock that went back") {
        World world;
        std::vector<std::int64_t> ahead;
        world.clock_went_ahead = [&](seconds by) { ahead.push_back(by.count()); };
        for (auto const* move : {"move=PT31M", "move=-PT30M", "move=tomorrow", "move=machine", "move=P1D"})
            send(world, http::Method::post, move);
        CHECK(ahead == std::vector<std::int64_t>{31 * 60, 86400});
    }

    TEST_CASE("a move that is none is refused and moves nothing, and so is a form of another origin") {
        World world;
        auto const refused = send(world, http::Method::post, "move=tomorrow");
        CHECK(refused.status == 400);
        CHECK(need(parse_json(refused.body)).at("error") == "invalid_request");
        CHECK(send(world, http::Method::post, "").status == 400);
        CHECK(send(world, http::Method::post, "move=PT31M", "http://evil.example").status == 403);
        CHECK(world.clock.offset() == seconds(0));
    }

    TEST_CASE("a person presses a button, and every page tells the time until it is the machine's again") {
        World world;
        auto page = world.browser.get("/");
        CHECK_FALSE(has_mark(page, "moved-clock"));
        CHECK_FALSE(has_mark(page, "clock-machine"));
        http::Parameters form;
        form.add("move", "P18M");
        form.add("locale", "nn");
        auto const pressed = world.browser.post("/clock", form);
        CHECK(pressed.status == 303);
        CHECK(location(pressed) == "/?locale=nn#clock");
        page = world.browser.get("/?locale=nn");
        CHECK(has_mark(page, "moved-clock"));
        CHECK(has_mark(page, "clock-machine"));
        CHECK(page.body.find("22.05.2028 14:00") != std::string::npos);  // Norwegian summer time
        CHECK(page.body.find("2028-05-22T12:00:00Z") != std::string::npos);
    }
}

}  // namespace
}  // namespace emulator::konsoll
