#include "http/router.h"

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "base/json.h"
#include "http/answers.h"
#include "http/support.h"

namespace emulator::http {
namespace {

struct Routes {
    test::FixedClock clock;
    test::CountingEntropy entropy;
    test::CollectingLog log{clock};
    Journal journal{clock, entropy};
    Router router{"test", oauth_dialect(), log, &journal};

    // A route that answers with its name.
    void add(Method method, std::string path, std::string name, Cors cors = Cors::closed) {
        router.route(method, std::move(path),
                     PlainHandler([name](Request const&) { return text(200, name); }), cors);
    }
    Response ask(Method method, std::string_view target,
                 std::initializer_list<std::pair<std::string, std::string>> headers = {}) {
        return answer(router, request(method, target, headers));
    }
    std::string got(std::string_view target) {
        auto const response = ask(Method::get, target);
        return response.status == 200 ? response.body : std::to_string(response.status);
    }
};

TEST_CASE("a path is matched whole, and an extra slash at its end is forgiven") {
    Routes routes;
    routes.add(Method::get, "/", "root");
    routes.add(Method::get, "/a", "a");
    routes.add(Method::get, "/a/b", "a/b");
    routes.add(Method::get, "/.well-known/oauth-authorization-server", "metadata");
    struct Row {
        std::string target;
        std::string answer;
    };
    for (auto const& row : {
             Row{"/", "root"},
             Row{"/?a=b", "root"},
             Row{"/a", "a"},
             Row{"/a/", "a"},
             Row{"/a/?x", "a"},
             Row{"/%61", "a"},
             Row{"/a/b", "a/b"},
             Row{"/a/b/", "a/b"},
             Row{"/.well-known/oauth-authorization-server", "metadata"},
             Row{"/a//", "404"},
             Row{"/a//b", "404"},
             Row{"/A", "404"},
             Row{"/ab", "404"},
             Row{"/a/c", "404"},
             Row{"/a/b/c", "404"},
             Row{"/a/../a", "404"},
             Row{"/b", "404"},
         }) {
        CAPTURE(row.target);
        CHECK(routes.got(row.target) == row.answer);
    }
}

TEST_CASE("a segment in braces takes any one segment that is not empty") {
    Routes routes;
    auto const show = PlainHandler([](Request const& asked) {
        return text(200, std::string(asked.path_parameter("id")) + "|" +
                             std::string(asked.path_parameter("key")) + "|" +
                             std::string(asked.path_parameter("none")));
    });
    routes.router.route(Method::get, "/clients/{id}", show);
    routes.router.route(Method::get, "/clients/{id}/jwks/{key}", show);
    struct Row {
        std::string target;
        std::string answer;
    };
    for (auto const& row : {
             Row{"/clients/a", "a||"},
             Row{"/clients/a/", "a||"},
             Row{"/clients/a%20b%C3%A5", "a bå||"},
             Row{"/clients/{id}", "{id}||"},
             Row{"/clients/..", "..||"},
             Row{"/clients/a/jwks/k", "a|k|"},
             Row{"/clients/", "404"},
             Row{"/clients", "404"},
             Row{"/clients//jwks/k", "404"},
             Row{"/clients/a/jwks/", "404"},
             Row{"/clients/a%2Fjwks%2Fk", "a|k|"},
         }) {
        CAPTURE(row.target);
        CHECK(routes.got(row.target) == row.answer);
    }
}

TEST_CASE("[OpenAPI 3.1 4.8.8.2] a path that is written out wins over a pattern, for every method") {
    Routes routes;
    routes.add(Method::get, "/clients/{id}", "one");
    routes.add(Method::get, "/clients/{other}", "never");
    routes.add(Method::delete_, "/clients/{id}", "delete");
    routes.add(Method::get, "/clients/all", "all");
    CHECK(routes.got("/clients/all") == "all");
    CHECK(routes.got("/clients/all/") == "all");
    CHECK(routes.got("/clients/a") == "one");
    CHECK(routes.ask(Method::delete_, "/clients/a").body == "delete");
    CHECK(routes.ask(Method::delete_, "/clients/all").status == 405);
    CHECK(header(routes.ask(Method::post, "/clients/all"), "Allow") == "GET, HEAD, OPTIONS");
    CHECK(header(routes.ask(Method::post, "/clients/a"), "Allow") == "GET, HEAD, DELETE, OPTIONS");
}

TEST_CASE("an unknown path is refused in the product's words, and noted") {
    Routes routes;
    auto const response = routes.ask(Method::get, "/nowhere");
    CHECK(response.status == 404);
    CHECK(response.body ==
          R"({"error":"invalid_request","error_description":"Requested resource not found"})");
    CHECK(routes.log.mentions("request=\"GET /nowhere\" status=404"));
    REQUIRE(routes.journal.newest(1).size() == 1);
    auto const noted = routes.journal.newest(1)[0];
    CHECK(noted.request == "GET /nowhere");
    CHECK(noted.status == 404);
    CHECK(noted.product == "test");
    CHECK(routes.log.mentions("trace_id=" + noted.error.trace_id));
    CHECK(response.headers.find("Trace-Id") == noted.error.trace_id);
}

TEST_CASE("[RFC 9110 15.5.6] another method is refused with those that the path takes") {
    Routes routes;
    routes.add(Method::post, "/token", "token");
    routes.add(Method::get, "/clients/{id}", "get");
    routes.add(Method::put, "/clients/{id}", "put");
    struct Row {
        Method method;
        std::string target;
        std::string allow;
    };
    for (auto const& row : {
             Row{Method::get, "/token", "POST, OPTIONS"},
             Row{Method::head, "/token/", "POST, OPTIONS"},
             Row{Method::other, "/token", "POST, OPTIONS"},
             Row{Method::post, "/clients/a", "GET, HEAD, PUT, OPTIONS"},
             Row{Method::patch, "/clients/a/", "GET, HEAD, PUT, OPTIONS"},
         }) {
        CAPTURE(row.target);
        CAPTURE(row.allow);
        auto const response = routes.ask(row.method, row.target);
        CHECK(response.status == 405);
        CHECK(header(response, "Allow") == row.allow);
    }
}

TEST_CASE("[RFC 9110 9.3.2] whoever answers GET answers HEAD") {
    Routes routes;
    routes.add(Method::get, "/a", "a");
    CHECK(routes.ask(Method::head, "/a").status == 200);
    CHECK(routes.ask(Method::head, "/b").status == 404);
}

TEST_CASE("[RFC 9110 9.3.7] OPTIONS tells the methods of a path") {
    Routes routes;
    routes.add(Method::get, "/a", "a");
    routes.add(Method::post, "/a", "a");
    auto const response = routes.ask(Method::options, "/a");
    CHECK(response.status == 204);
    CHECK(header(response, "Allow") == "GET, HEAD, POST, OPTIONS");
    CHECK(routes.ask(Method::options, "/b").status == 404);
}

TEST_CASE("[Fetch 3.2] pages of other origins read what is open to them, and nothing else") {
    Routes routes;
    routes.add(Method::get, "/jwks", "keys", Cors::any_origin);
    routes.add(Method::get, "/api", "secret");
    routes.router.route(Method::get, "/refusing", PlainHandler([](Request const&) -> Response {
                            throw Problem({ErrorCode::invalid_token, "No"});
                        }),
                        Cors::any_origin);
    auto const allow = "Access-Control-Allow-Origin";
    auto const origin = std::pair<std::string, std::string>("Origin", "http://localhost:3000");

    CHECK(header(routes.ask(Method::get, "/jwks", {origin}), allow) == "*");
    CHECK_FALSE(routes.ask(Method::get, "/jwks", {origin}).headers.find("Access-Control-Allow-Credentials"));
    CHECK(header(routes.ask(Method::get, "/refusing", {origin}), allow) == "*");
    CHECK(header(routes.ask(Method::get, "/jwks"), allow).empty());
    CHECK(header(routes.ask(Method::get, "/api", {origin}), allow).empty());
    CHECK(header(routes.ask(Method::get, "/nowhere", {origin}), allow).empty());

    auto const preflight =
        routes.ask(Method::options, "/jwks", {origin, {"Access-Control-Request-Method", "GET"}});
    CHECK(preflight.status == 204);
    CHECK(header(preflight, allow) == "*");
    CHECK(header(preflight, "Access-Control-Allow-Methods") == "GET, HEAD");
    CHECK(holds(header(preflight, "Access-Control-Allow-Headers"), "Authorization"));
    auto const closed =
        routes.ask(Method::options, "/api", {origin, {"Access-Control-Request-Method", "GET"}});
    CHECK(header(closed, allow).empty());
    CHECK(header(closed, "Access-Control-Allow-Methods").empty());
}

Task<Response> refusing(Request const&) {
    throw Problem({ErrorCode::invalid_grant, "No such code"});
    co_return Response{};
}

TEST_CASE("what a handler throws is answered: a refusal as it is, a fault without its details") {
    Routes routes;
    routes.router.route(Method::get, "/refusal", Handler(refusing));
    routes.router.route(Method::get, "/fault", PlainHandler([](Request const&) -> Response {
                            throw std::runtime_error("SQLite: disk full");
                        }));
    auto const refusal = routes.ask(Method::get, "/refusal");
    CHECK(refusal.status == 400);
    CHECK(refusal.body == R"({"error":"invalid_grant","error_description":"No such code"})");

    auto const fault = routes.ask(Method::get, "/fault");
    CHECK(fault.status == 500);
    CHECK(holds(fault.body, "server_error"));
    CHECK_FALSE(holds(fault.body, "SQLite"));
    CHECK(routes.log.mentions("SQLite: disk full"));
}

TEST_CASE("a refusal that its product cannot show is answered nevertheless") {
    test::FixedClock const clock;
    test::CollectingLog log(clock);
    auto const broken = [](Request const&, Error const&) -> Response {
        throw std::logic_error("no such page");
    };
    Router router("test", broken, log);
    auto const response = answer(router, request(Method::get, "/nowhere"));
    CHECK(response.status == 404);
    CHECK(holds(response.body, "invalid_request"));
    CHECK(log.mentions("no such page"));
}

TEST_CASE("the product's dialect sees what was asked and why it was refused") {
    test::FixedClock const clock;
    test::CollectingLog log(clock);
    auto const dialect = [](Request const& asked, Error const& error) {
        return text(http_status(error.code), asked.path + ": " + error.description);
    };
    Router router("test", dialect, log);
    CHECK(answer(router, request(Method::get, "/nowhere")).body == "/nowhere: Requested resource not found");
}

TEST_CASE("every origin tells that it is up, and which version it is") {
    Routes routes;
    add_health_routes(routes.router);
    for (auto const* path : {"/isalive", "/isready", "/healthz"}) {
        CAPTURE(path);
        auto const response = routes.ask(Method::get, path);
        CHECK(response.status == 200);
        CHECK(response.body == R"({"status":"UP"})");
        CHECK(header(response, "Cache-Control") == "no-store");
    }
    auto const version = need(parse_json(routes.ask(Method::get, "/version").body));
    CHECK(version["name"] == "digdir-emulator");
    CHECK(version["product"] == "test");
    CHECK(version["version"] == EMULATOR_VERSION);
}

}  // namespace
}  // namespace emulator::http
