#include "services/kontaktregisteret/rules.h"

#include <doctest/doctest.h>

#include <array>
#include <nlohmann/json.hpp>

#include "base/times.h"

namespace emulator::kontaktregisteret {
namespace {

constexpr Fields contact{.kontaktinformasjon = true, .varslingsstatus = true, .spraak = true};
constexpr Fields postbox{.digital_post = true, .sertifikat = true};
constexpr Fields everything{true, true, true, true, true};

Instant at(std::string_view text) {
    return parse_time(text).value();
}

model::PersonNumber someone() {
    return need(model::PersonNumber::parse("28876895937"));
}

}  // namespace

TEST_SUITE("kontaktregisteret/rules") {
    TEST_CASE("[kontaktregisteret 2] a scope of Maskinporten opens its own members and no others") {
        struct Row {
            char const* name;
            std::string_view scope;
            std::optional<Fields> fields;
        };
        std::array const rows{
            Row{"contact data", "krr:global/kontaktinformasjon.read", contact},
            Row{"postbox", "krr:global/digitalpost.read", postbox},
            Row{"delegated contact data", "krr:global/kontaktinfo.read", contact},
            Row{"delegated postbox", "krr:global/postkasse.read", postbox},
            Row{"both", "krr:global/kontaktinformasjon.read krr:global/digitalpost.read", everything},
            Row{"both delegated, other order", "krr:global/postkasse.read krr:global/kontaktinfo.read",
                everything},
            Row{"older contact data", "global/kontaktinformasjon.read", Fields{.kontaktinformasjon = true}},
            Row{"older language", "global/spraak.read", Fields{.spraak = true}},
            Row{"older name", "global/navn.read", Fields{}},
            Row{"older address", "global/postadresse.read", Fields{}},
            Row{"older notification status", "global/varslingsstatus.read", Fields{.varslingsstatus = true}},
            Row{"older postbox", "global/sikkerdigitalpost.read", Fields{.digital_post = true}},
            Row{"older certificate", "global/sertifikat.read", Fields{.sertifikat = true}},
            Row{"what Digdir's integrasjonspunkt asks for",
                "global/kontaktinformasjon.read global/sikkerdigitalpost.read global/varslingsstatus.read "
                "global/sertifikat.read global/navn.read global/postadresse.read",
                Fields{true, true, false, true, true}},
            Row{"with a foreign scope beside it", "altinn:broker.read krr:global/digitalpost.read", postbox},
            Row{"the change feed alone", "krr:global/hentendring.read", std::nullopt},
            Row{"a scope of persons", "krr:user/kontaktinformasjon.read", std::nullopt},
            Row{"a longer word", "krr:global/kontaktinformasjon.readx", std::nullopt},
            Row{"a shorter word", "kontaktinformasjon.read", std::nullopt},
            Row{"other case", "KRR:global/kontaktinformasjon.read", std::nullopt},
            Row{"none", "", std::nullopt},
        };
        for (auto const& row : rows) {
            CAPTURE(row.name);
            auto const fields = fields_for_organisation(row.scope);
            CHECK(fields.has_value() == row.fields.has_value());
            if (fields && row.fields) CHECK(*fields == *row.fields);
        }
    }

    TEST_CASE(
        "[kontaktregisteret 8] the change feed has a scope of its own, and the others open its members") {
        struct Row {
            char const* name;
            std::string_view scope;
            std::optional<Fields> fields;
        };
        std::array const rows{
            Row{"alone", "krr:global/hentendring.read", Fields{}},
            Row{"with contact data", "krr:global/hentendring.read krr:global/kontaktinformasjon.read",
                contact},
            Row{"with everything",
                "krr:global/kontaktinformasjon.read krr:global/digitalpost.read krr:global/hentendring.read",
                everything},
            Row{"look-ups only", "krr:global/kontaktinformasjon.read krr:global/digitalpost.read",
                std::nullopt},
            Row{"none", "", std::nullopt},
        };
        for (auto const& row : rows) {
            CAPTURE(row.name);
            auto const fields = fields_for_changes(row.scope);
            CHECK(fields.has_value() == row.fields.has_value());
            if (fields && row.fields) CHECK(*fields == *row.fields);
        }
        CHECK(fields_for_changes("x").error().explanation.expected == "krr:global/hentendring.read");
    }

    TEST_CASE("[kontaktregisteret 2] a scope of ID-porten opens the same members of one's own entry") {
        struct Row {
            char const* name;
            std::string_view scope;
            std::optional<Fields> fields;
        };
        std::array const rows{
            Row{"contact data", "openid profile krr:user/kontaktinformasjon.read", contact},
            Row{"postbox", "krr:user/digitalpost.read", postbox},
            Row{"both", "krr:user/digitalpost.read krr:user/kontaktinformasjon.read", everything},
            Row{"writing is not reading", "openid krr:user/spraak.write", std::nullopt},
            Row{"a scope of organisations", "krr:global/kontaktinformasjon.read", std::nullopt},
            Row{"login only", "openid profile", std::nullopt},
        };
        for (auto const& row : rows) {
            CAPTURE(row.name);
            auto const fields = fields_for_person(row.scope);
            CHECK(fields.has_value() == row.fields.has_value());
            if (fields && row.fields) CHECK(*fields == *row.fields);
        }
        CHECK(may_set_language("openid krr:user/spraak.write").has_value());
        CHECK_FALSE(may_set_language("krr:user/kontaktinformasjon.read").has_value());
        CHECK_FALSE(may_set_language("krr:user/spraak.writer").has_value());
    }

    TEST_CASE("a refused scope is told with the scopes that would do") {
        auto const machine = fields_for_organisation("altinn:broker.read").error();
        CHECK(machine.code == ErrorCode::insufficient_scope);
        CHECK(machine.explanation.received == "scope: altinn:broker.read");
        for (auto const* scope : {"krr:global/kontaktinformasjon.read", "krr:global/digitalpost.read",
                                  "krr:global/kontaktinfo.read", "krr:global/postkasse.read"}) {
            CAPTURE(scope);
            CHECK(machine.explanation.expected.find(scope) != std::string::npos);
        }
        CHECK(machine.explanation.expected.find("navn") == std::string::npos);
        auto const user = fields_for_person("openid").error();
        CHECK(user.explanation.expected.find("krr:user/kontaktinformasjon.read") != std::string::npos);
        CHECK(user.explanation.expected.find("krr:user/digitalpost.read") != std::string::npos);
        CHECK(user.explanation.expected.find("krr:global") == std::string::npos);
        CHECK(may_set_language("openid").error().explanation.expected == "krr:user/spraak.write");
    }

    TEST_CASE("the person is the pid of the token") {
        CHECK(need(person_of(Json{{"pid", "28876895937"}, {"sub", "other"}})) == someone());
        struct Row {
            char const* name;
            Json claims;
        };
        std::array const rows{
            Row{"no pid", Json{{"sub", "28876895937"}}},
            Row{"a pid of another kind", Json{{"pid", 28876895937}}},
            Row{"an empty pid", Json{{"pid", ""}}},
            Row{"a pid that is not synthetic", Json{{"pid", "01010112345"}}},
        };
        for (auto const& row : rows) {
            CAPTURE(row.name);
            auto const person = person_of(row.claims);
            REQUIRE(person.has_error());
            CHECK(person.error().code == ErrorCode::insufficient_scope);
            CHECK(person.error().explanation.received.find("01010112345") == std::string::npos);
        }
    }

    TEST_CASE(
        "[kontaktregisteret 7] a channel is usable while either of its times is younger than 18 months") {
        auto const limit = expiry_limit(at("2026-11-22T12:00:00Z"));
        CHECK(limit == at("2025-05-22T12:00:00Z"));
        auto const expired = at("2025-05-22T12:00:00Z");
        auto const fresh = at("2025-05-22T12:00:01Z");
        struct Row {
            char const* name;
            model::Channel channel;
            bool usable;
        };
        std::array const rows{
            Row{"both fresh", {"a@b.no", fresh, fresh}, true},
            Row{"changed lately, never confirmed", {"a@b.no", fresh, std::nullopt}, true},
            Row{"changed long ago, confirmed lately", {"a@b.no", expired, fresh}, true},
            Row{"changed lately, confirmed long ago", {"a@b.no", fresh, expired}, true},
            Row{"confirmed lately, without the other time", {"a@b.no", std::nullopt, fresh}, true},
            Row{"both 18 months to the second", {"a@b.no", expired, expired}, false},
            Row{"changed 18 months ago, never confirmed", {"a@b.no", expired, std::nullopt}, false},
            Row{"no times", {"a@b.no", std::nullopt, std::nullopt}, false},
            Row{"no value", {"", fresh, fresh}, false},
        };
        for (auto const& row : rows) {
            CAPTURE(row.name);
            CHECK(is_usable(row.channel, limit) == row.usable);
        }
    }

    TEST_CASE("eighteen months are counted by the calendar") {
        CHECK(expiry_limit(at("2027-08-31T10:00:00Z")) == at("2026-02-28T10:00:00Z"));
        CHECK(expiry_limit(at("2026-01-15T00:00:00Z")) == at("2024-07-15T00:00:00Z"));
    }

    TEST_CASE("[kontaktregisteret 7] varslingsstatus follows status, reservation and the two channels") {
        auto const limit = at("2025-05-22T12:00:00Z");
        model::Channel const fresh{"x", limit + seconds(1), std::nullopt};
        model::Channel const expired{"x", limit, limit};
        model::Channel const none;
        using enum model::Registration;
        struct Row {
            char const* name;
            model::Registration status;
            bool reserved;
            model::Channel email;
            model::Channel mobile;
            bool can_be_notified;
        };
        std::array const rows{
            Row{"both fresh", AKTIV, false, fresh, fresh, true},
            Row{"only a fresh mobile", AKTIV, false, none, fresh, true},
            Row{"only a fresh e-mail", AKTIV, false, fresh, none, true},
            Row{"e-mail expired, mobile fresh", AKTIV, false, expired, fresh, true},
            Row{"e-mail fresh, mobile expired", AKTIV, false, fresh, expired, true},
            Row{"both expired", AKTIV, false, expired, expired, false},
            Row{"no channels", AKTIV, false, none, none, false},
            Row{"reserved", AKTIV, true, fresh, fresh, false},
            Row{"deleted", SLETTET, false, fresh, fresh, false},
            Row{"never registered", IKKE_REGISTRERT, false, fresh, fresh, false},
        };
        for (auto const& row : rows) {
            CAPTURE(row.name);
            model::Person person;
            person.status = row.status;
            person.reservasjon = row.reserved;
            person.epostadresse = row.email;
            person.mobiltelefonnummer = row.mobile;
            CHECK(can_be_notified(person, limit) == row.can_be_notified);
        }
    }

    TEST_CASE(
        "[kontaktregisteret 7] a person has expired once there is something to reach them by, and all of it "
        "is old") {
        auto const limit = at("2025-05-22T12:00:00Z");
        model::Channel const fresh{"x", limit + seconds(1), std::nullopt};
        model::Channel const old{"x", limit, limit};
        model::Channel const none;
        struct Row {
            char const* name;
            model::Channel email;
            model::Channel mobile;
            bool expired;
        };
        std::array const rows{
            Row{"both fresh", fresh, fresh, false}, Row{"one of two", old, fresh, false},
            Row{"the other", fresh, old, false},    Row{"both", old, old, true},
            Row{"the only one", none, old, true},   Row{"nothing at all", none, none, false},
        };
        for (auto const& row : rows) {
            CAPTURE(row.name);
            model::Person person;
            person.epostadresse = row.email;
            person.mobiltelefonnummer = row.mobile;
            CHECK(has_expired(person, limit) == row.expired);
        }
    }

    TEST_CASE("[kontaktregisteret 5] a language is one of four, and only a registered person has one") {
        for (auto const* code : {"nb", "nn", "en", "se"})
            CHECK(is_language(code));
        for (auto const* code : {"", "no", "NB", "nb ", "sv", "nb-NO"}) {
            CAPTURE(code);
            CHECK_FALSE(is_language(code));
        }
        auto const now = at("2026-11-22T12:00:00Z");
        using enum model::Registration;
        for (auto const status : {AKTIV, SLETTET, IKKE_REGISTRERT}) {
            model::Person person;
            person.status = status;
            auto const set = set_language(person, "se", now);
            CHECK(set.has_value() == (status == AKTIV));
            CHECK(person.spraak == (status == AKTIV ? "se" : ""));
            CHECK(person.spraak_oppdatert.has_value() == (status == AKTIV));
            if (set.has_error()) CHECK(set.error().code == ErrorCode::not_found);
        }
    }

    TEST_CASE("[kontaktregisteret 3] only those who were never registered can be left out") {
        using enum model::Registration;
        for (auto const status : {AKTIV, SLETTET, IKKE_REGISTRERT}) {
            model::Person person;
            person.status = status;
            CHECK(is_told(person, Unregistered::listed));
            CHECK(is_told(person, Unregistered::left_out) == (status != IKKE_REGISTRERT));
        }
    }
}

}  // namespace emulator::kontaktregisteret
