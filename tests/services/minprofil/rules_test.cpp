#include "services/minprofil/rules.h"

#include <doctest/doctest.h>

#include "services/minprofil/documents.h"

using namespace emulator;
using namespace emulator::minprofil;

namespace {

Instant const then{seconds(1700000000)};
Instant const now{seconds(1795348800)};

PostboxOperators const operators{{"984661185", {"984661185", "Digipost", ""}}};

model::Person registered() {
    model::Person person;
    person.status = model::Registration::AKTIV;
    person.epostadresse = {"old@example.no", then, then};
    person.mobiltelefonnummer = {"+4799999901", then, then};
    person.spraak = "nb";
    person.spraak_oppdatert = then;
    return person;
}

http::Parameters parameters(std::vector<std::pair<std::string, std::string>> const& pairs) {
    http::Parameters form;
    for (auto const& [name, value] : pairs)
        form.add(name, value);
    return form;
}

}  // namespace

TEST_SUITE("minprofil/rules") {
    TEST_CASE("a form with values that no page offers is refused") {
        struct Row {
            char const* name;
            std::vector<std::pair<std::string, std::string>> form;
            char const* expected;  // nullptr: accepted
        };
        Row const rows[] = {
            {"save", {{"action", "save"}, {"spraak", "se"}, {"reservasjon", "JA"}}, nullptr},
            {"confirm alone", {{"action", "confirm"}}, nullptr},
            {"no action", {{"spraak", "nb"}}, "save or confirm"},
            {"another action", {{"action", "delete"}}, "save or confirm"},
            {"another language", {{"action", "save"}, {"spraak", "de"}}, "nb, nn, en or se"},
            {"language emptied", {{"action", "save"}, {"spraak", ""}}, "nb, nn, en or se"},
            {"language in capitals", {{"action", "save"}, {"spraak", "NB"}}, "nb, nn, en or se"},
            {"another reservation", {{"action", "save"}, {"reservasjon", "ja"}}, "JA or NEI"},
            {"reservation emptied", {{"action", "save"}, {"reservasjon", ""}}, "JA or NEI"},
        };
        for (auto const& row : rows) {
            CAPTURE(row.name);
            auto const read = read_fields(parameters(row.form), operators);
            REQUIRE(read.has_value() == (row.expected == nullptr));
            if (row.expected) CHECK(read.error().explanation.expected == row.expected);
        }
    }

    TEST_CASE("a field that the form lacks is something else than an emptied one") {
        auto const read =
            need(read_fields(parameters({{"action", "save"}, {"epostadresse", ""}}), operators));
        CHECK(read.epostadresse == "");
        CHECK(!read.mobiltelefonnummer);
        CHECK(!read.spraak);
        CHECK(!read.reservasjon);
        CHECK(!read.confirm);
    }

    TEST_CASE("an edit is what differs from the page that the person saw") {
        Contact const seen{"old@example.no", "+4799999901", "nb", false};
        struct Row {
            char const* name;
            Form form;
            Edit edit;
        };
        Row const rows[] = {
            {"the page as it was", {"old@example.no", "+4799999901", "nb", false, false}, {}},
            {"the same number in other words", {{}, "999 99 901", {}, {}, false}, {}},
            {"space around", {" old@example.no ", {}, {}, {}, false}, {}},
            {"another address",
             {"new@example.no ", {}, {}, {}, false},
             {"new@example.no", {}, {}, {}, false}},
            {"an emptied field", {{}, "", {}, {}, false}, {{}, "", {}, {}, false}},
            {"blanks empty a field too", {"  ", {}, {}, {}, false}, {"", {}, {}, {}, false}},
            {"another number", {{}, "41234567", {}, {}, false}, {{}, "+4741234567", {}, {}, false}},
            {"a wrong number stays as it was typed", {{}, "123", {}, {}, false}, {{}, "123", {}, {}, false}},
            {"language and reservation", {{}, {}, "en", true, false}, {{}, {}, "en", true, false}},
            {"confirm", {{}, {}, "nb", false, true}, {{}, {}, {}, {}, true}},
        };
        for (auto const& row : rows) {
            CAPTURE(row.name);
            auto const edit = edit_from(row.form, seen);
            CHECK(edit.epostadresse == row.edit.epostadresse);
            CHECK(edit.mobiltelefonnummer == row.edit.mobiltelefonnummer);
            CHECK(edit.spraak == row.edit.spraak);
            CHECK(edit.reservasjon == row.edit.reservasjon);
            CHECK(edit.confirm == row.edit.confirm);
        }
    }

    TEST_CASE("only new values are judged, and an empty one is right") {
        CHECK(!find_faults({}).any());
        CHECK(!find_faults({"", "", {}, {}, false}).any());
        auto const faults = find_faults({"ola", "123", {}, {}, false});
        CHECK(faults.epostadresse == "format");
        CHECK(faults.mobiltelefonnummer == "length");
    }

    TEST_CASE("[krr_attributter] a new value sets oppdatert and sist_verifisert of its own channel only") {
        auto person = registered();
        apply({"new@example.no", {}, {}, {}, false}, person, now);
        CHECK(person.epostadresse.value == "new@example.no");
        CHECK(person.epostadresse.oppdatert == now);
        CHECK(person.epostadresse.sist_verifisert == now);
        CHECK(person.mobiltelefonnummer.oppdatert == then);
        CHECK(person.mobiltelefonnummer.sist_verifisert == then);
        CHECK(person.spraak_oppdatert == then);
        CHECK(!person.reservasjon_oppdatert);
    }

    TEST_CASE("[krr_attributter] a confirmation sets sist_verifisert of both channels and nothing else") {
        auto person = registered();
        apply({{}, {}, {}, {}, true}, person, now);
        CHECK(person.epostadresse.oppdatert == then);
        CHECK(person.epostadresse.sist_verifisert == now);
        CHECK(person.mobiltelefonnummer.oppdatert == then);
        CHECK(person.mobiltelefonnummer.sist_verifisert == now);
        CHECK(person.spraak_oppdatert == then);
    }

    TEST_CASE("a confirmation gives no dates to a channel that is not there") {
        auto person = registered();
        person.epostadresse = {};
        apply({{}, {}, {}, {}, true}, person, now);
        CHECK(!person.epostadresse.sist_verifisert);
    }

    TEST_CASE("a confirmation with a changed field saves the change") {
        auto person = registered();
        apply({{}, "+4741234567", {}, {}, true}, person, now);
        CHECK(person.mobiltelefonnummer.value == "+4741234567");
        CHECK(person.mobiltelefonnummer.oppdatert == now);
        CHECK(person.epostadresse.oppdatert == then);
        CHECK(person.epostadresse.sist_verifisert == now);
    }

    TEST_CASE("an emptied field takes the channel away with its dates") {
        auto person = registered();
        apply({"", {}, {}, {}, false}, person, now);
        CHECK(person.epostadresse.value.empty());
        CHECK(!person.epostadresse.oppdatert);
        CHECK(!person.epostadresse.sist_verifisert);
    }

    TEST_CASE("language and reservation have dates of their own, set only by a change") {
        auto person = registered();
        apply({{}, {}, "nb", false, false}, person, now);
        CHECK(person.spraak_oppdatert == then);
        CHECK(!person.reservasjon_oppdatert);
        apply({{}, {}, "se", true, false}, person, now);
        CHECK(person.spraak == "se");
        CHECK(person.spraak_oppdatert == now);
        CHECK(person.reservasjon);
        CHECK(person.reservasjon_oppdatert == now);
        CHECK(person.epostadresse.sist_verifisert == then);
    }

    TEST_CASE("the same value that another request has set meanwhile keeps its dates") {
        auto person = registered();
        apply({"old@example.no", {}, {}, {}, false}, person, now);
        CHECK(person.epostadresse.oppdatert == then);
    }

    TEST_CASE("whoever saves is registered, and whoever only confirms stays as before") {
        struct Row {
            char const* name;
            model::Registration before;
            Edit edit;
            model::Registration after;
        };
        using enum model::Registration;
        Row const rows[] = {
            {"unregistered saves", IKKE_REGISTRERT, {"a@b.no", {}, {}, {}, false}, AKTIV},
            {"unregistered saves nothing", IKKE_REGISTRERT, {}, AKTIV},
            {"deleted saves", SLETTET, {"a@b.no", {}, {}, {}, false}, AKTIV},
            {"unregistered confirms", IKKE_REGISTRERT, {{}, {}, {}, {}, true}, IKKE_REGISTRERT},
            {"deleted confirms", SLETTET, {{}, {}, {}, {}, true}, SLETTET},
            {"unregistered confirms a new value", IKKE_REGISTRERT, {"a@b.no", {}, {}, {}, true}, AKTIV},
            {"registered saves", AKTIV, {}, AKTIV},
        };
        for (auto const& row : rows) {
            CAPTURE(row.name);
            model::Person person;
            person.status = row.before;
            apply(row.edit, person, now);
            CHECK(person.status == row.after);
        }
    }

    TEST_CASE("the field that says what was shown reads back what was written, and nothing else") {
        Contact const contact{"bjørn@example.no", "+4799999901", "se", true};
        CHECK(read_shown_field(shown_field(contact)) == contact);
        CHECK(read_shown_field(shown_field({})) == Contact{});
        for (auto const* text : {"", "no", "e30=", "W10", "eyJ"}) {
            CAPTURE(text);
            CHECK(!read_shown_field(text));
        }
    }

    TEST_CASE("a postbox is chosen, changed and taken away, with an address of its own") {
        auto person = registered();
        person.personidentifikator = need(model::PersonNumber::parse("28876895937"));
        person.given_name = "Stødig";
        person.family_name = "Vind-Mølle Ĳ";
        Edit edit;
        edit.postkasse = "984661185";
        apply(edit, person, now);
        CHECK(person.postkasseleverandoeradresse == "984661185");
        auto const address = person.postkasseadresse;
        CHECK(address.starts_with("stodig.vind.molle.#"));
        CHECK(address.size() == std::string_view("stodig.vind.molle.#7K2D").size());
        CHECK(address == postbox_address(person, "984661185"));

        apply(edit, person, now);
        CHECK(person.postkasseadresse == address);
        edit.postkasse = "922020175";
        apply(edit, person, now);
        CHECK(person.postkasseadresse != address);
        edit.postkasse = "";
        apply(edit, person, now);
        CHECK(person.postkasseadresse.empty());
        CHECK(person.postkasseleverandoeradresse.empty());
        CHECK(person.epostadresse.oppdatert == then);
        person.given_name.clear();
        CHECK(postbox_address(person, "984661185").starts_with("innbygger#"));
    }

    TEST_CASE("whoever leaves the register keeps nothing in it but a reservation") {
        auto person = registered();
        person.reservasjon = true;
        person.reservasjon_oppdatert = then;
        person.postkasseadresse = "a#1234";
        person.postkasseleverandoeradresse = "984661185";
        remove(person);
        CHECK(person.status == model::Registration::SLETTET);
        Contact nothing;
        nothing.reservasjon = true;
        CHECK((contact_of(person) == nothing));
        CHECK(person.postkasseadresse.empty());
        CHECK_FALSE(person.spraak_oppdatert);
        CHECK_FALSE(person.epostadresse.oppdatert);
        CHECK(person.reservasjon_oppdatert == then);
    }
}
