// The rotation of Maskinporten's signing keys, by people and by scripts.
#include "services/konsoll/signing_keys.h"

#include "services/konsoll/world.h"

namespace emulator::konsoll {
namespace {

using test::has_mark;
using test::location;

struct Script {
    http::Method method = http::Method::post;
    std::string body = {};
    std::string content_type = "application/x-www-form-urlencoded";
    std::pair<std::string, std::string> header = {"Accept", "application/json"};
};

http::Response send(World& world, Script const& script) {
    http::Request request;
    request.method = script.method;
    REQUIRE(http::set_target(request, "/signing-keys"));
    request.headers.add("Host", "localhost:4700");
    request.headers.add("Content-Type", script.content_type);
    request.headers.add(script.header.first, script.header.second);
    request.body = script.body;
    return test::answer(world.router, request);
}

std::string document(World& world) {
    auto const response = send(world, {http::Method::get});
    REQUIRE(response.status == 200);
    CHECK(response.headers.find("Cache-Control") == "no-store");
    return response.body;
}

http::Response press(World& world, std::string const& action, std::string const& locale = {}) {
    http::Parameters form;
    form.add("action", action);
    if (!locale.empty()) form.add("locale", locale);
    return world.browser.post("/signing-keys", form);
}

TEST_SUITE("konsoll/signing keys") {
    TEST_CASE("a script takes the three steps and reads where it is") {
        World world;
        std::string const stable =
            R"({"keys":[{"kid":"first","state":"current","bits":2048}],"alg":"RS256"})";
        CHECK(document(world) == stable);
        struct Row {
            std::string step;
            std::string after;
        };
        for (auto const& row : {
                 Row{"publish", R"({"keys":[{"kid":"first","state":"current","bits":2048},)"
                                R"({"kid":"made-1","state":"next","bits":2048}],"alg":"RS256"})"},
                 Row{"switch", R"({"keys":[{"kid":"first","state":"previous","bits":2048},)"
                               R"({"kid":"made-1","state":"current","bits":2048}],"alg":"RS256"})"},
                 Row{"retire", R"({"keys":[{"kid":"made-1","state":"current","bits":2048}],"alg":"RS256"})"},
             }) {
            CAPTURE(row.step);
            auto const response = send(world, {http::Method::post, "action=" + row.step});
            CHECK(response.status == 200);
            CHECK(response.headers.find("Cache-Control") == "no-store");
            CHECK(response.body == row.after);
            CHECK(document(world) == row.after);
        }
        CHECK(world.keys_made == 1);
    }

    TEST_CASE("a step out of turn, and what is no step, is refused and changes nothing") {
        World world;
        struct Row {
            std::string name;
            Script script;
            unsigned status;
        };
        for (auto const& row : {
                 Row{"switch first", {http::Method::post, "action=switch"}, 400},
                 Row{"retire first", {http::Method::post, "action=retire"}, 400},
                 Row{"no action", {http::Method::post, "step=publish"}, 400},
                 Row{"another action", {http::Method::post, "action=rotate"}, 400},
                 Row{"two actions", {http::Method::post, "action=publish&action=publish"}, 400},
                 Row{"no form", {http::Method::post, R"({"action":"publish"})", "application/json"}, 400},
                 Row{"a page of another site",
                     {http::Method::post,
                      "action=publish",
                      "application/x-www-form-urlencoded",
                      {"Sec-Fetch-Site", "cross-site"}},
                     403},
                 Row{"a page of another port",
                     {http::Method::post,
                      "action=publish",
                      "application/x-www-form-urlencoded",
                      {"Sec-Fetch-Site", "same-site"}},
                     403},
                 Row{"a page of another site in an older browser",
                     {http::Method::post,
                      "action=publish",
                      "application/x-www-form-urlencoded",
                      {"Origin", "http://localhost:3000"}},
                     403},
             }) {
            CAPTURE(row.name);
            auto const before = document(world);
            CHECK(send(world, row.script).status == row.status);
            CHECK(document(world) == before);
        }
        REQUIRE(send(world, {http::Method::post, "action=publish"}).status == 200);
        auto const again = send(world, {http::Method::post, "action=publish"});
        CHECK(again.status == 400);
        CHECK(again.body.find("publish") != std::string::npos);
        CHECK(world.keys_made == 1);
    }

    TEST_CASE("the page shows the keys and one button, and a press leads back to them") {
        World world;
        for (std::string const step : {"publish", "switch", "retire", "publish"}) {
            CAPTURE(step);
            auto const page = world.browser.get("/");
            for (std::string const other : {"publish", "switch", "retire"})
                CHECK(has_mark(page, "rotation-" + other) == (step == other));
            for (auto const& [state, entry] : jose::stated(world.signing_keys.now()->ring))
                CHECK(page.body.find(">" + entry.kid + "<") != std::string::npos);
            auto const answer = press(world, step);
            CHECK(answer.status == 303);
            CHECK(location(answer) == "/#keys");
        }
        auto const page = world.browser.get("/");
        CHECK(page.body.find("Gjeldende") != std::string::npos);
        CHECK(page.body.find("Neste</td>") != std::string::npos);
        CHECK(page.body.find("Forrige</td>") == std::string::npos);
    }

    TEST_CASE("a page in a chosen language is left for the same language, and for no other address") {
        World world;
        CHECK(test::input(world.browser.get("/?locale=nn"), "locale") == "nn");
        CHECK(test::input(world.browser.get("/"), "locale").empty());
        CHECK(test::input(world.browser.get("/?locale=%22%3E"), "locale").empty());
        CHECK(location(press(world, "publish", "nn")) == "/?locale=nn#keys");
        CHECK(location(press(world, "switch", "//evil.example")) == "/#keys");
    }
}

}  // namespace
}  // namespace emulator::konsoll
