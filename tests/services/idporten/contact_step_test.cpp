// Who is asked what about their contact information, and what the answers do.
#include "services/idporten/contact_step.h"

#include <doctest/doctest.h>

#include <ostream>

namespace emulator::idporten {

std::ostream& operator<<(std::ostream& out, ContactStep step) {
    return out << contact_step_name(step);
}

namespace {

using model::Channel;
using model::Person;
using model::Registration;

Instant const now{seconds(1795348800)};
Instant const just_old_enough = now - std::chrono::days(90);
Instant const older = just_old_enough - seconds(1);
Instant const long_ago = now - std::chrono::days(700);

Channel email(std::optional<Instant> updated, std::optional<Instant> verified) {
    return {"ola@example.no", updated, verified};
}
Channel mobile(std::optional<Instant> updated, std::optional<Instant> verified) {
    return {"+4799999901", updated, verified};
}

Person registered(Channel email = {}, Channel mobile = {}, Registration status = Registration::AKTIV) {
    Person person;
    person.status = status;
    person.epostadresse = std::move(email);
    person.mobiltelefonnummer = std::move(mobile);
    return person;
}

http::Parameters form(std::string const& shown_email, std::string const& typed_email,
                      std::string const& shown_mobile, std::string const& typed_mobile) {
    http::Parameters fields;
    fields.add("shown_epostadresse", shown_email);
    fields.add("epostadresse", typed_email);
    fields.add("shown_mobiltelefonnummer", shown_mobile);
    fields.add("mobiltelefonnummer", typed_mobile);
    return fields;
}

TEST_SUITE("idporten/contact_step") {
    TEST_CASE("[krr_brukerprofil] what is missing or older than 90 days is asked about") {
        using enum ContactStep;
        struct Row {
            char const* name;
            Person person;
            ContactStep step;
        };
        auto const reserved = [](Person person) {
            person.reservasjon = true;
            return person;
        };
        Row const rows[] = {
            {"never registered", registered({}, {}, Registration::IKKE_REGISTRERT), create},
            {"deleted", registered({}, {}, Registration::SLETTET), create},
            {"registered without any channel", registered(), create},
            {"both set today", registered(email(now, now), mobile(now, now)), none},
            {"both set 90 days ago",
             registered(email(just_old_enough, just_old_enough), mobile(just_old_enough, just_old_enough)),
             none},
            {"both older by a second", registered(email(older, older), mobile(older, older)), confirm},
            {"set long ago and confirmed in time",
             registered(email(long_ago, just_old_enough), mobile(long_ago, just_old_enough)), none},
            {"set in time and confirmed before that", registered(email(now, long_ago), mobile(now, long_ago)),
             none},
            {"one of two is old", registered(email(long_ago, older), mobile(now, now)), confirm},
            {"the other of two is old", registered(email(now, now), mobile(long_ago, older)), confirm},
            {"never confirmed, set long ago", registered(email(long_ago, {}), mobile(now, now)), confirm},
            {"without any time", registered(email({}, {}), mobile(now, now)), confirm},
            {"only a mobile, in time", registered({}, mobile(now, now)), none},
            {"only a mobile, old", registered({}, mobile(long_ago, older)), add_email},
            {"only an address, in time", registered(email(now, now)), none},
            {"only an address, old", registered(email(long_ago, older)), add_mobile},
            {"reserved, old", reserved(registered(email(older, older), mobile(older, older))), confirm},
            {"reserved, in time", reserved(registered(email(now, now))), none},
        };
        for (auto const& row : rows) {
            CAPTURE(row.name);
            CHECK(contact_step(row.person, now, usual_contact_age) == row.step);
        }
        auto const young = registered(email(now - seconds(2), now - seconds(2)));
        CHECK(contact_step(young, now, seconds(1)) == add_mobile);
        CHECK(contact_step(young, now, seconds(2)) == none);
    }

    TEST_CASE("only what was typed anew is judged, by the rules of the register") {
        struct Row {
            char const* name;
            http::Parameters fields;
            std::string_view email_fault, mobile_fault;
            bool nothing;
        };
        Row const rows[] = {
            {"nothing changed", form("a@b.no", "a@b.no", "+4799999901", "+4799999901"), "", "", false},
            {"an old value that would be refused today", form("a@b", "a@b", "", "99999901"), "", "", false},
            {"new ones", form("", " ola@example.no ", "", "999 99 901"), "", "", false},
            {"a wrong address", form("a@b.no", "a@b", "", ""), "format", "", false},
            {"a wrong number", form("", "", "", "22222222"), "", "norwegian", false},
            {"both wrong", form("", std::string(60, 'a') + "@b.no", "", "1"), "length", "length", false},
            {"nothing at all", form("", "  ", "", ""), "", "", true},
            {"everything emptied", form("a@b.no", "", "+4799999901", ""), "", "", true},
            {"one emptied", form("a@b.no", "", "+4799999901", "+4799999901"), "", "", false},
            {"no fields", {}, "", "", true},
        };
        for (auto const& row : rows) {
            CAPTURE(row.name);
            auto const faults = find_faults(read_contact_answer(row.fields));
            CHECK(faults.epostadresse == row.email_fault);
            CHECK(faults.mobiltelefonnummer == row.mobile_fault);
            CHECK(faults.nothing == row.nothing);
        }
    }

    TEST_CASE("[krr_attributter] an answer confirms what stays, and sets what is new") {
        auto const before = registered(email(long_ago, older), mobile(long_ago, older));
        auto const answered = [&](http::Parameters const& fields, Person person) {
            apply(read_contact_answer(fields), person, now);
            return person;
        };
        auto person =
            answered(form("ola@example.no", "ola@example.no", "+4799999901", "+4799999901"), before);
        CHECK(person.epostadresse == email(long_ago, now));
        CHECK(person.mobiltelefonnummer == mobile(long_ago, now));

        person = answered(form("ola@example.no", "ny@example.no", "+4799999901", "999 99 901"), before);
        CHECK(person.epostadresse == Channel{"ny@example.no", now, now});
        CHECK(person.mobiltelefonnummer == mobile(long_ago, now));

        person = answered(form("ola@example.no", "", "+4799999901", "+4799999901"), before);
        CHECK(person.epostadresse == Channel{});
        CHECK(person.status == Registration::AKTIV);

        INFO("a value that has changed since the page was shown is not confirmed");
        person = answered(form("gammel@example.no", "gammel@example.no", "", ""), before);
        CHECK(person == before);
    }

    TEST_CASE("whoever is not registered is so by a new value alone") {
        for (auto const status : {Registration::IKKE_REGISTRERT, Registration::SLETTET}) {
            auto const before = registered({}, {}, status);
            auto person = before;
            apply(read_contact_answer(form("a@b.no", "a@b.no", "", "")), person, now);
            CHECK(person == before);
            apply(read_contact_answer(form("", "", "", "99999901")), person, now);
            CHECK(person.status == Registration::AKTIV);
            CHECK(person.mobiltelefonnummer == mobile(now, now));
        }
    }
}

}  // namespace
}  // namespace emulator::idporten
