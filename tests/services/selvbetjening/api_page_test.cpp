#include "http/api_page.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "services/selvbetjening/api.h"
#include "support.h"
#include "support/run.h"

namespace emulator::selvbetjening {
namespace {

using test::World;
using enum http::Method;

std::set<std::string> allowed_at(World& world, std::string const& path) {
    std::string list(world.call(options, path).headers.find("Allow").value_or(""));
    std::set<std::string> methods;
    for (std::size_t at = 0; at < list.size();) {
        auto const end = std::min(list.find(", ", at), list.size());
        methods.insert(list.substr(at, end - at));
        at = end + 2;
    }
    return methods;
}

TEST_CASE("[OpenAPI 3.1] the document names the methods of each path, and what is asked for a token") {
    World world;
    auto const document = world.expect(200, get, "/v3/api-docs");
    CHECK(document["openapi"] == "3.1.0");
    CHECK(document["paths"].size() == 15);
    for (auto const& [pattern, item] : document["paths"].items()) {
        auto const prefixed = item.contains("servers") ? std::vector{pattern} : Api::paths(pattern);
        for (auto const& path : prefixed) {
            CAPTURE(path);
            auto const allowed = allowed_at(world, path);
            for (auto const& [name, method] : {std::pair{"get", get}, std::pair{"post", post},
                                               std::pair{"put", put}, std::pair{"delete", delete_}}) {
                CAPTURE(name);
                auto const* operation = item.contains(name) ? &item[name] : nullptr;
                CHECK(allowed.contains(std::string(http::method_name(method))) == !!operation);
                if (!operation) continue;
                bool const open = operation->at("security").empty();
                CHECK(world.call(method, path).status == (open ? 200 : 401));
            }
        }
    }
}

TEST_CASE("Swagger UI's page has the policy of all pages, and a button where there are tokens") {
    World world;
    auto const page = world.call(get, "/swagger-ui/index.html");
    CHECK(page.status == 200);
    CHECK(page.headers.find("Content-Security-Policy").value_or("unsafe").find("unsafe") ==
          std::string_view::npos);
    CHECK(page.body.find("data-token-of") == std::string::npos);
    CHECK(world.call(post, "/swagger-ui/tokens/maskinporten").status == 404);
    for (auto const* path : {"/swagger-ui", "/swagger-ui.html"})
        CHECK(world.call(get, path).headers.find("Location") == "/swagger-ui/index.html");

    rp::TrialTokens tokens({"http://localhost:4701/", "demo-selvbetjening", "k", world.some_key()},
                           std::nullopt, world.client, world.clock, world.entropy);
    http::ApiPage with_tokens(world.assets, *world.site, "selvbetjening", {tokens.organisation_form()});
    http::Router router("selvbetjening", Service::dialect(*world.site, world.clock), world.log);
    with_tokens.mount(router);
    http::Request request;
    request.method = get;
    REQUIRE(http::set_target(request, "/swagger-ui/index.html"));
    auto const shown = emulator::test::run(router.answer(request)).body;
    CHECK(shown.find("data-token-of=\"maskinporten\"") != std::string::npos);
    CHECK(shown.find("data-token-of=\"idporten\"") == std::string::npos);
}

}  // namespace
}  // namespace emulator::selvbetjening
