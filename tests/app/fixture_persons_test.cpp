#include "app/fixture_persons.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "base/times.h"

namespace emulator::app {
namespace {

constexpr Instant now{seconds(1795348800)};

bool knows_operator(std::string const& orgnr) {
    return orgnr == "984661185";
}

Result<model::Person> person(std::string const& more) {
    return person_from_json(
        need(parse_json(R"({"personidentifikator":"28876895937","status":"AKTIV")" + more + "}")), now,
        knows_operator);
}

TEST_CASE("what a person leaves out is empty") {
    auto const made = need(person(""));
    CHECK(made.personidentifikator.digits() == "28876895937");
    CHECK(made.status == model::Registration::AKTIV);
    CHECK_FALSE(made.reservasjon);
    CHECK(made.reservasjon_oppdatert == std::nullopt);
    CHECK(made.spraak.empty());
    CHECK(made.epostadresse.value.empty());
    CHECK(made.epostadresse.oppdatert == std::nullopt);
    CHECK(made.postkasseadresse.empty());
}

TEST_CASE("every member of a person is read") {
    auto const made = need(person(R"(,"fornavn":"Stødig","etternavn":"Vindmølle","beskrivelse":"Alt",
        "reservasjon":"JA","reservasjon_oppdatert":"-P2Y","spraak":"se","spraak_oppdatert":"2026-01-31T12:00:00Z",
        "kontaktinformasjon":{"epostadresse":"a@example.no","epostadresse_oppdatert":"-P3M",
            "epostadresse_sist_verifisert":"-P3DT2H","epostadresse_sist_validert":"-P2D",
            "mobiltelefonnummer":"+4799999901",
            "mobiltelefonnummer_oppdatert":"-P5M","mobiltelefonnummer_sist_verifisert":"P1D"},
        "digital_post":{"postkasseadresse":"x#1","postkasseleverandoeradresse":"984661185"})"));
    CHECK(made.name() == "Stødig Vindmølle");
    CHECK(made.beskrivelse == "Alt");
    CHECK(made.reservasjon);
    CHECK(made.reservasjon_oppdatert == plus_months(now, -24));
    CHECK(made.spraak == "se");
    CHECK(made.spraak_oppdatert == parse_time("2026-01-31T12:00:00Z"));
    CHECK(made.epostadresse.value == "a@example.no");
    CHECK(made.epostadresse.oppdatert == plus_months(now, -3));
    CHECK(made.epostadresse.sist_verifisert == now - seconds(3 * 86400 + 2 * 3600));
    CHECK(made.epostadresse.sist_validert == now - seconds(2 * 86400));
    CHECK(made.mobiltelefonnummer.sist_validert == std::nullopt);
    CHECK(made.mobiltelefonnummer.value == "+4799999901");
    CHECK(made.mobiltelefonnummer.oppdatert == plus_months(now, -5));
    CHECK(made.mobiltelefonnummer.sist_verifisert == now + seconds(86400));
    CHECK(made.postkasseadresse == "x#1");
    CHECK(made.postkasseleverandoeradresse == "984661185");
}

TEST_CASE("who is asked at a login is told by yes or no, or not at all") {
    auto const asked = [](std::string const& more) {
        CHECK(person(more).has_value());
        return asked_at_login(need(parse_json("{\"status\":\"AKTIV\"" + more + "}")));
    };
    CHECK(asked("") == std::nullopt);
    CHECK(asked(R"(,"bekreft_ved_innlogging":"JA")") == true);
    CHECK(asked(R"(,"bekreft_ved_innlogging":"NEI")") == false);
    CHECK_FALSE(person(R"(,"bekreft_ved_innlogging":"yes")").has_value());
}

TEST_CASE("a channel needs one of its times") {
    CHECK(
        person(
            R"(,"kontaktinformasjon":{"epostadresse":"a@example.no","epostadresse_sist_verifisert":"-P1D"})")
            .has_value());
    CHECK_FALSE(person(R"(,"kontaktinformasjon":{"epostadresse":"a@example.no"})").has_value());
}

TEST_CASE("[krr_attributter] an e-mail address and a mobile number are such") {
    struct Row {
        std::string member;
        std::string value;
        std::string read;  // empty: refused
    };
    for (auto const& row : {
             Row{"epostadresse", "NULLstillt@default.digdir.no", "NULLstillt@default.digdir.no"},
             Row{"epostadresse", "not an email", ""},
             Row{"epostadresse", "a@example", ""},
             Row{"epostadresse", std::string(40, 'a') + "@example.no", ""},
             Row{"mobiltelefonnummer", "+4799999901", "+4799999901"},
             Row{"mobiltelefonnummer", "0047 999 99 901", "+4799999901"},
             Row{"mobiltelefonnummer", "99999901", "+4799999901"},
             Row{"mobiltelefonnummer", "+46701740605", "+46701740605"},
             Row{"mobiltelefonnummer", "12345678", ""},
             Row{"mobiltelefonnummer", "999", ""},
         }) {
        CAPTURE(row.value);
        auto const made = person(",\"kontaktinformasjon\":{\"" + row.member + "\":\"" + row.value + "\",\"" +
                                 row.member + "_oppdatert\":\"-P1D\"}");
        REQUIRE(made.has_value() == !row.read.empty());
        if (made) {
            CHECK(made->epostadresse.value + made->mobiltelefonnummer.value == row.read);
        } else {
            CHECK(made.error().description.find("'" + row.member + "': received \"" + row.value + "\"") !=
                  std::string::npos);
        }
    }
}

TEST_CASE("a time that cannot be read is refused by its member's name") {
    auto const refused = person(
        R"(,"kontaktinformasjon":{"epostadresse":"a@example.no","epostadresse_oppdatert":"-P1D",
            "epostadresse_sist_validert":"yesterday"})");
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().description.find("epostadresse_sist_validert") != std::string::npos);
}

TEST_CASE("a postbox is with an operator that is known") {
    auto const with = [](std::string const& orgnr) {
        return person(R"(,"digital_post":{"postkasseadresse":"x#1","postkasseleverandoeradresse":")" + orgnr +
                      "\"}");
    };
    CHECK(with("984661185").has_value());
    auto const refused = with("922020175");
    REQUIRE_FALSE(refused.has_value());
    for (auto const* told : {"'postkasseleverandoeradresse'", "922020175", "postboxes.json"})
        CHECK(refused.error().description.find(told) != std::string::npos);
}

TEST_CASE("each status has its meaning") {
    struct Row {
        std::string word;
        model::Registration status;
    };
    for (auto const& row :
         {Row{"AKTIV", model::Registration::AKTIV}, Row{"SLETTET", model::Registration::SLETTET},
          Row{"IKKE_REGISTRERT", model::Registration::IKKE_REGISTRERT}}) {
        CAPTURE(row.word);
        auto const object =
            need(parse_json(R"({"personidentifikator":"28876895937","status":")" + row.word + "\"}"));
        CHECK(need(person_from_json(object, now, knows_operator)).status == row.status);
    }
}

}  // namespace
}  // namespace emulator::app
