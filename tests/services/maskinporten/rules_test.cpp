// The order of Maskinporten's rules, and the borders of its times.
#include "services/maskinporten/rules.h"

#include <nlohmann/json.hpp>

#include "services/maskinporten/world.h"

namespace emulator::maskinporten {
namespace {

// The name of a border, the times of a grant in seconds from now, and what comes of it.
struct Border {
    std::string name;
    double iat;
    double exp;
    std::string refusal;  // empty: a token
    std::string warning = {};
};

TEST_SUITE("maskinporten/rules") {
    TEST_CASE("[maskinporten 4.2] the rules are applied in this order") {
        std::vector<std::string_view> names;
        for (auto const& rule : rules())
            names.push_back(rule.name);
        CHECK(names == std::vector<std::string_view>{
                           "algorithm_is_allowed", "client_is_known", "signature_holds", "audience_is_us",
                           "times_are_sane", "grant_is_named", "claims_are_known", "restrictions_are_right",
                           "scopes_are_registered", "integration_type_fits", "consumer_is_right",
                           "access_is_granted", "scopes_are_delegated", "authorization_details_are_known",
                           "lifetime_is_the_lowest"});
    }

    TEST_CASE("[maskinporten 4.2] of several faults the first in the order is told") {
        World world;
        world.registrations.scope(post_scope,
                                  [](Json& scope) { scope["allowed_integration_types"] = {"idporten"}; });
        world.registrations.client("demo-leverandoer-klient",
                                   [](Json& client) { client["scopes"] = {post_scope}; });
        // Everything is wrong with it; each step mends one thing.
        auto claims = world.claims();
        claims["iss"] = "nobody";
        claims["aud"] = "elsewhere";
        claims["exp"] = world.now() - 100;
        claims["jti"] = 5;
        claims["unknown"] = true;
        claims["pid"] = "1";
        claims["scope"] = "openid";
        std::string signer = "demo-etat-nokkel";
        auto const told = [&] {
            auto const grant = World::sign(claims, {{"kid", "demo-leverandoer-klient-1"}}, signer);
            return refusal(world, world.ask(grant)).text;
        };
        CHECK(told() == "Client not found");
        claims["iss"] = "demo-leverandoer-klient";
        CHECK(told() == "Invalid assertion. Client authentication failed. Invalid JWT signature.");
        signer = "demo-leverandoer-klient";
        CHECK(told() == "Invalid assertion. Client authentication failed. Invalid JWT claim aud");
        claims["aud"] = issuer;
        CHECK(told() == "Invalid assertion. JWT is expired.");
        claims["exp"] = world.now() + 100;
        CHECK(told() == "Invalid assertion. Invalid parameter value. The claim jti must be a string");
        claims["jti"] = "j";
        CHECK(told() == "Invalid assertion. Invalid parameter value. Unknown claim unknown");
        claims.erase("unknown");
        CHECK(told() ==
              "Invalid assertion. Invalid parameter value. The claim pid must be a synthetic person number");
        claims.erase("pid");
        CHECK(told() == "Token request contains invalid scopes for client, openid");
        claims["scope"] = post_scope;
        CHECK(told() == "Token request contains scopes not allowed for maskinporten, " + post_scope);
        world.registrations.scope(post_scope, [](Json&) {});
        CHECK(told() == "Consumer has not been granted access to the scope " + post_scope + ".");
        world.registrations.scope(post_scope, [](Json& scope) { scope["accessible_for_all"] = true; });
        auto const grant = World::sign(claims, {{"kid", "demo-leverandoer-klient-1"}}, signer);
        CHECK(world.token(grant).at("consumer").at("ID") == "0192:313111113");
    }

    TEST_CASE("[maskinporten 4.2] the life of a grant, its issue time and its end have borders") {
        std::string const too_long = "Invalid assertion. JWT has too long lifetime.";
        std::string const future = "Invalid assertion. Issue time is in the future.";
        std::string const past = "Invalid assertion. JWT is expired.";
        std::string const empty =
            "Invalid assertion. Invalid parameter value. The claim exp must be later than iat";
        std::string const warned = "the documented limit is 120 s";
        for (auto const& row :
             {Border{"120 s", 0, 120, ""}, Border{"121 s", 0, 121, "", warned},
              Border{"180 s", 0, 180, "", warned}, Border{"181 s", 0, 181, too_long},
              Border{"iat 10 s ahead", 10, 100, ""}, Border{"iat 11 s ahead", 11, 100, future},
              Border{"exp 10 s ago", -100, -10, ""}, Border{"exp 11 s ago", -100, -11, past},
              Border{"1 s", 0, 1, ""}, Border{"no life", 0, 0, empty},
              Border{"an end before the beginning", 9, -9, empty},
              Border{"an old iat alone", -160, 20, "", warned},
              Border{"a fraction is cut off", 0.9, 120.9, ""},
              Border{"a fraction is cut off downwards", -0.5, 119.5, ""},
              Border{"10 s of ten weeks", 6048000, 6048010, future}}) {
            CAPTURE(row.name);
            World world;
            auto claims = world.claims();
            claims["iat"] = static_cast<double>(world.now()) + row.iat;
            claims["exp"] = static_cast<double>(world.now()) + row.exp;
            auto const response = world.ask(claims);
            if (row.refusal.empty())
                CHECK(response.status == 200);
            else
                CHECK(refusal(world, response).text == row.refusal);
            CHECK(world.log.mentions("accepted, but") == !row.warning.empty());
            if (!row.warning.empty()) CHECK(world.log.mentions(row.warning));
        }
    }

    TEST_CASE("[maskinporten 4.3] a registered key is used until its end") {
        World world;
        world.registrations.client("demo-etat-nokkel",
                                   [&](Json& client) { client["jwks"]["keys"][0]["exp"] = world.now() + 1; });
        CHECK(world.ask(world.claims()).status == 200);
        world.clock.advance(seconds(1));
        CHECK(refusal(world, world.ask(world.claims())).error_uri == issuer + "errors/MP-121");
    }

    TEST_CASE("[maskinporten 11] a token lives as long as the client says, or the scope that says least") {
        struct Row {
            std::string name;
            int client;
            int first_scope;
            int second_scope;
            int lifetime;
        };
        for (auto const& row :
             {Row{"nobody says anything", 0, 0, 0, 120}, Row{"the client says more", 3600, 0, 0, 3600},
              Row{"a scope says less", 3600, 600, 0, 600}, Row{"the lowest wins", 3600, 600, 30, 30},
              Row{"a scope that says more changes nothing", 0, 600, 0, 120}}) {
            CAPTURE(row.name);
            World world;
            world.registrations.client("demo-etat-nokkel",
                                       [&](Json& client) { client["access_token_lifetime"] = row.client; });
            world.registrations.scope(contact_scope,
                                      [&](Json& scope) { scope["at_max_age"] = row.first_scope; });
            world.registrations.scope(post_scope,
                                      [&](Json& scope) { scope["at_max_age"] = row.second_scope; });
            auto claims = world.claims();
            claims["scope"] = contact_scope + " " + post_scope;
            auto const answer = need(parse_json(world.ask(claims).body));
            CHECK(answer.at("expires_in") == row.lifetime);
            auto const token = need(jose::parse_jwt(answer.at("access_token").get<std::string>())).claims;
            CHECK(token.at("exp").get<int>() - token.at("iat").get<int>() == row.lifetime);
        }
    }

    TEST_CASE("[maskinporten 6] access: open to all, granted, or the owner's own") {
        World world;
        auto const status_of = [&](std::string const& scope) {
            auto claims = world.claims("demo-leverandoer-klient");
            claims["scope"] = scope;
            return world
                .ask(World::sign(claims, {{"kid", "demo-leverandoer-klient-1"}}, "demo-leverandoer-klient"))
                .status;
        };
        CHECK(status_of("krr:global/kontaktinfo.read") == 200);
        CHECK(status_of("krr:global/postkasse.read") == 403);
        world.registrations.scope("krr:global/postkasse.read",
                                  [](Json& scope) { scope["owner_orgno"] = "313111113"; });
        CHECK(status_of("krr:global/postkasse.read") == 200);
        world.registrations.scope("krr:global/postkasse.read",
                                  [](Json& scope) { scope["allowed_integration_types"] = Json::array(); });
        CHECK(status_of("krr:global/postkasse.read") == 403);
        world.registrations.scope("krr:global/postkasse.read", [](Json& scope) {
            scope["allowed_integration_types"] = Json::array();
            scope["accessible_for_all"] = true;
        });
        CHECK(status_of("krr:global/postkasse.read") == 200);
    }
}

}  // namespace
}  // namespace emulator::maskinporten
