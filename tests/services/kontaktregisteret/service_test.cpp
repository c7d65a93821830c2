#include "services/kontaktregisteret/service.h"

#include <doctest/doctest.h>

#include <array>
#include <nlohmann/json.hpp>

#include "support.h"

namespace emulator::kontaktregisteret {
namespace {

using namespace test;
using http::Method;

constexpr std::string_view numbers = R"({"personidentifikatorer":["28876895937"]})";
constexpr std::string_view user_scopes = "openid krr:user/kontaktinformasjon.read krr:user/spraak.write";

// The protected ways in, and what each takes.
struct Entrance {
    Method method;
    std::string_view path;
    std::string_view body;
    std::string_view issuer;
    std::string_view scope;
    unsigned success;
};
constexpr std::array entrances{
    Entrance{Method::post, "/rest/v1/personer", numbers, machine_issuer, both_machine_scopes, 200},
    Entrance{Method::post, "/rest/v2/personer", numbers, machine_issuer, both_machine_scopes, 200},
    Entrance{Method::post, "/rest/v2/krr/hentEndringer", R"({"fraEndringsId":0})", machine_issuer,
             "krr:global/hentendring.read", 200},
    Entrance{Method::get, "/rest/v1/person", "", user_issuer, user_scopes, 200},
    Entrance{Method::patch, "/rest/v1/person", R"({"spraak":"en"})", user_issuer, user_scopes, 204},
};

Json right_claims(World const& world, Entrance const& entrance) {
    auto claims = world.claims(entrance.issuer, entrance.scope);
    claims["pid"] = has_everything;
    return claims;
}

http::Response enter(World& world, Entrance const& entrance, std::string_view token) {
    return world.call(entrance.method, entrance.path, {token, entrance.body});
}

}  // namespace

TEST_SUITE("kontaktregisteret/service") {
    TEST_CASE("[kontaktregisteret 9] each way in takes the right token, and refuses every wrong one") {
        struct Row {
            char const* name;
            // Turns right claims into wrong ones.
            void (*change)(World const&, Json& claims);
            unsigned status;
            char const* error;
        };
        std::array const rows{
            Row{"expired",
                [](World const& world, Json& claims) {
                    claims["exp"] = world.clock.now().time_since_epoch().count() - 11;
                },
                401, "invalid_token"},
            Row{"without an end", [](World const&, Json& claims) { claims.erase("exp"); }, 401,
                "invalid_token"},
            Row{"of the real test environment",
                [](World const&, Json& claims) { claims["iss"] = "https://test.maskinporten.no/"; }, 401,
                "invalid_token"},
            Row{"of the other issuer, by name",
                [](World const&, Json& claims) {
                    claims["iss"] = claims["iss"] == machine_issuer ? user_issuer : machine_issuer;
                },
                401, "invalid_token"},
            Row{"another scope",
                [](World const&, Json& claims) { claims["scope"] = "altinn:broker.read openid"; }, 403,
                "insufficient_scope"},
            Row{"the scopes of the other kind of token",
                [](World const&, Json& claims) {
                    bool const machine = claims["iss"] == machine_issuer;
                    claims["scope"] = machine ? user_scopes : both_machine_scopes;
                },
                403, "insufficient_scope"},
            Row{"no scope", [](World const&, Json& claims) { claims.erase("scope"); }, 403,
                "insufficient_scope"},
            Row{"scopes as a list",
                [](World const&, Json& claims) { claims["scope"] = Json::array({claims["scope"]}); }, 403,
                "insufficient_scope"},
        };
        for (auto const& entrance : entrances) {
            CAPTURE(http::method_name(entrance.method));
            CAPTURE(entrance.path);
            World world;
            auto const right = right_claims(world, entrance);
            CHECK(enter(world, entrance, world.signed_by(entrance.issuer, right)).status == entrance.success);
            for (auto const& row : rows) {
                CAPTURE(row.name);
                auto claims = right;
                row.change(world, claims);
                auto const response = enter(world, entrance, world.signed_by(entrance.issuer, claims));
                CHECK(response.status == row.status);
                CHECK(refusal(response)["error"] == row.error);
                auto const challenge = response.headers.find("WWW-Authenticate").value_or("");
                CHECK(challenge.starts_with("Bearer error=\"" + std::string(row.error) + "\""));
            }
        }
    }

    TEST_CASE("[RFC 6750 3] a token that is no token of the issuer is refused") {
        for (auto const& entrance : entrances) {
            CAPTURE(entrance.path);
            World world;
            auto const right = world.signed_by(entrance.issuer, right_claims(world, entrance));

            auto const other = entrance.issuer == machine_issuer ? user_issuer : machine_issuer;
            auto const by_another_key = world.signed_by(other, right_claims(world, entrance));
            auto changed = right;
            auto& last = changed[changed.find('.') + 5];
            last = last == 'A' ? 'B' : 'A';
            for (auto const& token : {by_another_key, changed, std::string("opaque"), right + "x",
                                      right + ".x", right.substr(0, right.rfind('.') + 1)}) {
                CAPTURE(token);
                auto const response = enter(world, entrance, token);
                CHECK(response.status == 401);
                CHECK(refusal(response)["error"] == "invalid_token");
            }
        }
    }

    TEST_CASE("[RFC 6750 3] without a token there is a bare challenge") {
        for (auto const& entrance : entrances) {
            CAPTURE(entrance.path);
            World world;
            auto const missing = enter(world, entrance, "");
            CHECK(missing.status == 401);
            CHECK(missing.headers.find("WWW-Authenticate") == "Bearer");
            CHECK(refusal(missing) ==
                  Json{{"error", "unauthorized"},
                       {"error_description", "Full authentication is required to access this resource"}});

            http::Headers basic;
            basic.add("Authorization", "Basic ZGVtbzpkZW1v");
            auto const other_scheme =
                world.call(entrance.method, entrance.path, {"", entrance.body, "application/json", basic});
            CHECK(other_scheme.status == 401);
            CHECK(other_scheme.headers.find("WWW-Authenticate") == "Bearer");

            auto const token = world.signed_by(entrance.issuer, right_claims(world, entrance));
            http::Headers twice;
            twice.add("Authorization", "Bearer " + token);
            auto const doubled =
                world.call(entrance.method, entrance.path, {token, entrance.body, "application/json", twice});
            CHECK(doubled.status == 400);
            CHECK(doubled.headers.find("WWW-Authenticate")
                      .value_or("")
                      .starts_with("Bearer error=\"invalid_request\""));
        }
    }

    TEST_CASE("a token lives to its end by the emulator's clock") {
        World world;
        auto const& entrance = entrances[0];
        auto const token = world.signed_by(entrance.issuer, right_claims(world, entrance));
        world.clock.advance(seconds(119));
        CHECK(enter(world, entrance, token).status == 200);
        world.clock.advance(std::chrono::hours(1));
        CHECK(enter(world, entrance, token).status == 401);
    }

    TEST_CASE("tokens are checked with the issuer's keys, which are fetched once") {
        World world;
        for (int i = 0; i < 3; ++i) {
            for (auto const& entrance : entrances) {
                auto const token = world.signed_by(entrance.issuer, right_claims(world, entrance));
                CHECK(enter(world, entrance, token).status == entrance.success);
            }
        }
        CHECK(world.client.calls.size() == 2);
    }

    TEST_CASE("keys that cannot be fetched are no fault of the token") {
        World world;
        world.client.answer = [](http::Call const& call) {
            return Result<http::Response>(Error{ErrorCode::bad_gateway, "No answer from " + call.url});
        };
        auto const& entrance = entrances[0];
        auto const response =
            enter(world, entrance, world.signed_by(entrance.issuer, right_claims(world, entrance)));
        CHECK(response.status == 502);
        CHECK(refusal(response)["error"] == "server_error");
        CHECK_FALSE(response.headers.find("WWW-Authenticate").has_value());
    }

    TEST_CASE("paths work with a slash at the end") {
        for (auto const& entrance : entrances) {
            CAPTURE(entrance.path);
            World world;
            auto const token = world.signed_by(entrance.issuer, right_claims(world, entrance));
            auto const response =
                world.call(entrance.method, std::string(entrance.path) + "/", {token, entrance.body});
            CHECK(response.status == entrance.success);
        }
    }

    TEST_CASE("other methods are refused with those that there are") {
        struct Row {
            Method method;
            char const* path;
            char const* allow;
        };
        std::array const rows{
            Row{Method::get, "/rest/v1/personer", "POST, OPTIONS"},
            Row{Method::put, "/rest/v2/personer", "POST, OPTIONS"},
            Row{Method::post, "/rest/v1/person", "GET, HEAD, PATCH, OPTIONS"},
            Row{Method::delete_, "/rest/v1/person", "GET, HEAD, PATCH, OPTIONS"},
            Row{Method::post, "/", "GET, HEAD, OPTIONS"},
            Row{Method::get, "/rest/v2/krr/hentEndringer", "POST, OPTIONS"},
            Row{Method::post, "/rest/v1/printSertifikat", "GET, HEAD, OPTIONS"},
        };
        World world;
        for (auto const& row : rows) {
            CAPTURE(row.path);
            auto const response = world.call(row.method, row.path);
            CHECK(response.status == 405);
            CHECK(response.headers.find("Allow") == row.allow);
            CHECK(refusal(response) ==
                  Json{{"error", "invalid_request"}, {"error_description", "Unsupported HTTP method"}});
            CHECK_FALSE(response.headers.find("WWW-Authenticate").has_value());
            auto const options = world.call(Method::options, row.path);
            CHECK(options.status == 204);
            CHECK(options.headers.find("Allow") == row.allow);
        }
    }

    TEST_CASE("HEAD is answered as GET, and pages of other origins get no look-up for organisations") {
        World world;
        auto const& person = entrances[3];
        auto const token = world.signed_by(person.issuer, right_claims(world, person));
        CHECK(world.call(Method::head, person.path, {token}).status == 200);
        CHECK(world.call(Method::head, person.path).status == 401);

        http::Headers foreign;
        foreign.add("Origin", "http://localhost:5173");
        auto const response = world.call(Method::post, "/rest/v1/personer",
                                         {world.machine_token(), numbers, "application/json", foreign});
        CHECK(response.status == 200);
        CHECK_FALSE(response.headers.find("Access-Control-Allow-Origin").has_value());
        auto const preflight = world.call(Method::options, "/rest/v1/personer", {"", "", "", foreign});
        CHECK_FALSE(preflight.headers.find("Access-Control-Allow-Origin").has_value());
    }

    TEST_CASE("unknown paths are refused, for people with a page, and the API's refusals are JSON for all") {
        World world;
        for (auto const* path : {"/rest", "/rest/v3/personer", "/rest/v2/person", "/rest/v1/Person",
                                 "/rest/v1/person/28876895937"}) {
            CAPTURE(path);
            auto const response = world.call(Method::get, path);
            CHECK(response.status == 404);
            CHECK(refusal(response) ==
                  Json{{"error", "invalid_request"}, {"error_description", "Requested resource not found"}});
        }
        http::Headers browser;
        browser.add("Accept", "text/html,application/xhtml+xml");
        auto const page = world.call(Method::get, "/nowhere", {"", "", "", browser});
        CHECK(page.status == 404);
        CHECK(page.headers.find("Content-Type") == "text/html; charset=utf-8");
        auto const api = world.call(Method::get, "/rest/v1/person", {"", "", "", browser});
        CHECK(api.status == 401);
        CHECK(api.headers.find("WWW-Authenticate") == "Bearer");
        CHECK(refusal(api).at("error") == "unauthorized");
    }

    TEST_CASE("the front page says what this is, in the language asked for") {
        World world;
        auto const norwegian = world.call(Method::get, "/");
        CHECK(norwegian.status == 200);
        CHECK(norwegian.headers.find("Content-Type") == "text/html; charset=utf-8");
        CHECK(norwegian.body.find("<html lang=\"nb\"") != std::string::npos);
        CHECK(norwegian.body.find("Oppslag i Kontakt- og reservasjonsregisteret") != std::string::npos);
        CHECK(norwegian.body.find("/healthz") != std::string::npos);
        auto const english = world.call(Method::get, "/?locale=en");
        CHECK(english.body.find("Look-up in the Contact and Reservation Register") != std::string::npos);
    }
}

}  // namespace emulator::kontaktregisteret
