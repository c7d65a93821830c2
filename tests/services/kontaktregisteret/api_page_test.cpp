#include "http/api_page.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "services/kontaktregisteret/token_forms.h"
#include "support.h"
#include "support/run.h"

namespace emulator::kontaktregisteret {
namespace {

using namespace test;
using http::Method;

}  // namespace

TEST_SUITE("kontaktregisteret/api_page") {
    TEST_CASE("[OpenAPI 3.1] the document names exactly the paths and methods of the API that there are") {
        World world;
        http::Headers foreign;
        foreign.add("Origin", "http://localhost:5173");
        auto const answer = world.call(Method::get, "/v3/api-docs", {"", "", "", foreign});
        REQUIRE(answer.status == 200);
        CHECK(answer.headers.find("Content-Type") == "application/json");
        CHECK(answer.headers.find("Access-Control-Allow-Origin") == "*");
        auto const document = need(parse_json(answer.body));
        CHECK(document["openapi"] == "3.1.0");
        CHECK(document["paths"].size() == 7);
        for (auto const& [path, item] : document["paths"].items()) {
            CAPTURE(path);
            std::set<std::string> methods{"OPTIONS"};
            for (auto const& [method, operation] : item.items()) {
                methods.insert(method == "get" ? "GET" : method == "post" ? "POST" : "PATCH");
                if (method == "get") methods.insert("HEAD");
                // A token is asked for where the document says so.
                bool const open = operation.at("security").empty();
                auto const called = method == "get"    ? Method::get
                                    : method == "post" ? Method::post
                                                       : Method::patch;
                CHECK(world.call(called, path).status == (open ? 200 : 401));
            }
            std::set<std::string> allowed;
            auto const options = world.call(Method::options, path);
            auto list = std::string(options.headers.find("Allow").value());
            for (std::size_t at = 0; at != std::string::npos;) {
                auto const comma = list.find(", ", at);
                allowed.insert(list.substr(at, comma - at));
                at = comma == std::string::npos ? comma : comma + 2;
            }
            CHECK(allowed == methods);
        }
    }

    TEST_CASE("Swagger UI's page has the policy of all pages, and no buttons where there are no tokens") {
        World world;
        auto const page = world.call(Method::get, "/swagger-ui/index.html");
        CHECK(page.status == 200);
        auto const policy = page.headers.find("Content-Security-Policy").value_or("");
        CHECK(policy.find("unsafe") == std::string_view::npos);
        CHECK(policy.find("data:") == std::string_view::npos);
        CHECK(page.body.find("swagger-ui-bundle.js") != std::string::npos);
        CHECK(page.body.find("data-token-of") == std::string::npos);
        CHECK(world.call(Method::post, "/swagger-ui/tokens/maskinporten").status == 404);
        for (auto const* path : {"/swagger-ui", "/swagger-ui/", "/swagger-ui.html"}) {
            CAPTURE(path);
            auto const moved = world.call(Method::get, path);
            CHECK(moved.status == 302);
            CHECK(moved.headers.find("Location") == "/swagger-ui/index.html");
        }
        CHECK(world.call(Method::get, "/").body.find("/swagger-ui/index.html") != std::string::npos);
    }

    TEST_CASE("a page of another origin gets no token") {
        World world;
        rp::TrialTokens tokens(
            {std::string(machine_issuer), "demo-etat-nokkel", "k", world.some_key()},
            rp::Registration{std::string(user_issuer), "min-tjeneste-nokkel", "k", world.some_key()},
            world.client, world.clock, world.entropy);
        http::ApiPage page(world.assets, *world.site, "kontaktregisteret",
                           token_forms(&tokens, *world.persons));
        http::Router router("kontaktregisteret", Service::dialect(*world.site), world.log);
        page.mount(router);
        auto const send = [&](std::string path, std::string site, std::string body) {
            http::Request request;
            request.method = Method::post;
            REQUIRE(http::set_target(request, path));
            request.headers.add("Host", "localhost:4703");
            request.headers.add("Sec-Fetch-Site", std::move(site));
            request.headers.add("Content-Type", "application/x-www-form-urlencoded");
            request.body = std::move(body);
            return emulator::test::run(router.answer(request));
        };
        CHECK(send("/swagger-ui/tokens/maskinporten", "same-site", "").status == 403);
        CHECK(send("/swagger-ui/tokens/idporten", "cross-site", "pid=28876895937").status == 403);
        CHECK(world.client.calls.empty());
        CHECK(send("/swagger-ui/tokens/idporten", "same-origin", "pid=01010112345").status == 400);
        CHECK(world.client.calls.empty());
        CHECK(send("/swagger-ui/tokens/maskinporten", "same-origin", "").status == 502);
        CHECK(world.client.calls.size() == 1);
    }
}

}  // namespace emulator::kontaktregisteret
