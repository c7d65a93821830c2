#include <doctest/doctest.h>

#include "services/selvbetjening/api.h"
#include "services/selvbetjening/faults.h"
#include "support.h"

namespace emulator::selvbetjening {
namespace {

using test::World;
using enum http::Method;

TEST_CASE("[selvbetjening 9] a refusal has the recorded shape, and the Konsoll has the same id") {
    World world;
    auto const body = test::with(test::login_client(), {{"redirect_uris", {"x"}}, {"sso_disabled", 1}});
    auto const refused = world.expect(400, post, "/clients", {world.token(test::all_of_dcr), body});
    CHECK(test::fields_of(refused) == std::vector<std::string>{"sso_disabled", "redirect_uris"});
    CHECK(refused["status"] == 400);
    CHECK(refused["errors"][0]["objectName"] == "Client");
    auto const kept = world.journal.find(refused["correlation_id"].get<std::string>());
    REQUIRE(kept);
    auto const record = need(parse_json(kept->error.record));
    CHECK(record["rules"].size() == 2);
    CHECK(record["rules"][1]["mend"] == "Correct the address.");
}

TEST_CASE("[selvbetjening 9] every refusal of the router has it as well") {
    World world;
    struct Row {
        http::Method method;
        char const* target;
        unsigned status;
    };
    for (auto const& row :
         {Row{get, "/nowhere", 404}, Row{delete_, "/scopes/all", 405}, Row{get, "/clients", 401}}) {
        CAPTURE(row.target);
        auto const answer = world.expect(row.status, row.method, row.target);
        CHECK(answer["status"] == row.status);
        CHECK(test::fields_of(answer) == std::vector<std::string>{""});
    }
}

TEST_CASE("[RFC 9110 15.5.6] another method is refused with those that the path takes") {
    World world;
    struct Row {
        http::Method method;
        char const* path;
        char const* allow;
    };
    Row const rows[] = {
        {put, "/scopes/access/all", "GET, HEAD, OPTIONS"},
        {delete_, "/scopes/access/all", "GET, HEAD, OPTIONS"},
        {get, "/scopes/access/313111113", "PUT, DELETE, OPTIONS"},
        {post, "/scopes/access", "GET, HEAD, OPTIONS"},
        {put, "/scopes/all", "GET, HEAD, OPTIONS"},
        {patch, "/scopes", "GET, HEAD, POST, PUT, DELETE, OPTIONS"},
        {put, "/clients", "GET, HEAD, POST, OPTIONS"},
        {patch, "/clients/a", "GET, HEAD, PUT, DELETE, OPTIONS"},
        {get, "/clients/a/secret", "POST, OPTIONS"},
        {patch, "/clients/a/jwks", "GET, HEAD, POST, PUT, DELETE, OPTIONS"},
        {post, "/clients/a/onbehalfof/b", "GET, HEAD, PUT, DELETE, OPTIONS"},
        {post, "/prefix", "GET, HEAD, OPTIONS"},
        {post, "/delegationsources", "GET, HEAD, OPTIONS"},
    };
    auto const token = world.token(std::string(test::all_of_dcr) + " " + std::string(test::all_of_scopes));
    for (auto const& row : rows) {
        for (auto const& path : Api::paths(row.path)) {
            CAPTURE(path);
            CAPTURE(static_cast<int>(row.method));
            auto const response = world.call(row.method, path + "?scope=demo-etat%3Ainntekt.read", {token});
            CHECK(response.status == 405);
            CHECK(response.headers.find("Allow").value_or("") == row.allow);
        }
    }
}

TEST_CASE("what callers write into a refusal stays text of bounded length") {
    World world;
    std::string const hostile = "\"><script>\r\nSet-Cookie: a=b" + std::string(100'000, 'x');
    auto const body =
        test::with(test::login_client(),
                   {{"redirect_uris", {hostile}}, {"integration_type", hostile}, {"scopes", {hostile}}});
    auto const response = world.call(post, "/clients", {world.token(test::all_of_dcr), body});
    CHECK(response.status == 400);
    CHECK(response.body.size() < 10'000);
    CHECK(response.body.find("\r\n") == std::string::npos);
}

}  // namespace
}  // namespace emulator::selvbetjening
