#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <thread>

#include "flows/grants.h"
#include "flows/test_app.h"

using namespace emulator;
using namespace emulator::test;

TEST_SUITE("flows/origins") {
    TEST_CASE("every origin tells that it is up, and in which version") {
        TestApp app;
        for (auto const& product : app::products) {
            CAPTURE(product.key);
            for (auto const* path : {"/isalive", "/isready", "/healthz"}) {
                auto const answer = app.send({http::Method::get, app.url(product.key) + path});
                CHECK(answer.status == 200);
                CHECK(Json::parse(answer.body)["status"] == "UP");
            }
            auto const version =
                Json::parse(app.send({http::Method::get, app.url(product.key) + "/version"}).body);
            CHECK(version["version"] == EMULATOR_VERSION);
            CHECK(version["product"] == product.key);
        }
    }

    TEST_CASE(
        "every origin has a page at its root, and an unknown path is 404: JSON for machines, a page for "
        "browsers") {
        TestApp app;
        Browser browser(app);
        for (auto const& product : app::products) {
            CAPTURE(product.key);
            CHECK(browser.get(app.url(product.key) + "/").response.status == 200);
            auto const machine = app.send({http::Method::get, app.url(product.key) + "/nowhere"});
            CHECK(machine.status == 404);
            // Selvbetjening tells every error in a sentence.
            auto const* error =
                product.key == "selvbetjening" ? ", Requested resource not found" : "invalid_request";
            CHECK(Json::parse(machine.body)["error"] == error);
            auto const person = browser.get(app.url(product.key) + "/nowhere");
            CHECK(person.response.status == 404);
            CHECK_FALSE(person.element("error-title").empty());
            CHECK(
                person.response.headers.find("Content-Security-Policy").value_or("").find("unsafe-inline") ==
                std::string::npos);
        }
    }

    TEST_CASE("the Konsoll shows a refusal under the trace id that the caller was given") {
        TestApp app;
        auto const refused = ask_for_token(app, "no:such/scope", "refused");
        REQUIRE(refused.status == 400);
        auto const description = Json::parse(refused.body)["error_description"].get<std::string>();
        auto const at = description.find("(trace_id: ");
        REQUIRE(at != std::string::npos);
        auto const trace_id = description.substr(at + 11, 32);
        Browser browser(app);
        auto const konsoll = browser.get(app.url("konsoll") + "/");
        CHECK(konsoll.shows(trace_id));
        CHECK(konsoll.shows("MP-200"));
        CHECK(app.log().mentions(trace_id));
    }

    TEST_CASE("of fifty equal grants sent at once exactly one gets a token") {
        TestApp app;
        std::atomic<int> tokens{0};
        std::atomic<int> replays{0};
        std::vector<std::jthread> callers;
        for (int i = 0; i < 50; ++i) {
            callers.emplace_back([&] {
                auto const answer = ask_for_token(app, "krr:global/kontaktinformasjon.read", "one-for-all");
                if (answer.status == 200) ++tokens;
                if (answer.status == 400 && answer.body.find("MP-012") != std::string::npos) ++replays;
            });
        }
        callers.clear();
        CHECK(tokens == 1);
        CHECK(replays == 49);
    }

    TEST_CASE("a port in use is named together with the option that changes it") {
        TestApp first;
        auto configuration = on_free_ports();
        auto const taken = first.url("maskinporten");
        configuration.ports["maskinporten"] =
            static_cast<unsigned short>(std::stoi(taken.substr(taken.rfind(':') + 1)));
        std::string told;
        try {
            TestApp second(configuration);
        } catch (Problem const& refusal) {
            told = refusal.error().description;
        }
        CHECK(told.find("--maskinporten-port") != std::string::npos);
        CHECK(told.find("DIGDIR_MASKINPORTEN_PORT") != std::string::npos);
        CHECK(told.find(taken.substr(taken.rfind(':'))) != std::string::npos);
    }
}
