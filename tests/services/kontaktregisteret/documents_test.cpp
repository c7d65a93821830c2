#include "services/kontaktregisteret/documents.h"

#include <doctest/doctest.h>

#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <vector>

#include "base/json.h"
#include "base/times.h"
#include "support.h"

namespace emulator::kontaktregisteret {
namespace {

Instant at(std::string_view text) {
    return parse_time(text).value();
}

auto const now = at("2026-11-22T12:00:00Z");

PostboxOperators const operators{{"984661185", {"984661185", "Digipost", "MIIDdigipost+/="}},
                                 {"922020175", {"922020175", "e-Boks", "MIIDeboks"}}};

constexpr Fields everything{true, true, true, true, true};

model::Person complete() {
    model::Person person;
    person.personidentifikator = need(model::PersonNumber::parse("05895894984"));
    person.given_name = "Not";
    person.family_name = "Told";
    person.beskrivelse = "not told either";
    person.status = model::Registration::AKTIV;
    person.reservasjon_oppdatert = at("2024-01-02T03:04:05Z");
    person.spraak = "nn";
    person.spraak_oppdatert = at("2026-06-01T00:00:00Z");
    person.epostadresse = {"ola@example.no", at("2026-06-10T19:00:01Z"), at("2026-11-20T22:59:59Z")};
    person.mobiltelefonnummer = {"+4799999999", at("2026-02-01T00:00:00Z"), at("2026-07-31T23:30:00Z")};
    person.postkasseadresse = "ola.nordmann#6BCD";
    person.postkasseleverandoeradresse = "984661185";
    return person;
}

std::string written(model::Person const& person, Fields fields, Instant when = now) {
    std::string out = "before:";
    PersonWriter(fields, when, operators).append(out, person);
    REQUIRE(out.starts_with("before:"));
    out.erase(0, 7);
    CHECK(parse_json(out).has_value());
    return out;
}

constexpr std::string_view head = R"({"personidentifikator":"05895894984","reservasjon":"NEI",)"
                                  R"("reservasjon_oppdatert":"2024-01-02T04:04:05+01","status":"AKTIV")";
constexpr std::string_view notifiable = R"(,"varslingsstatus":"KAN_VARSLES")";
constexpr std::string_view contact =
    R"(,"kontaktinformasjon":{"epostadresse":"ola@example.no",)"
    R"("epostadresse_oppdatert":"2026-06-10T21:00:01+02","epostadresse_sist_verifisert":"2026-11-20T23:59:59+01",)"
    R"("mobiltelefonnummer":"+4799999999","mobiltelefonnummer_oppdatert":"2026-02-01T01:00:00+01",)"
    R"("mobiltelefonnummer_sist_verifisert":"2026-08-01T01:30:00+02"})";
constexpr std::string_view postbox =
    R"(,"digital_post":{"postkasseadresse":"ola.nordmann#6BCD","postkasseleverandoeradresse":"984661185"})";
constexpr std::string_view certificate = R"(,"sertifikat":"MIIDdigipost+/=")";
constexpr std::string_view language = R"(,"spraak":"nn","spraak_oppdatert":"2026-06-01T02:00:00+02")";

std::string joined(std::initializer_list<std::string_view> parts) {
    std::string out;
    for (auto const part : parts)
        out += part;
    return out + "}";
}

// What append_oslo_time must write, reckoned another way: the change days by counting weekdays.
std::string slow_oslo(Instant time) {
    using namespace std::chrono;
    auto const last_sunday = [](year y, month m) {
        auto day = sys_days(y / m / last);
        while (weekday(day) != Sunday)
            day -= days(1);
        return day + hours(1);
    };
    year_month_day const utc(floor<days>(time));
    bool const summer = time >= last_sunday(utc.year(), March) && time < last_sunday(utc.year(), October);
    auto const local = time + hours(summer ? 2 : 1);
    year_month_day const date(floor<days>(local));
    auto const second = (local - floor<days>(local)).count();
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d%s", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  static_cast<int>(second / 3600), static_cast<int>(second / 60 % 60),
                  static_cast<int>(second % 60), summer ? "+02" : "+01");
    return text.data();
}

}  // namespace

TEST_SUITE("kontaktregisteret/documents") {
    TEST_CASE("[kontaktregisteret 2] each scope's members are there, in the order of the real service") {
        struct Row {
            char const* name;
            Fields fields;
            std::string expected;
        };
        std::array const rows{
            Row{"everything", everything,
                joined({head, notifiable, contact, postbox, certificate, language})},
            Row{"contact data",
                {.kontaktinformasjon = true, .varslingsstatus = true, .spraak = true},
                joined({head, notifiable, contact, language})},
            Row{"postbox", {.digital_post = true, .sertifikat = true}, joined({head, postbox, certificate})},
            Row{"the notification status alone", {.varslingsstatus = true}, joined({head, notifiable})},
            Row{"the postbox without its certificate", {.digital_post = true}, joined({head, postbox})},
            Row{"the certificate alone", {.sertifikat = true}, joined({head, certificate})},
            Row{"nothing more", {}, joined({head})},
        };
        for (auto const& row : rows) {
            CAPTURE(row.name);
            CHECK(written(complete(), row.fields) == row.expected);
        }
    }

    TEST_CASE("what is absent is left out") {
        struct Row {
            char const* name;
            void (*change)(model::Person&);
            std::string expected;
        };
        std::array const rows{
            Row{"no e-mail", [](model::Person& p) { p.epostadresse = {}; },
                joined({head, notifiable,
                        R"(,"kontaktinformasjon":{"mobiltelefonnummer":"+4799999999",)"
                        R"("mobiltelefonnummer_oppdatert":"2026-02-01T01:00:00+01",)"
                        R"("mobiltelefonnummer_sist_verifisert":"2026-08-01T01:30:00+02"})",
                        postbox, certificate, language})},
            Row{"no mobile, e-mail never confirmed",
                [](model::Person& p) {
                    p.mobiltelefonnummer = {};
                    p.epostadresse.sist_verifisert.reset();
                },
                joined({head, notifiable,
                        R"(,"kontaktinformasjon":{"epostadresse":"ola@example.no",)"
                        R"("epostadresse_oppdatert":"2026-06-10T21:00:01+02"})",
                        postbox, certificate, language})},
            Row{"times of a mobile that is not there",
                [](model::Person& p) { p.mobiltelefonnummer.value.clear(); },
                joined({head, notifiable,
                        R"(,"kontaktinformasjon":{"epostadresse":"ola@example.no",)"
                        R"("epostadresse_oppdatert":"2026-06-10T21:00:01+02",)"
                        R"("epostadresse_sist_verifisert":"2026-11-20T23:59:59+01"})",
                        postbox, certificate, language})},
            Row{"no channel",
                [](model::Person& p) {
                    p.epostadresse = {};
                    p.mobiltelefonnummer = {};
                },
                joined({head, R"(,"varslingsstatus":"KAN_IKKE_VARSLES")", postbox, certificate, language})},
            Row{"no postbox",
                [](model::Person& p) {
                    p.postkasseadresse.clear();
                    p.postkasseleverandoeradresse.clear();
                },
                joined({head, notifiable, contact, language})},
            Row{"a postbox without address", [](model::Person& p) { p.postkasseadresse.clear(); },
                joined({head, notifiable, contact,
                        R"(,"digital_post":{"postkasseleverandoeradresse":"984661185"})", certificate,
                        language})},
            Row{"a postbox address without operator",
                [](model::Person& p) { p.postkasseleverandoeradresse.clear(); },
                joined({head, notifiable, contact,
                        R"(,"digital_post":{"postkasseadresse":"ola.nordmann#6BCD"})", language})},
            Row{"an operator without a certificate",
                [](model::Person& p) { p.postkasseleverandoeradresse = "310222224"; },
                joined({head, notifiable, contact,
                        R"(,"digital_post":{"postkasseadresse":"ola.nordmann#6BCD",)"
                        R"("postkasseleverandoeradresse":"310222224"})",
                        language})},
            Row{"no language",
                [](model::Person& p) {
                    p.spraak.clear();
                    p.spraak_oppdatert.reset();
                },
                joined({head, notifiable, contact, postbox, certificate})},
        };
        for (auto const& row : rows) {
            CAPTURE(row.name);
            auto person = complete();
            row.change(person);
            CHECK(written(person, everything) == row.expected);
        }
    }

    TEST_CASE("[kontaktregisteret 7] status and age decide what is told") {
        auto person = complete();

        SUBCASE("expired data are told with their dates") {
            auto const later = at("2028-02-01T12:00:00Z");
            CHECK(written(person, everything, later) ==
                  joined({head, notifiable, contact, postbox, certificate, language}));
            auto const much_later = at("2029-01-01T12:00:00Z");
            CHECK(written(person, everything, much_later) ==
                  joined({head, R"(,"varslingsstatus":"KAN_IKKE_VARSLES")", contact, postbox, certificate,
                          language}));
        }
        SUBCASE("a reservation is told with its time and takes nothing away") {
            person.reservasjon = true;
            CHECK(written(person, everything) ==
                  joined({R"({"personidentifikator":"05895894984","reservasjon":"JA",)"
                          R"("reservasjonstidspunkt":"2024-01-02T04:04:05+01",)"
                          R"("reservasjon_oppdatert":"2024-01-02T04:04:05+01","status":"AKTIV",)"
                          R"("varslingsstatus":"KAN_IKKE_VARSLES")",
                          contact, postbox, certificate, language}));
        }
        SUBCASE("a deleted person has no contact data, no postbox and no language") {
            person.status = model::Registration::SLETTET;
            CHECK(written(person, everything) ==
                  R"({"personidentifikator":"05895894984","reservasjon":"NEI",)"
                  R"("reservasjon_oppdatert":"2024-01-02T04:04:05+01","status":"SLETTET",)"
                  R"("varslingsstatus":"KAN_IKKE_VARSLES"})");
        }
        SUBCASE("an unregistered person has nothing") {
            model::Person nobody;
            nobody.personidentifikator = person.personidentifikator;
            CHECK(written(nobody, everything) ==
                  R"({"personidentifikator":"05895894984","reservasjon":"NEI","status":"IKKE_REGISTRERT",)"
                  R"("varslingsstatus":"KAN_IKKE_VARSLES"})");
            CHECK(written(nobody, {}) ==
                  R"({"personidentifikator":"05895894984","reservasjon":"NEI","status":"IKKE_REGISTRERT"})");
        }
    }

    TEST_CASE("[kontaktregisteret 6] validation and sharing are told of the channel they belong to") {
        auto person = complete();
        person.epostadresse.sist_validert = at("2026-11-21T05:00:00Z");
        person.epostadresse.duplisert = true;
        CHECK(written(person, {.kontaktinformasjon = true}) ==
              joined({head, R"(,"kontaktinformasjon":{"epostadresse":"ola@example.no",)"
                            R"("epostadresse_oppdatert":"2026-06-10T21:00:01+02",)"
                            R"("epostadresse_sist_verifisert":"2026-11-20T23:59:59+01",)"
                            R"("epostadresse_sist_validert":"2026-11-21T06:00:00+01",)"
                            R"("epostadresse_duplisert":"JA",)"
                            R"("mobiltelefonnummer":"+4799999999",)"
                            R"("mobiltelefonnummer_oppdatert":"2026-02-01T01:00:00+01",)"
                            R"("mobiltelefonnummer_sist_verifisert":"2026-08-01T01:30:00+02"})"}));
        person.epostadresse = {};
        person.mobiltelefonnummer.sist_validert = at("2026-07-01T00:00:00Z");
        person.mobiltelefonnummer.duplisert = true;
        CHECK(written(person, {.kontaktinformasjon = true}) ==
              joined({head, R"(,"kontaktinformasjon":{"mobiltelefonnummer":"+4799999999",)"
                            R"("mobiltelefonnummer_oppdatert":"2026-02-01T01:00:00+01",)"
                            R"("mobiltelefonnummer_sist_verifisert":"2026-08-01T01:30:00+02",)"
                            R"("mobiltelefonnummer_sist_validert":"2026-07-01T02:00:00+02",)"
                            R"("mobiltelefonnummer_duplisert":"JA"})"}));
    }

    TEST_CASE("whatever stands in the register, the answer is JSON") {
        std::array const texts{
            std::string("\"quoted\"@example.no"),   std::string("back\\slash@example.no"),
            std::string("two\nlines\t@example.no"), std::string("čáđđŋ@example.no"),
            std::string("nul\0@example.no", 15),    std::string("\",\"status\":\"AKTIV"),
        };
        for (auto const& text : texts) {
            CAPTURE(text);
            auto person = complete();
            person.epostadresse.value = text;
            person.postkasseadresse = text;
            auto const document = need(parse_json(written(person, everything)));
            CHECK(document["kontaktinformasjon"]["epostadresse"] == text);
            CHECK(document["digital_post"]["postkasseadresse"] == text);
        }
    }

    TEST_CASE("[kontaktregisteret 6] times are Norwegian with the hours of the offset only") {
        struct Row {
            char const* utc;
            char const* oslo;
        };
        std::array const rows{
            Row{"2023-06-10T19:00:01Z", "2023-06-10T21:00:01+02"},
            Row{"2026-03-29T00:59:59Z", "2026-03-29T01:59:59+01"},
            Row{"2026-03-29T01:00:00Z", "2026-03-29T03:00:00+02"},
            Row{"2026-10-25T00:59:59Z", "2026-10-25T02:59:59+02"},
            Row{"2026-10-25T01:00:00Z", "2026-10-25T02:00:00+01"},
            Row{"2025-12-31T23:00:00Z", "2026-01-01T00:00:00+01"},
            Row{"2026-06-30T22:00:00Z", "2026-07-01T00:00:00+02"},
            Row{"2024-02-28T23:30:00Z", "2024-02-29T00:30:00+01"},
            Row{"1970-01-01T00:00:00Z", "1970-01-01T01:00:00+01"},
            Row{"9999-12-31T22:59:59Z", "9999-12-31T23:59:59+01"},
        };
        for (auto const& row : rows) {
            CAPTURE(row.utc);
            std::string out = "x";
            append_oslo_time(out, at(row.utc));
            CHECK(out == std::string("x") + row.oslo);
            CHECK(format_oslo(at(row.utc)) == row.oslo);
            CHECK(parse_time(row.oslo) == at(row.utc));
        }
    }

    TEST_CASE("the fast writer of times agrees with a slow one at every hour of twelve years") {
        auto const end = at("2032-01-01T00:00:00Z");
        int differ = 0;
        std::string out;
        for (auto time = at("2020-01-01T00:12:34Z"); time < end; time += std::chrono::hours(1)) {
            out.clear();
            append_oslo_time(out, time);
            if (out != slow_oslo(time)) ++differ;
        }
        CHECK(differ == 0);

        // Years that the form has no place for are written in full rather than cut.
        for (auto const years : {-3000, 9000}) {
            out.clear();
            auto const far = at("2026-07-01T00:00:00Z") + std::chrono::years(years);
            append_oslo_time(out, far);
            CHECK(out == slow_oslo(far));
        }
    }

    TEST_CASE("a list of a thousand persons has each of them, whole and in order") {
        constexpr int count = 1000;
        using enum model::Registration;
        PersonWriter const writer(everything, now, operators);
        PersonList list(R"({"personer":[)", writer, count);
        std::vector<model::Person> persons;
        for (int i = 0; i < count; ++i) {
            auto person = complete();
            person.personidentifikator = need(model::PersonNumber::parse(test::unknown_number(i)));
            person.epostadresse.value = "person" + std::to_string(i) + "@example.no";
            person.epostadresse.oppdatert = now - std::chrono::hours(i);
            person.status = i % 10 == 3 ? SLETTET : i % 10 == 7 ? IKKE_REGISTRERT : AKTIV;
            if (i % 4 == 1) person.mobiltelefonnummer = {};
            person.postkasseleverandoeradresse = i % 2 == 0 ? "984661185" : "922020175";
            list.add(persons.emplace_back(person));
        }
        auto const document = need(parse_json(std::move(list).finish("]}")));
        REQUIRE(document.size() == 1);
        auto const& told = document.at("personer");
        REQUIRE(told.size() == count);
        for (std::size_t i = 0; i < count; ++i) {
            CAPTURE(i);
            auto const& person = persons[i];
            auto const& one = told[i];
            REQUIRE(one["personidentifikator"] == person.personidentifikator.digits());
            bool const active = person.status == AKTIV;
            REQUIRE(one["status"] == (active ? "AKTIV" : i % 10 == 3 ? "SLETTET" : "IKKE_REGISTRERT"));
            REQUIRE(one.contains("kontaktinformasjon") == active);
            REQUIRE(one.contains("sertifikat") == active);
            if (!active) continue;
            auto const& channels = one["kontaktinformasjon"];
            REQUIRE(channels["epostadresse"] == person.epostadresse.value);
            REQUIRE(channels["epostadresse_oppdatert"] == slow_oslo(*person.epostadresse.oppdatert));
            REQUIRE(channels.contains("mobiltelefonnummer") == (i % 4 != 1));
            REQUIRE(one["sertifikat"] == (i % 2 == 0 ? "MIIDdigipost+/=" : "MIIDeboks"));
        }
    }

    TEST_CASE("a list of nobody is an empty list") {
        PersonWriter const writer(everything, now, operators);
        CHECK(PersonList(R"({"list":[)", writer, 0).finish(R"(],"last":0})") == R"({"list":[],"last":0})");
    }
}

}  // namespace emulator::kontaktregisteret
