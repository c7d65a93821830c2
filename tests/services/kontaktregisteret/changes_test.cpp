#include "services/kontaktregisteret/changes.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "support.h"

namespace emulator::kontaktregisteret {
namespace {

using namespace test;
using http::Method;

constexpr std::string_view path = "/rest/v2/krr/hentEndringer";
constexpr std::string_view all_scopes =
    "krr:global/hentendring.read krr:global/kontaktinformasjon.read krr:global/digitalpost.read";

Json page_after(World& world, std::int64_t after, std::string_view scope = all_scopes) {
    auto const token = world.machine_token(scope);
    auto const body = Json{{"fraEndringsId", after}}.dump();
    auto const answer = world.call(Method::post, path, {token, body});
    INFO(answer.body);
    REQUIRE(answer.status == 200);
    CHECK(answer.headers.find("Content-Type") == "application/json");
    return need(parse_json(answer.body));
}

std::vector<std::string> numbers_of(Json const& page) {
    std::vector<std::string> numbers;
    for (auto const& person : page.at("list"))
        numbers.push_back(person.at("personidentifikator"));
    return numbers;
}

std::int64_t last_change(World& world) {
    return page_after(world, 0).at("sisteEndringsId");
}

}  // namespace

TEST_SUITE("kontaktregisteret/changes") {
    TEST_CASE(
        "[wire 3.4] a page has its four members in the recorded order, and persons as a look-up has them") {
        World world;
        auto const page = page_after(world, 0);
        std::vector<std::string> members;
        for (auto const& [name, value] : page.items())
            members.push_back(name);
        CHECK(members ==
              std::vector<std::string>{"list", "fraEndringsId", "tilEndringsId", "sisteEndringsId"});
        CHECK(page["fraEndringsId"] == 0);
        CHECK(page["tilEndringsId"] == page["sisteEndringsId"]);
        auto const numbers = numbers_of(page);
        auto const looked_up = world.look_up("v1", numbers_body(numbers));
        for (std::size_t i = 0; i < numbers.size(); ++i)
            CHECK(page["list"][i] == looked_up[i]);
    }

    TEST_CASE("[kontaktregisteret 8] everybody of the register is there from 0 on, and nobody else") {
        World world;
        auto const page = page_after(world, 0);
        CHECK(page["list"].size() == 15);  // those of fixtures/persons.json that are registered
        for (auto const& person : page["list"])
            CHECK(person["status"] != "IKKE_REGISTRERT");
        auto const numbers = numbers_of(page);
        CHECK(std::find(numbers.begin(), numbers.end(), deleted) != numbers.end());
    }

    TEST_CASE("[kontaktregisteret 8] the number asked for is not told again") {
        World world;
        auto const before = last_change(world);
        CHECK(page_after(world, before)["list"].empty());
        CHECK(page_after(world, before)["tilEndringsId"] == before);

        world.edit(only_mobile, [](model::Person& person) { person.spraak = "en"; });
        world.edit(at_eboks, [](model::Person& person) { person.reservasjon = true; });
        auto const page = page_after(world, before);
        CHECK(numbers_of(page) == std::vector<std::string>{std::string(only_mobile), std::string(at_eboks)});
        CHECK(page["fraEndringsId"] == before);
        CHECK(page["tilEndringsId"] == before + 2);
        CHECK(page["sisteEndringsId"] == before + 2);
        CHECK(numbers_of(page_after(world, before + 1)) == std::vector<std::string>{std::string(at_eboks)});
    }

    TEST_CASE(
        "[kontaktregisteret 8] who changed twice is told once, as they are now, in the place of the newest") {
        World world;
        auto const before = last_change(world);
        world.edit(only_mobile, [](model::Person& person) { person.spraak = "en"; });
        world.edit(at_eboks, [](model::Person& person) { person.spraak = "nn"; });
        world.edit(only_mobile, [](model::Person& person) { person.spraak = "se"; });
        auto const page = page_after(world, before);
        CHECK(numbers_of(page) == std::vector<std::string>{std::string(at_eboks), std::string(only_mobile)});
        CHECK(page["list"][1]["spraak"] == "se");
        CHECK(page["tilEndringsId"] == before + 3);
    }

    TEST_CASE("[kontaktregisteret 5] a language that a person sets is a change") {
        World world;
        auto const before = last_change(world);
        world.clock.advance(seconds(1));
        auto const token = world.user_token(has_everything, "krr:user/spraak.write");
        CHECK(world.call(Method::patch, "/rest/v1/person", {token, R"({"spraak":"en"})"}).status == 204);
        CHECK(numbers_of(page_after(world, before)) == std::vector<std::string>{std::string(has_everything)});
    }

    TEST_CASE(
        "[kontaktregisteret 8] a page has at most a thousand persons, and the next begins where it ends") {
        World world;
        auto const before = last_change(world);
        constexpr int count = 1000;
        for (int i = 0; i < count; ++i) {
            world.edit(unknown_number(i),
                       [](model::Person& person) { person.status = model::Registration::AKTIV; });
        }
        world.edit(only_mobile, [](model::Person& person) { person.spraak = "en"; });
        auto const page = page_after(world, before);
        REQUIRE(page["list"].size() == count);
        CHECK(page["list"][0]["personidentifikator"] == unknown_number(0));
        CHECK(page["list"][999]["personidentifikator"] == unknown_number(999));
        CHECK(page["tilEndringsId"] == before + 1000);
        CHECK(page["sisteEndringsId"] == before + 1001);
        auto const rest = page_after(world, before + 1000);
        CHECK(numbers_of(rest) == std::vector<std::string>{std::string(only_mobile)});
        CHECK(rest["tilEndringsId"] == rest["sisteEndringsId"]);
    }

    TEST_CASE(
        "[kontaktregisteret 8] the scopes beside the feed's own decide what is told, and none is warned of") {
        World world;
        auto const bare = page_after(world, 0, "krr:global/hentendring.read");
        for (auto const& person : bare["list"]) {
            CHECK(person.contains("reservasjon"));
            CHECK(person.contains("status"));
            for (auto const* hidden :
                 {"kontaktinformasjon", "varslingsstatus", "digital_post", "sertifikat", "spraak"})
                CHECK_FALSE(person.contains(hidden));
        }
        CHECK(newest_note(world).find("no more of the changes than status") != std::string::npos);
        auto const contact =
            page_after(world, 0, "krr:global/hentendring.read krr:global/kontaktinformasjon.read");
        CHECK(contact["list"][0].contains("kontaktinformasjon"));
        CHECK_FALSE(contact["list"][0].contains("digital_post"));
    }

    TEST_CASE("a number beyond the last change gives nothing, and a warning of a register made anew") {
        World world;
        auto const last = last_change(world);
        auto const page = page_after(world, last + 1000);
        CHECK(page["list"].empty());
        CHECK(page["fraEndringsId"] == last + 1000);
        CHECK(page["sisteEndringsId"] == last);
        CHECK(newest_note(world).find("begins at 0") != std::string::npos);
    }

    TEST_CASE("[kontaktregisteret 9] a body that names no number is refused") {
        std::array const bodies{
            "",
            "{}",
            "[]",
            R"({"fraEndringsId":-1})",
            R"({"fraEndringsId":1.5})",
            R"({"fraEndringsId":"1"})",
            R"({"fraEndringsId":null})",
            R"({"fraEndringsId":9223372036854775808})",
            R"({"fraEndringsId":1,"antall":10})",
            R"({"fraEndringsId":1,"fraEndringsId":2})",
        };
        World world;
        auto const token = world.machine_token(all_scopes);
        for (auto const* body : bodies) {
            CAPTURE(body);
            auto const refused = world.call(Method::post, path, {token, body});
            CHECK(refused.status == 400);
            CHECK(refusal(refused)["error"] == "invalid_request");
        }
        CHECK(world.call(Method::post, path, {token, R"({"fraEndringsId":9223372036854775807})"}).status ==
              200);
        CHECK(world.call(Method::post, path, {token, R"({"fraEndringsId": 0})", "text/plain"}).status == 415);
    }
}

}  // namespace emulator::kontaktregisteret
