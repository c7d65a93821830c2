// People of the register, changed by hand.
#include "services/konsoll/world.h"
#include "support/run.h"

namespace emulator::konsoll {
namespace {

using test::has_mark;
using test::location;
using test::marked;

std::string const somebody = "/persons/20914695016";
std::string const nobody = "/persons/17912090140";

http::Response send(World& world, http::Method method, std::string const& target, std::string body,
                    http::Headers headers = {}) {
    http::Request request;
    request.method = method;
    REQUIRE(http::set_target(request, target));
    request.headers = std::move(headers);
    if (method == http::Method::put) request.headers.set("Content-Type", "application/json");
    request.body = std::move(body);
    return test::run(world.router.answer(request));
}
Json read(World& world, std::string const& target = somebody) {
    auto const response = send(world, http::Method::get, target, {});
    REQUIRE(response.status == 200);
    return need(parse_json(response.body));
}
bool same(Json const& left, Json const& right) {
    return nlohmann::json::parse(left.dump()) == nlohmann::json::parse(right.dump());
}
http::Response put(World& world, Json const& entry, std::string const& target = somebody) {
    return send(world, http::Method::put, target, entry.dump());
}

TEST_SUITE("konsoll/person_page") {
    TEST_CASE("what is written is what the register tells, as one change that its history names") {
        World world;
        auto const before = world.persons.last_change();
        auto entry = read(world);
        CHECK(entry.at("status") == "AKTIV");
        entry["kontaktinformasjon"]["epostadresse"] = "ny@example.no";
        entry["reservasjon"] = "JA";
        entry["bekreft_ved_innlogging"] = "JA";
        auto const answer = put(world, entry);
        REQUIRE(answer.status == 200);
        CHECK(same(need(parse_json(answer.body)), entry));
        auto const number = need(model::PersonNumber::parse("20914695016"));
        auto const person = world.persons.find(number).value();
        CHECK(person.epostadresse.value == "ny@example.no");
        CHECK(person.reservasjon);
        CHECK(world.persons.is_asked_at_login(number));
        CHECK(world.persons.last_change() == before + 1);
        REQUIRE(world.persons.history(number).size() == 2);
        CHECK(world.persons.history(number)[0].by.service == "konsoll");
        CHECK(put(world, entry).status == 200);
        CHECK(world.persons.last_change() == before + 1);
    }

    TEST_CASE("an entry of which a part cannot be written is not written at all") {
        World world;
        auto entry = read(world);
        entry["fornavn"] = "Ny";
        entry["bekreft_ved_innlogging"] = "JA";
        world.database->write([](store::Connection& connection) {
            connection.execute("alter table asked_at_login rename to elsewhere");
        });
        CHECK(put(world, entry).status == 500);
        world.database->write([](store::Connection& connection) {
            connection.execute("alter table elsewhere rename to asked_at_login");
        });
        CHECK(read(world).at("fornavn") != "Ny");
    }

    TEST_CASE("somebody who has no row is not registered, until an entry is written") {
        World world;
        auto entry = read(world, nobody);
        CHECK(entry.at("status") == "IKKE_REGISTRERT");
        entry["status"] = "AKTIV";
        entry["kontaktinformasjon"] = {{"mobiltelefonnummer", "+4797777777"},
                                       {"mobiltelefonnummer_oppdatert", "-P18M"}};
        CHECK(put(world, entry, nobody).status == 200);
        CHECK(read(world, nobody).at("kontaktinformasjon").at("mobiltelefonnummer_oppdatert") ==
              "2025-05-22T12:00:00Z");
    }

    TEST_CASE("what a fixture would be refused for is refused, and nothing is written") {
        World world;
        auto const before = read(world);
        auto const with = [&](std::string const& name, Json value) {
            auto entry = before;
            entry[name] = std::move(value);
            return entry.dump();
        };
        struct Row {
            std::string name;
            std::string body;
            std::string told;
        };
        for (auto const& row :
             {Row{"no JSON", "{", "malformed JSON"},
              Row{"another person", with("personidentifikator", "28876895937"), "personidentifikator"},
              Row{"a real person", with("personidentifikator", "01018012345"),
                  "Not a synthetic person number"},
              Row{"an unknown status", with("status", "DØD"), "status"},
              Row{"an unknown member", with("alder", 40), "alder"},
              Row{"a broken address", with("kontaktinformasjon", {{"epostadresse", "x"}}), "epostadresse"},
              Row{"an unknown operator",
                  with("digital_post", {{"postkasseadresse", "a#1"}, {"postkasseleverandoeradresse", "1"}}),
                  "postkasseleverandoeradresse"}}) {
            CAPTURE(row.name);
            auto const answer = send(world, http::Method::put, somebody, row.body);
            CHECK(answer.status == 400);
            auto const told = need(parse_json(answer.body)).at("error_description").get<std::string>();
            CAPTURE(told);
            CHECK(told.find(row.told) != std::string::npos);
            http::Parameters form;
            form.add("person", row.body);
            auto const page = world.browser.post(somebody, form);
            CHECK(page.status == 422);
            CHECK(has_mark(page, "person-error"));
            CHECK(read(world) == before);
        }
        CHECK(send(world, http::Method::put, "/persons/01018012345", before.dump()).status == 400);
        http::Headers foreign;
        foreign.set("Sec-Fetch-Site", "cross-site");
        CHECK(send(world, http::Method::put, somebody, before.dump(), foreign).status == 403);
    }

    TEST_CASE("the page shows the entry, keeps what was typed wrong, and says what was saved") {
        World world;
        auto const page = world.browser.get(somebody);
        REQUIRE(has_mark(page, "person-entry"));
        auto entry = read(world);
        entry["fornavn"] = "Ny";
        http::Parameters form;
        form.add("person", entry.dump(2));
        auto const saved = world.browser.post(somebody, form);
        REQUIRE(saved.status == 303);
        CHECK(has_mark(world.browser.get(location(saved)), "person-saved"));
        CHECK(read(world).at("fornavn") == "Ny");
        http::Parameters wrong;
        wrong.add("person", "{\"fornavn\": <b>");
        CHECK(world.browser.post(somebody, wrong).body.find("&lt;b&gt;") != std::string::npos);
    }
}

}  // namespace
}  // namespace emulator::konsoll
