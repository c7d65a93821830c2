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

    TEST_CASE("what makes a JWT is told rule by rule, too, with header and claims where they can be read") {
        std::string const right_header = R"({"alg":"RS256","kid":"demo-etat-nokkel-1"})";
        std::string const critical = R"({"alg":"RS256","kid":"demo-etat-nokkel-1","crit":["exp"]})";
        World world;
        auto const claims = world.claims().dump();
        auto const jwt = [](std::string const& header, std::string const& payload) {
            auto const input = base64url_encode(header) + "." + base64url_encode(payload);
            return input + "." +
                   base64url_encode(key("demo-etat-nokkel").sign(jose::Algorithm::RS256, input));
        };
        auto const right = jwt(right_header, claims);
        struct Row {
            std::string name;
            std::string assertion;
            std::string failed;  // the rules, in their order
            bool header, claims;
        };
        for (auto const& row : {
                 Row{"crit", jwt(critical, claims), "header_is_understood", true, true},
                 Row{"b64", jwt(R"({"alg":"RS256","kid":"demo-etat-nokkel-1","b64":false})", claims),
                     "header_is_understood", true, true},
                 Row{"no alg", jwt(R"({"kid":"demo-etat-nokkel-1"})", claims),
                     "header_is_understood algorithm_is_allowed signature_holds", true, true},
                 Row{"kid that is no text", jwt(R"({"alg":"RS256","kid":7})", claims),
                     "header_is_understood signature_holds", true, true},
                 Row{"a broken header", "e" + right, "header_is_an_object", false, true},
                 Row{"a header of no JSON", jwt("alg", claims), "header_is_an_object", false, true},
                 Row{"claims of no JSON", jwt(right_header, "{"), "claims_are_an_object", true, false},
                 Row{"claims in an array", jwt(right_header, "[]"), "claims_are_an_object", true, false},
                 Row{"claims that are not UTF-8", jwt(right_header, "{\"iss\":\"\xff\"}"),
                     "claims_are_an_object", true, false},
                 Row{"a signature of another alphabet", right + "*", "signature_is_base64url signature_holds",
                     true, true},
                 Row{"no signature, and no dot", right.substr(0, right.rfind('.')),
                     "is_compact signature_holds", true, true},
                 Row{"four parts", right + ".x", "is_compact", true, true},
                 Row{"one part", "opaque", "is_compact header_is_an_object claims_are_an_object", false,
                     false},
                 Row{"too large", std::string(70'000, 'A') + "..",
                     "is_compact header_is_an_object claims_are_an_object", false, false},
             }) {
            CAPTURE(row.name);
            CHECK(refusal(world, world.ask(row.assertion)).error_uri == issuer + "errors/MP-011");
            auto const record = record_of(world);
            CHECK(record.contains("header") == row.header);
            if (row.claims)
                CHECK(record.at("claims").dump() == claims);
            else
                CHECK(!record.contains("claims"));
            std::string failed;
            for (auto const& rule : record.at("rules")) {
                CHECK_FALSE(rule.at("measured").get<std::string>().empty());
                if (rule.at("outcome") != "failed") continue;
                failed += (failed.empty() ? "" : " ") + rule.at("name").get<std::string>();
                CHECK_FALSE(rule.at("expected").get<std::string>().empty());
                CHECK_FALSE(rule.at("mend").get<std::string>().empty());
            }
            CHECK(failed == row.failed);
            bool const whole = row.header && row.claims;
            CHECK(rule_of(record, "audience_is_us").at("outcome") == (whole ? "passed" : "not examined"));
        }
    }

    TEST_CASE("a request without a grant has a record of what it lacks") {
        struct Row {
            std::string name;
            std::string form;
            std::string rule;  // that failed
        };
        for (auto const& row :
             {Row{"an empty form", "", "grant_type_is_sent"},
              Row{"another grant type", "grant_type=client_credentials&client_secret=hemmelig",
                  "grant_type_is_jwt_bearer"},
              Row{"no assertion", "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer",
                  "assertion_is_sent"},
              Row{"two grant types", "grant_type=a&grant_type=b", "form_is_readable"}}) {
            CAPTURE(row.name);
            World world;
            CHECK(world.post(row.form).status == 400);
            CHECK(rule_of(record_of(world), row.rule).at("outcome") == "failed");
            CHECK(world.journal.newest(1)[0].error.record.find("hemmelig") == std::string::npos);
        }
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
