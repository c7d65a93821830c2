// What a refused grant leaves behind for the developer.
#include "services/maskinporten/examination.h"

#include <nlohmann/json.hpp>

#include "services/maskinporten/world.h"

namespace emulator::maskinporten {
namespace {

Json record_of(World const& world) {
    auto const newest = world.journal.newest(1);
    REQUIRE(newest.size() == 1);
    return need(parse_json(newest[0].error.record));
}

Json rule_of(Json const& record, std::string const& name) {
    for (auto const& rule : record.at("rules")) {
        if (rule.at("name") == name) return rule;
    }
    return {};
}

TEST_SUITE("maskinporten/examination") {
    TEST_CASE("every rule is told with its outcome, also those after the one that refused") {
        World world;
        auto claims = world.claims();
        claims["aud"] = "https://test.maskinporten.no/";
        claims["unknown"] = 1;
        claims["exp"] = world.now() + 150;
        CHECK(refusal(world, world.ask(claims)).error_uri == issuer + "errors/MP-110");
        auto const record = record_of(world);
        CHECK(record.at("header").at("kid") == "demo-etat-nokkel-1");
        CHECK(record.at("claims") == claims);
        REQUIRE(record.at("rules").size() == rules().size());
        for (std::size_t i = 0; i < rules().size(); ++i) {
            auto const& rule = record.at("rules")[i];
            CAPTURE(rule.dump());
            CHECK(rule.at("name") == rules()[i].name);
            CHECK(rule.at("says") == rules()[i].says);
            CHECK_FALSE(rule.at("measured").get<std::string>().empty());
            bool const wrong = rule.at("name") == "audience_is_us" || rule.at("name") == "claims_are_known";
            CHECK(rule.at("outcome") == (wrong ? "failed" : "passed"));
        }
        auto const audience = rule_of(record, "audience_is_us");
        CHECK(audience.at("measured") == "aud \"https://test.maskinporten.no/\"");
        CHECK(audience.at("expected") == issuer + " or " + issuer + "token");
        CHECK(audience.at("code") == "MP-110");
        CHECK(
            rule_of(record, "times_are_sane").at("measured").get<std::string>().ends_with("exp - iat 150 s"));
        CHECK(record.at("warnings").size() == 1);
    }

    TEST_CASE("rules that mean nothing without an earlier one are not examined") {
        World world;
        auto claims = world.claims();
        claims["iss"] = "nobody";
        CHECK(world.ask(claims).status == 400);
        auto const record = record_of(world);
        CHECK(rule_of(record, "client_is_known").at("outcome") == "failed");
        for (auto const* name : {"signature_holds", "scopes_are_registered", "access_is_granted",
                                 "authorization_details_are_known"})
            CHECK(rule_of(record, name).at("outcome") == "not examined");
        CHECK(rule_of(record, "audience_is_us").at("outcome") == "passed");
    }

    TEST_CASE("a grant that was used before fails at that alone") {
        World world;
        auto const grant = World::sign(world.claims());
        CHECK(world.ask(grant).status == 200);
        CHECK(world.ask(grant).status == 400);
        auto const record = record_of(world);
        for (auto const& rule : record.at("rules"))
            CHECK(rule.at("outcome") == (rule.at("name") == "grant_is_unused" ? "failed" : "passed"));
        CHECK(rule_of(record, "grant_is_unused").at("measured") == "jti grant-1");
    }

    TEST_CASE("a record is bounded, and never holds the signature") {
        World world;
        auto claims = world.claims();
        claims["aud"] = "x";
        claims["sub"] = std::string(20'000, 'a');
        auto deep = Json::array();
        for (int i = 0; i < 30; ++i)
            deep = Json::array({deep, std::string(5'000, 'b')});
        claims["nbf"] = deep;
        for (int i = 0; i < 300; ++i)
            claims["claim" + std::to_string(i)] = i;
        auto const grant = World::sign(claims);
        CHECK(world.ask(grant).status == 400);
        auto const text = world.journal.newest(1)[0].error.record;
        CHECK(text.size() < 32'000);
        CHECK(text.find(grant.substr(grant.rfind('.') + 1)) == std::string::npos);
    }

    TEST_CASE("what is accepted but will bite is warned of") {
        struct Row {
            std::string name;
            std::function<void(World&, Json&)> change;
            std::string warning;  // empty: none
        };
        for (auto const &row :
             {Row{"nothing", [](World&, Json&) {}, ""},
              Row{"no jti", [](World&, Json&claims) { claims.erase("jti"); }, "no jti"},
              Row{"a long life", [](World&world, Json&claims) { claims["exp"] = world.now() + 130; },
                  "130 s"},
              Row{"two scopes",
                  [](World&, Json&claims) { claims["scope"] = contact_scope + " " + post_scope; },
                  "asks for 2 scopes"},
              Row{"the token endpoint as aud", [](World&, Json&claims) { claims["aud"] = issuer + "token"; },
                  "aud is the token endpoint"},
              Row{"a key near its end",
                  [](World&world, Json&) {
                      world.registrations.client("demo-etat-nokkel", [&](Json& client) {
                          client["jwks"]["keys"][0]["exp"] = world.now() + 86'400;
                      });
                  },
                  "the key demo-etat-nokkel-1 expires at"}}) {
            CAPTURE(row.name);
            World world;
            auto claims = world.claims();
            row.change(world, claims);
            CHECK(world.ask(claims).status == 200);
            CHECK(world.log.mentions("accepted, but") == !row.warning.empty());
            if (row.warning.empty()) {
                CHECK(world.journal.newest(1).empty());
                continue;
            }
            CHECK(world.log.mentions(row.warning));
            auto const kept = world.journal.newest(1);
            REQUIRE(kept.size() == 1);
            CHECK(kept[0].status == 200);
            CHECK(kept[0].error.trace_id.size() == 32);
            CHECK(need(parse_json(kept[0].error.record)).at("warnings").size() == 1);
        }
    }
}

}  // namespace
}  // namespace emulator::maskinporten
