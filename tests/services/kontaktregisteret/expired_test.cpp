// The whole of docs.digdir.no's rules on who is told what: status, scopes, age of the data, and the two
// readings of what becomes of expired data.
#include <doctest/doctest.h>

#include <array>
#include <nlohmann/json.hpp>

#include "base/times.h"
#include "support.h"

namespace emulator::kontaktregisteret {
namespace {

using namespace test;
using http::Method;

constexpr std::string_view contact_scope = "krr:global/kontaktinformasjon.read";
constexpr std::string_view postbox_scope = "krr:global/digitalpost.read";

enum class Age { fresh, one_old, old };

void set_age(World& world, std::string_view number, Age age) {
    auto const limit = plus_months(world.clock.now(), -18);
    world.edit(number, [&](model::Person& person) {
        person.epostadresse.oppdatert = limit - seconds(1);
        person.epostadresse.sist_verifisert = age == Age::fresh ? limit + seconds(1) : limit;
        person.mobiltelefonnummer.oppdatert = limit;
        person.mobiltelefonnummer.sist_verifisert = age == Age::old ? limit : limit + seconds(1);
    });
}

}  // namespace

TEST_SUITE("kontaktregisteret/expired") {
    TEST_CASE("[kontaktregisteret 7] status, scope, age and reading decide what is told") {
        using enum model::Registration;
        struct Row {
            char const* name;
            model::Registration status;
            bool reserved;
            Age age;
            Expired expired;
            std::string_view scope;
            char const* varslingsstatus;  // nullptr: the scope does not open it
            bool contact;
            bool postbox;
        };
        constexpr auto can = "KAN_VARSLES";
        constexpr auto cannot = "KAN_IKKE_VARSLES";
        constexpr auto told = Expired::told;
        constexpr auto left_out = Expired::left_out;
        auto const& both = both_machine_scopes;
        std::array const rows{
            Row{"active", AKTIV, false, Age::fresh, told, both, can, true, true},
            Row{"active, one channel old", AKTIV, false, Age::one_old, told, both, can, true, true},
            Row{"expired", AKTIV, false, Age::old, told, both, cannot, true, true},
            Row{"expired, contact data alone", AKTIV, false, Age::old, told, contact_scope, cannot, true,
                false},
            Row{"expired, postbox alone", AKTIV, false, Age::old, told, postbox_scope, nullptr, false, true},
            Row{"reserved", AKTIV, true, Age::fresh, told, both, cannot, true, true},
            Row{"reserved and expired", AKTIV, true, Age::old, told, both, cannot, true, true},
            Row{"deleted", SLETTET, false, Age::fresh, told, both, cannot, false, false},
            Row{"deleted, postbox alone", SLETTET, false, Age::fresh, told, postbox_scope, nullptr, false,
                false},
            Row{"unregistered", IKKE_REGISTRERT, false, Age::fresh, told, both, cannot, false, false},

            Row{"active, other reading", AKTIV, false, Age::fresh, left_out, both, can, true, true},
            Row{"one channel old, other reading", AKTIV, false, Age::one_old, left_out, both, can, true,
                true},
            Row{"expired, other reading", AKTIV, false, Age::old, left_out, both, cannot, false, false},
            Row{"expired, contact data alone, other reading", AKTIV, false, Age::old, left_out, contact_scope,
                cannot, false, false},
            Row{"expired, varslingsstatus not asked for, other reading", AKTIV, false, Age::old, left_out,
                postbox_scope, nullptr, false, true},
            Row{"reserved, other reading", AKTIV, true, Age::fresh, left_out, both, cannot, true, true},
            Row{"reserved and expired, other reading", AKTIV, true, Age::old, left_out, both, cannot, false,
                false},
            Row{"deleted, other reading", SLETTET, false, Age::old, left_out, both, cannot, false, false},
        };
        std::map<Expired, std::unique_ptr<World>> worlds;
        for (auto const reading : {told, left_out})
            worlds[reading] = std::make_unique<World>(reading);
        for (auto const& row : rows) {
            CAPTURE(row.name);
            auto& world = *worlds[row.expired];
            set_age(world, has_everything, row.age);
            world.edit(has_everything, [&](model::Person& person) {
                person.status = row.status;
                person.reservasjon = row.reserved;
            });
            auto const person =
                world.look_up("v1", numbers_body({std::string(has_everything)}), row.scope)[0];
            CHECK(person.contains("varslingsstatus") == (row.varslingsstatus != nullptr));
            if (row.varslingsstatus) CHECK(person.value("varslingsstatus", "") == row.varslingsstatus);
            CHECK(person.contains("kontaktinformasjon") == row.contact);
            CHECK(person.contains("digital_post") == row.postbox);
            CHECK(person.contains("sertifikat") == row.postbox);
            bool const language = row.status == AKTIV && row.scope != postbox_scope;
            CHECK(person.contains("spraak") == language);
        }
    }

    TEST_CASE("[kontaktregisteret 8] the change feed tells expired data in either reading") {
        for (auto const reading : {Expired::told, Expired::left_out}) {
            World world(reading);
            auto const token =
                world.machine_token("krr:global/hentendring.read krr:global/kontaktinformasjon.read");
            auto const answer =
                world.call(Method::post, "/rest/v2/krr/hentEndringer", {token, R"({"fraEndringsId":0})"});
            REQUIRE(answer.status == 200);
            auto const page = need(parse_json(answer.body));
            bool seen = false;
            for (auto const& person : page["list"]) {
                if (person["personidentifikator"] != all_expired) continue;
                seen = true;
                CHECK(person["varslingsstatus"] == "KAN_IKKE_VARSLES");
                CHECK(person["kontaktinformasjon"].contains("epostadresse"));
            }
            CHECK(seen);
        }
    }
}

}  // namespace emulator::kontaktregisteret
