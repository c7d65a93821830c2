#include "services/demo/documents.h"

#include <doctest/doctest.h>

using namespace emulator;
using namespace emulator::demo;

TEST_SUITE("demo/documents") {
    TEST_CASE("a session is read back as it was written") {
        Session session;
        session.pid = "28876895937";
        session.sub = "sub";
        session.sid = "sid";
        session.csrf = "csrf";
        session.id_token = "a.b.c";
        session.access_token = "d.e.f";
        session.refresh_token = "refresh";
        session.access_expires = Instant(seconds(1795348920));
        session.ends = Instant(seconds(1795356000));
        session.checks = {{"iss", "http://localhost:4702"}, {"nonce", "\"æ\""}};
        session.wants_contact = true;
        session.language = http::Language::se;
        auto const read = read_session(session_document(session));
        CHECK(read.pid == session.pid);
        CHECK(read.sub == session.sub);
        CHECK(read.sid == session.sid);
        CHECK(read.csrf == session.csrf);
        CHECK(read.id_token == session.id_token);
        CHECK(read.access_token == session.access_token);
        CHECK(read.refresh_token == session.refresh_token);
        CHECK(read.access_expires == session.access_expires);
        CHECK(read.ends == session.ends);
        REQUIRE(read.checks.size() == 2);
        CHECK(read.checks[1].name == "nonce");
        CHECK(read.checks[1].result == "\"æ\"");
        CHECK(read.wants_contact);
        CHECK(read.language == http::Language::se);
    }

    TEST_CASE("[RFC 6749 5.1] expires_in is a whole number of seconds, two minutes where it is left out") {
        struct Row {
            char const* name;
            char const* answer;
            int lasts;
        };
        Row const rows[] = {
            {"120", R"({"expires_in":120})", 120},
            {"599", R"({"expires_in":599})", 599},
            {"absent", "{}", 120},
            {"a text", R"({"expires_in":"600"})", 120},
            {"negative", R"({"expires_in":-5})", 0},
            {"zero", R"({"expires_in":0})", 0},
            {"enormous", R"({"expires_in":9223372036854775807})", 86400},
        };
        for (auto const& row : rows) {
            CAPTURE(row.name);
            CHECK(expires_in(need(parse_json(row.answer))) == seconds(row.lasts));
        }
    }

    TEST_CASE("an answer of Oppslagstjenesten is read as far as it is one") {
        struct Row {
            char const* name;
            char const* body;
            char const* email;
            char const* updated;
            char const* status;
        };
        Row const rows[] = {
            {"hours-only offset",
             R"({"status":"AKTIV","kontaktinformasjon":{"epostadresse":"a@b.no","epostadresse_oppdatert":"2026-06-10T23:30:00+02"}})",
             "a@b.no", "10.06.2026", "AKTIV"},
            {"UTC, another day in Norway",
             R"({"kontaktinformasjon":{"epostadresse":"a@b.no","epostadresse_oppdatert":"2026-06-10T23:30:00.768Z"}})",
             "a@b.no", "11.06.2026", ""},
            {"a date in other words",
             R"({"kontaktinformasjon":{"epostadresse":"a@b.no","epostadresse_oppdatert":"i går"}})", "a@b.no",
             "i går", ""},
            {"no contact information", R"({"status":"SLETTET"})", "", "", "SLETTET"},
            {"contact information of another kind", R"({"status":"AKTIV","kontaktinformasjon":"x"})", "", "",
             "AKTIV"},
            {"members of another kind", R"({"status":1,"kontaktinformasjon":{"epostadresse":["a"]}})", "", "",
             ""},
            {"an array", "[]", "", "", ""},
            {"a text", "\"x\"", "", "", ""},
            {"no JSON", "<html>", "", "", ""},
            {"nothing", "", "", "", ""},
        };
        for (auto const& row : rows) {
            CAPTURE(row.name);
            auto const info = read_contact(row.body);
            CHECK(info.epostadresse == row.email);
            CHECK(info.epostadresse_oppdatert == row.updated);
            CHECK(info.status == row.status);
        }
    }

    TEST_CASE("a body is shown with one member on each line, and what is no JSON as text") {
        CHECK(pretty(R"({"b":1,"a":["x"]})") == "{\n  \"b\": 1,\n  \"a\": [\n    \"x\"\n  ]\n}");
        CHECK(pretty("Bad Gateway\n") == "Bad Gateway.");
        CHECK(pretty(std::string(5000, 'x')).size() < 4100);
        CHECK(pretty("") == "");
    }
}
