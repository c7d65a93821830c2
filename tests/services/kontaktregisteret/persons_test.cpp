#include <doctest/doctest.h>

#include <array>
#include <nlohmann/json.hpp>

#include "base/times.h"
#include "support.h"

namespace emulator::kontaktregisteret {
namespace {

using namespace test;
using http::Method;

std::vector<std::string> members(Json const& object) {
    std::vector<std::string> names;
    for (auto const& [name, value] : object.items())
        names.push_back(name);
    return names;
}

}  // namespace

TEST_SUITE("kontaktregisteret/persons") {
    TEST_CASE("[kontaktregisteret 7] the people of the data set are told as their stories say") {
        struct Row {
            char const* name;
            std::string number;
            char const* status;
            char const* varslingsstatus;
            char const* reservasjon;
            bool email;
            bool mobile;
            char const* postbox_operator;  // "": none
        };
        std::array const rows{
            Row{"has everything", std::string(has_everything), "AKTIV", "KAN_VARSLES", "NEI", true, true,
                "984661185"},
            Row{"only a mobile", std::string(only_mobile), "AKTIV", "KAN_VARSLES", "NEI", false, true, ""},
            Row{"only an e-mail", "05895894984", "AKTIV", "KAN_VARSLES", "NEI", true, false, ""},
            Row{"reserved", std::string(reserved), "AKTIV", "KAN_IKKE_VARSLES", "JA", true, true, ""},
            Row{"deleted", std::string(deleted), "SLETTET", "KAN_IKKE_VARSLES", "NEI", false, false, ""},
            Row{"never registered, in the data set", std::string(in_fixtures_unregistered), "IKKE_REGISTRERT",
                "KAN_IKKE_VARSLES", "NEI", false, false, ""},
            Row{"never registered, unknown", unknown_number(0), "IKKE_REGISTRERT", "KAN_IKKE_VARSLES", "NEI",
                false, false, ""},
            Row{"e-mail expired, mobile fresh", std::string(email_expired), "AKTIV", "KAN_VARSLES", "NEI",
                true, true, ""},
            Row{"everything expired", std::string(all_expired), "AKTIV", "KAN_IKKE_VARSLES", "NEI", true,
                true, ""},
            Row{"postbox at e-Boks", std::string(at_eboks), "AKTIV", "KAN_VARSLES", "NEI", true, true,
                "922020175"},
            Row{"registered without channels", std::string(no_channels), "AKTIV", "KAN_IKKE_VARSLES", "NEI",
                false, false, ""},
        };
        World world;
        auto const directory = world.directory->now();
        for (auto const& row : rows) {
            CAPTURE(row.name);
            auto const persons = world.look_up("v1", numbers_body({row.number}));
            REQUIRE(persons.size() == 1);
            auto const& person = persons[0];
            CHECK(person["personidentifikator"] == row.number);
            CHECK(person["status"] == row.status);
            CHECK(person["varslingsstatus"] == row.varslingsstatus);
            CHECK(person["reservasjon"] == row.reservasjon);
            CHECK(person.contains("reservasjonstidspunkt") == (person["reservasjon"] == "JA"));
            auto const contact = person.value("kontaktinformasjon", Json::object());
            CHECK(person.contains("kontaktinformasjon") == (row.email || row.mobile));
            CHECK(contact.contains("epostadresse") == row.email);
            CHECK(contact.contains("epostadresse_oppdatert") == row.email);
            CHECK(contact.contains("mobiltelefonnummer") == row.mobile);
            CHECK(contact.contains("mobiltelefonnummer_sist_verifisert") == row.mobile);
            bool const postbox = *row.postbox_operator != '\0';
            CHECK(person.contains("digital_post") == postbox);
            CHECK(person.contains("sertifikat") == postbox);
            if (postbox) {
                CHECK(person["digital_post"]["postkasseleverandoeradresse"] == row.postbox_operator);
                auto const& known = directory->postbox_operators.find(row.postbox_operator)->second;
                CHECK(person["sertifikat"] == known.sertifikat);
            }
        }
    }

    TEST_CASE("[kontaktregisteret 2] the scopes of the token decide which members there are") {
        struct Row {
            std::string scope;
            std::vector<std::string> members;
        };
        std::array const rows{
            Row{"krr:global/kontaktinformasjon.read",
                {"personidentifikator", "reservasjon", "reservasjon_oppdatert", "status", "varslingsstatus",
                 "kontaktinformasjon", "spraak", "spraak_oppdatert"}},
            Row{"krr:global/digitalpost.read",
                {"personidentifikator", "reservasjon", "reservasjon_oppdatert", "status", "digital_post",
                 "sertifikat"}},
            Row{"krr:global/kontaktinfo.read krr:global/postkasse.read",
                {"personidentifikator", "reservasjon", "reservasjon_oppdatert", "status", "varslingsstatus",
                 "kontaktinformasjon", "digital_post", "sertifikat", "spraak", "spraak_oppdatert"}},
        };
        World world;
        for (auto const& row : rows) {
            CAPTURE(row.scope);
            for (auto const* version : {"v1", "v2"}) {
                auto const body = numbers_body({std::string(has_everything)});
                auto const persons = world.look_up(version, body, row.scope);
                REQUIRE(persons.size() == 1);
                CHECK(members(persons[0]) == row.members);
            }
        }
    }

    TEST_CASE("[kontaktregisteret 3] v1 lists the unregistered, v2 leaves them out unless asked") {
        World world;
        auto body = numbers_body({unknown_number(1), std::string(has_everything),
                                  std::string(in_fixtures_unregistered), std::string(deleted)});
        CHECK(world.look_up("v1", body).size() == 4);

        auto const told = world.look_up("v2", body);
        REQUIRE(told.size() == 2);
        CHECK(told[0]["personidentifikator"] == has_everything);
        CHECK(told[1]["personidentifikator"] == deleted);

        body["inkluderIkkeRegistrerte"] = true;
        auto const all = world.look_up("v2", body);
        REQUIRE(all.size() == 4);
        CHECK(all[0]["personidentifikator"] == unknown_number(1));
        CHECK(all[0]["status"] == "IKKE_REGISTRERT");
        CHECK(all[2]["status"] == "IKKE_REGISTRERT");

        body["inkluderIkkeRegistrerte"] = false;
        CHECK(world.look_up("v2", body).size() == 2);
        CHECK(world.look_up("v2", numbers_body({unknown_number(1)})) == Json::array());
    }

    TEST_CASE("[kontaktregisteret 3] the answer has the order and the duplicates of the question") {
        World world;
        std::vector<std::string> const numbers{std::string(all_expired),    unknown_number(5),
                                               std::string(has_everything), std::string(all_expired),
                                               std::string(no_channels),    unknown_number(5),
                                               std::string(deleted),        std::string(has_everything)};
        auto const persons = world.look_up("v1", numbers_body(numbers));
        REQUIRE(persons.size() == numbers.size());
        for (std::size_t i = 0; i < numbers.size(); ++i)
            CHECK(persons[i]["personidentifikator"] == numbers[i]);
        CHECK(persons[0] == persons[3]);
        CHECK(persons[2] == persons[7]);
    }

    TEST_CASE("[kontaktregisteret 3] a thousand persons are looked up at once") {
        World world;
        std::vector<std::string> numbers;
        for (int i = 0; i < 1000; ++i)
            numbers.push_back(i % 100 == 50 ? std::string(has_everything) : unknown_number(i));
        auto const persons = world.look_up("v1", numbers_body(numbers));
        REQUIRE(persons.size() == 1000);
        for (std::size_t i = 0; i < numbers.size(); ++i) {
            REQUIRE(persons[i]["personidentifikator"] == numbers[i]);
            REQUIRE(persons[i]["status"] == (i % 100 == 50 ? "AKTIV" : "IKKE_REGISTRERT"));
        }
        CHECK(world.look_up("v2", numbers_body(numbers)).size() == 10);
    }

    TEST_CASE("[kontaktregisteret 7] data expire as the clock passes 18 months, and stay readable") {
        World world;
        auto const verified = *world.stored(has_everything).epostadresse.sist_verifisert;
        auto const body = numbers_body({std::string(has_everything)});

        // Lately confirmed at the same moment, so the later of the two limits is this one.
        world.clock.set(plus_months(verified, 18) - seconds(1));
        CHECK(world.look_up("v2", body)[0]["varslingsstatus"] == "KAN_VARSLES");

        world.clock.set(plus_months(verified, 18));
        auto const expired = world.look_up("v2", body)[0];
        CHECK(expired["varslingsstatus"] == "KAN_IKKE_VARSLES");
        CHECK(expired["kontaktinformasjon"]["epostadresse"] == "stodig.vindmolle@example.no");
        CHECK(expired["kontaktinformasjon"]["epostadresse_sist_verifisert"] == format_oslo(verified));
        CHECK(expired.contains("sertifikat"));
    }

    TEST_CASE("what another product writes is told by the next look-up") {
        World world;
        auto const body = numbers_body({std::string(only_mobile)});
        CHECK_FALSE(world.look_up("v1", body)[0]["kontaktinformasjon"].contains("epostadresse"));
        store::Persons(*world.database)
            .edit(need(model::PersonNumber::parse(only_mobile)), [&](model::Person& person) {
                person.epostadresse = {"ny@example.no", world.clock.now(), std::nullopt};
            });
        auto const contact = world.look_up("v1", body)[0]["kontaktinformasjon"];
        CHECK(contact["epostadresse"] == "ny@example.no");
        CHECK(contact["epostadresse_oppdatert"] == "2026-11-22T13:00:00+01");
    }

    TEST_CASE("a look-up is JSON that nobody keeps, and leaves no person number in the log") {
        World world;
        auto const body = numbers_body({std::string(has_everything)}).dump();
        auto const response = world.call(Method::post, "/rest/v1/personer", {world.machine_token(), body});
        CHECK(response.status == 200);
        CHECK(response.headers.find("Content-Type") == "application/json");
        CHECK(response.headers.find("Cache-Control") == "no-store");
        CHECK(world.log.mentions("looked up"));
        CHECK_FALSE(world.log.mentions(has_everything));

        auto const refused = numbers_body({"01010112345"}).dump();
        CHECK(world.call(Method::post, "/rest/v1/personer", {world.machine_token(), refused}).status == 400);
        CHECK(world.log.mentions("010101*****"));
        CHECK_FALSE(world.log.mentions("01010112345"));
    }

    TEST_CASE("a bad body is refused for those who may look up, and not read for others") {
        struct Row {
            char const* name;
            std::string body;
            char const* type;
            unsigned status;
        };
        std::array const rows{
            Row{"malformed", "{", "application/json", 400},
            Row{"nobody", R"({"personidentifikatorer":[]})", "application/json", 400},
            Row{"not synthetic", R"({"personidentifikatorer":["01010112345"]})", "application/json", 400},
            Row{"unknown member", R"({"personidentifikatorer":["28876895937"],"x":1})", "application/json",
                400},
            Row{"a form", "personidentifikatorer=28876895937", "application/x-www-form-urlencoded", 415},
        };
        World world;
        auto const token = world.machine_token();
        auto const wrong_scope = world.machine_token("altinn:broker.read");
        for (auto const& row : rows) {
            CAPTURE(row.name);
            for (auto const* path : {"/rest/v1/personer", "/rest/v2/personer"}) {
                auto const response = world.call(Method::post, path, {token, row.body, row.type});
                CHECK(response.status == row.status);
                CHECK(refusal(response)["error"] == "invalid_request");
                CHECK_FALSE(response.headers.find("WWW-Authenticate").has_value());
                CHECK(world.call(Method::post, path, {"", row.body, row.type}).status == 401);
                CHECK(world.call(Method::post, path, {wrong_scope, row.body, row.type}).status == 403);
            }
        }
    }
}

}  // namespace emulator::kontaktregisteret
