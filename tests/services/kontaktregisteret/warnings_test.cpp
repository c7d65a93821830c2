#include "services/kontaktregisteret/warnings.h"

#include <doctest/doctest.h>

#include <array>
#include <nlohmann/json.hpp>

#include "support.h"

namespace emulator::kontaktregisteret {
namespace {

using namespace test;
using http::Method;

}  // namespace

TEST_SUITE("kontaktregisteret/warnings") {
    TEST_CASE("[kontaktregisteret 2] what a token does that will bite elsewhere") {
        Json const supplier{{"authority", "iso6523-actorid-upis"}, {"ID", "0192:313111113"}};
        struct Row {
            char const* name;
            Json claims;
            std::vector<std::string> told;  // a part of each warning
        };
        std::array const rows{
            Row{"scopes of today", {{"scope", both_machine_scopes}}, {}},
            Row{"a delegated scope for a customer",
                {{"scope", "krr:global/kontaktinfo.read krr:global/postkasse.read"}, {"supplier", supplier}},
                {}},
            Row{"a delegated scope for nobody",
                {{"scope", "krr:global/kontaktinfo.read"}},
                {"krr:global/kontaktinfo.read is for suppliers"}},
            Row{"both",
                {{"scope", "krr:global/kontaktinfo.read krr:global/postkasse.read"}},
                {"krr:global/kontaktinfo.read is for", "krr:global/postkasse.read is for"}},
            Row{"an old scope",
                {{"scope", "global/sertifikat.read"}},
                {"global/sertifikat.read is one of the old"}},
            Row{"scopes of names",
                {{"scope", "global/navn.read global/postadresse.read"}},
                {"global/navn.read opens nothing", "global/postadresse.read opens nothing"}},
            Row{"of other services", {{"scope", "altinn:broker.read openid"}}, {}},
            Row{"no scope", Json::object(), {}},
        };
        for (auto const& row : rows) {
            CAPTURE(row.name);
            auto const warnings = token_warnings(row.claims);
            REQUIRE(warnings.size() == row.told.size());
            for (std::size_t i = 0; i < warnings.size(); ++i)
                CHECK(warnings[i].starts_with(row.told[i]));
        }
    }

    TEST_CASE("a client is warned once an hour, and every client by itself") {
        emulator::test::FixedClock clock;
        emulator::test::CollectingLog log(clock);
        emulator::test::CountingEntropy entropy;
        http::Journal journal(clock, entropy);
        Warnings warnings(log, &journal, clock);
        http::Request request;
        request.method = Method::post;
        request.path = "/rest/v1/personer";
        auto const told = [&] { return journal.newest(100).size(); };

        warnings.tell(request, "a", {});
        CHECK(told() == 0);
        warnings.tell(request, "a", {"one", "two"});
        REQUIRE(told() == 1);
        auto const first = journal.newest(1).front();
        CHECK(first.accepted);
        CHECK(first.product == "kontaktregisteret");
        CHECK(first.request == "POST /rest/v1/personer");
        CHECK(first.error.description == "accepted, but one (client a); two (client a)");

        clock.advance(seconds(3599));
        warnings.tell(request, "a", {"one"});
        CHECK(told() == 1);
        warnings.tell(request, "b", {"one"});
        CHECK(told() == 2);
        warnings.tell(request, "a", {"one", "three"});
        CHECK(journal.newest(1).front().error.description == "accepted, but three (client a)");
        clock.advance(seconds(1));
        warnings.tell(request, "a", {"one"});
        CHECK(told() == 4);
        clock.advance(-std::chrono::hours(48));
        warnings.tell(request, "a", {"one"});
        CHECK(told() == 5);
    }

    TEST_CASE("a delegated scope without consumer_org is answered, and warned of") {
        World world;
        auto const persons =
            world.look_up("v2", numbers_body({std::string(has_everything)}), "krr:global/kontaktinfo.read");
        CHECK(persons[0].contains("kontaktinformasjon"));
        CHECK(newest_note(world).find("consumer_org") != std::string::npos);
        CHECK(newest_note(world).find("demo-etat-nokkel") != std::string::npos);
    }

    TEST_CASE("an ordinary look-up is no news") {
        World world;
        world.look_up("v1", numbers_body({std::string(has_everything)}));
        CHECK(world.journal.newest(1).empty());
    }

    TEST_CASE("[kontaktregisteret 9] the record of a refused scope tells the scopes, and no person number") {
        World world;
        auto claims = world.claims(user_issuer, "openid krr:user/digitalpost.read");
        claims["pid"] = "01010112345";
        claims["sub"] = "01010112345";
        auto const token = world.signed_by(user_issuer, claims);
        CHECK(world.call(Method::patch, "/rest/v1/person", {token, R"({"spraak":"en"})"}).status == 403);
        auto const refused = world.journal.newest(1).front().error;
        CHECK(refused.explanation.expected == "krr:user/spraak.write");
        auto const record = need(parse_json(refused.record));
        CHECK(record["claims"]["client_id"] == "demotjeneste");
        REQUIRE(record["rules"].size() == 2);
        CHECK(record["rules"][0]["outcome"] == "passed");
        CHECK(record["rules"][1]["outcome"] == "failed");
        CHECK(record["rules"][1]["measured"] == "scope \"openid krr:user/digitalpost.read\"");
        CHECK(refused.record.find("01010112345") == std::string::npos);

        CHECK(world.call(Method::get, "/rest/v1/person", {token}).status == 403);
        CHECK(world.journal.newest(1).front().error.record.find("01010112345") == std::string::npos);
        CHECK_FALSE(world.log.mentions("01010112345"));
    }
}

}  // namespace emulator::kontaktregisteret
