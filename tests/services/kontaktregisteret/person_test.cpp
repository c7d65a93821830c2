#include <doctest/doctest.h>

#include <array>
#include <nlohmann/json.hpp>

#include "base/times.h"
#include "support.h"

namespace emulator::kontaktregisteret {
namespace {

using namespace test;
using http::Method;

constexpr std::string_view path = "/rest/v1/person";
constexpr std::string_view contact_scope = "openid profile krr:user/kontaktinformasjon.read";
constexpr std::string_view language_scope = "openid krr:user/kontaktinformasjon.read krr:user/spraak.write";

Json own_entry(World& world, std::string_view pid, std::string_view scope) {
    auto const response = world.call(Method::get, path, {world.user_token(pid, scope)});
    INFO(response.body);
    REQUIRE(response.status == 200);
    CHECK(response.headers.find("Content-Type") == "application/json");
    CHECK(response.headers.find("Cache-Control") == "no-store");
    return need(parse_json(response.body));
}

}  // namespace

TEST_SUITE("kontaktregisteret/person") {
    TEST_CASE("[kontaktregisteret 4] the answer is the entry of the one who is logged in, without a list") {
        World world;
        auto const person = own_entry(world, has_everything, contact_scope);
        CHECK(person["personidentifikator"] == has_everything);
        CHECK(person["kontaktinformasjon"]["epostadresse"] == "stodig.vindmolle@example.no");
        CHECK(person["spraak"] == "nb");
        CHECK_FALSE(person.contains("digital_post"));
        CHECK_FALSE(person.contains("sertifikat"));
        CHECK(own_entry(world, only_mobile, contact_scope)["personidentifikator"] == only_mobile);
    }

    TEST_CASE("[kontaktregisteret 4] it is the same person that an organisation looks up") {
        World world;
        auto const own =
            own_entry(world, at_eboks, "krr:user/kontaktinformasjon.read krr:user/digitalpost.read");
        CHECK(own == world.look_up("v1", numbers_body({std::string(at_eboks)}))[0]);
        auto const postbox = own_entry(world, at_eboks, "krr:user/digitalpost.read");
        CHECK(postbox.contains("sertifikat"));
        CHECK_FALSE(postbox.contains("kontaktinformasjon"));
    }

    TEST_CASE("[kontaktregisteret 4] who is not registered is told so") {
        World world;
        auto const unknown = unknown_number(3);
        auto const person = own_entry(world, unknown, contact_scope);
        CHECK(person == Json{{"personidentifikator", unknown},
                             {"reservasjon", "NEI"},
                             {"status", "IKKE_REGISTRERT"},
                             {"varslingsstatus", "KAN_IKKE_VARSLES"}});
        CHECK(own_entry(world, in_fixtures_unregistered, contact_scope)["status"] == "IKKE_REGISTRERT");
        CHECK(own_entry(world, deleted, contact_scope)["status"] == "SLETTET");
    }

    TEST_CASE("a token without pid is refused with a reason") {
        World world;
        auto claims = world.claims(user_issuer, language_scope);
        claims["sub"] = has_everything;
        auto const token = world.signed_by(user_issuer, claims);
        claims["active"] = true;
        world.introspection_tells(token, claims);
        for (auto const method : {Method::get, Method::patch}) {
            auto const response = world.call(method, path, {token, R"({"spraak":"en"})"});
            CHECK(response.status == 403);
            CHECK(refusal(response)["error"] == "insufficient_scope");
            CHECK(refusal(response)["error_description"] ==
                  "The access token names no person of the register");
            CHECK(response.headers.find("WWW-Authenticate").value_or("").starts_with("Bearer error="));
        }
        CHECK(world.log.mentions("no pid"));
    }

    TEST_CASE("[kontaktregisteret 5] PATCH sets the language and its time, and nothing else") {
        World world;
        auto const before = world.stored(has_everything);
        world.clock.advance(std::chrono::hours(5));
        auto const token = world.user_token(has_everything, language_scope);

        auto const response = world.call(Method::patch, path, {token, R"({"spraak":"se"})"});
        CHECK(response.status == 204);
        CHECK(response.body.empty());

        auto const told = own_entry(world, has_everything, contact_scope);
        CHECK(told["spraak"] == "se");
        CHECK(told["spraak_oppdatert"] == format_oslo(world.clock.now()));
        auto const machine = world.look_up("v2", numbers_body({std::string(has_everything)}))[0];
        CHECK(machine["spraak"] == "se");

        auto const after = world.stored(has_everything);
        CHECK(after.spraak_oppdatert == world.clock.now());
        CHECK(before.spraak_oppdatert != after.spraak_oppdatert);
        CHECK(after.status == before.status);
        CHECK(after.epostadresse.value == before.epostadresse.value);
        CHECK(after.epostadresse.oppdatert == before.epostadresse.oppdatert);
        CHECK(after.mobiltelefonnummer.sist_verifisert == before.mobiltelefonnummer.sist_verifisert);
        CHECK(after.postkasseadresse == before.postkasseadresse);
        CHECK(after.reservasjon_oppdatert == before.reservasjon_oppdatert);
        CHECK(world.stored(only_mobile).spraak == "nb");

        auto const history = world.persons->history(after.personidentifikator);
        REQUIRE(history.size() == 1);
        CHECK(history[0].by == store::Editor{"kontaktregisteret", "demotjeneste", world.clock.now()});
        CHECK(history[0].change == model::EntryChange{model::Changed::spraak, "nb", "se"});
    }

    TEST_CASE("choosing the same language again is a new choice") {
        World world;
        world.clock.advance(seconds(60));
        auto const token = world.user_token(has_everything, language_scope);
        CHECK(world.call(Method::patch, path, {token, R"({"spraak":"nb"})"}).status == 204);
        CHECK(world.stored(has_everything).spraak_oppdatert == world.clock.now());
    }

    TEST_CASE("[kontaktregisteret 5] a refused PATCH changes nothing") {
        struct Row {
            char const* name;
            std::string pid;
            std::string_view scope;
            char const* body;
            char const* type;
            unsigned status;
        };
        constexpr auto json = "application/json";
        auto const person = std::string(has_everything);
        std::array const rows{
            Row{"unknown language", person, language_scope, R"({"spraak":"sv"})", json, 400},
            Row{"nothing to set", person, language_scope, "{}", json, 400},
            Row{"another member", person, language_scope, R"({"spraak":"en","status":"AKTIV"})", json, 400},
            Row{"malformed", person, language_scope, R"({"spraak":"en")", json, 400},
            Row{"no JSON", person, language_scope, R"({"spraak":"en"})", "text/plain", 415},
            Row{"reading only", person, contact_scope, R"({"spraak":"en"})", json, 403},
            Row{"deleted", std::string(deleted), language_scope, R"({"spraak":"en"})", json, 404},
            Row{"unregistered", std::string(in_fixtures_unregistered), language_scope, R"({"spraak":"en"})",
                json, 404},
            Row{"unknown", unknown_number(2), language_scope, R"({"spraak":"en"})", json, 404},
        };
        World world;
        for (auto const& row : rows) {
            CAPTURE(row.name);
            auto const response =
                world.call(Method::patch, path, {world.user_token(row.pid, row.scope), row.body, row.type});
            CHECK(response.status == row.status);
            CHECK(refusal(response)["error"] ==
                  (row.status == 403 ? "insufficient_scope" : "invalid_request"));
            CHECK(response.headers.find("WWW-Authenticate").has_value() == (row.status == 403));
        }
        CHECK(world.stored(has_everything).spraak == "nb");
        CHECK(world.stored(deleted).spraak.empty());
        auto const unknown = need(model::PersonNumber::parse(unknown_number(2)));
        CHECK_FALSE(store::Persons(*world.database).find(unknown).has_value());
    }

    TEST_CASE("a page of any origin may call for its user") {
        World world;
        http::Headers headers;
        headers.add("Origin", "http://localhost:5173");
        auto const token = world.user_token(has_everything, contact_scope);
        auto const response = world.call(Method::get, path, {token, "", "", headers});
        CHECK(response.status == 200);
        CHECK(response.headers.find("Access-Control-Allow-Origin") == "*");

        auto const refused = world.call(Method::get, path, {"", "", "", headers});
        CHECK(refused.status == 401);
        CHECK(refused.headers.find("Access-Control-Allow-Origin") == "*");

        headers.add("Access-Control-Request-Method", "PATCH");
        auto const preflight = world.call(Method::options, path, {"", "", "", headers});
        CHECK(preflight.status == 204);
        CHECK(preflight.headers.find("Access-Control-Allow-Methods") == "GET, HEAD, PATCH");
        CHECK(preflight.headers.find("Access-Control-Allow-Headers").value_or("").find("Authorization") !=
              std::string_view::npos);
    }
}

}  // namespace emulator::kontaktregisteret
